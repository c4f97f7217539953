// All kinds of fuzzing by name, in the order in which a run takes turns.
import type { Kind } from '../tool/kind.ts'
import { bytecode } from './bytecode.ts'
import { machine } from './machine.ts'

export const KINDS: readonly Kind[] = [machine, bytecode]

export function kindNamed(name: string): Kind | undefined {
  return KINDS.find((kind) => kind.name === name)
}
