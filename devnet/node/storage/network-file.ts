// The file that says which network a folder's chain is of, so that no other network's node goes on with it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StorageProblem } from './problems.ts'
import { problemOfWrite } from './problems.ts'

const NETWORK_FILE = 'network'

/** Writes it into a new folder; tells when an old one is of another network. */
export function keepNetwork(folder: string, network: string): StorageProblem | undefined {
  const path = join(folder, NETWORK_FILE)
  try {
    if (!existsSync(path)) writeFileSync(path, `${network}\n`)
    else if (readFileSync(path, 'utf8').trim() !== network)
      return {
        kind: 'unusable',
        reason: 'its chain is of a network with another genesis or other parameters',
      }
    return undefined
  } catch (failure) {
    return problemOfWrite(failure, folder)
  }
}
