// The thread that hashes RAM for managers, for cases that check what it tells. It is started once a process.
import { hashingThread } from '../../../devnet/local/hashing-thread.ts'
import { machineHashLater } from '../../../vm/machine/header.ts'
import type { MachineState } from '../../../vm/machine/state.ts'
import { agree } from '../tool/finding.ts'
import { hexOf } from './fingerprint.ts'
import type { States } from './specified.ts'

/** Undefined where threads can't share memory. */
export const sideHasher = hashingThread()

/** Begins the hash of a machine that has done so many steps; what is given back compares it, whatever has become of the machine since. */
export function hashedLater(sort: string, states: States, at: number, machine: MachineState): () => void {
  const hasher = sideHasher()
  if (hasher === undefined) return () => undefined
  const later = machineHashLater(machine, hasher)
  return () =>
    agree(sort, `hashed by the way after ${at} steps`, hashOf(states.get(at) ?? ''), hexOf(later()))
}

/** The machine hash in a fingerprint. */
export function hashOf(state: string): string {
  return state.split(' ')[0] ?? ''
}
