// The addresses of tests' actors.
import { bytesToWords } from '../abi/decode.ts'
import { bytesFor } from './test-silo.ts'

/** The address of an actor: four words. */
export function actorWords(actor: string): readonly bigint[] {
  return bytesToWords(bytesFor(`actor ${actor}`))
}
