// Watches over places of a machine's state: which checkpoints may differ in them, and whether a step changed them.
import type { Watch, WatchTarget } from '../proof/watch.ts'
import { LEAF_BYTES, RAM_BYTES, STATUS } from '../spec/constants.ts'
import { TRAP } from '../spec/traps.ts'
import { isUntouched } from '../storage/contents.ts'
import type { StorageSnapshot } from '../storage/storage-tree.ts'
import { hashStorageKey } from '../hash/domains.ts'
import type { Checkpoint } from './checkpoint.ts'
import { MESSAGE, STATUS_REGISTER, TRAP_REGISTER } from './registers.ts'
import type { MessageResult } from './results.ts'
import type { MachineState } from './state.ts'

/** Throws a RangeError on a place that no machine has. */
export function watchMachine(target: WatchTarget): Watch<MachineState, Checkpoint> {
  return target.kind === 'ram' ? watchRam(target.address, target.length) : watchStorage(target)
}

function watchRam(address: number, length: number): Watch<MachineState, Checkpoint> {
  if (!(address >= 0 && length > 0 && address + length <= RAM_BYTES)) {
    throw new RangeError(`RAM has no ${length} bytes at ${address}`)
  }
  let known = new Uint8Array(length)
  const pageOf = (at: number, pages: number): number => Math.floor((at * pages) / RAM_BYTES)
  return {
    mayDiffer(earlier, later) {
      if (earlier.registers[MESSAGE] !== later.registers[MESSAGE]) return true
      const pages = earlier.ram.pages.length
      for (let page = pageOf(address, pages); page <= pageOf(address + length - 1, pages); page++)
        if (earlier.ram.pages[page] !== later.ram.pages[page]) return true
      return false
    },
    mayHaveChanged: (since, state) =>
      since.registers[MESSAGE] !== state.registers[MESSAGE] ||
      since.registers[STATUS_REGISTER] !== STATUS.Running ||
      state.ramTree.mayHaveChanged(
        Math.floor(address / LEAF_BYTES),
        Math.floor((address + length - 1) / LEAF_BYTES),
      ),
    // All of RAM is zero when a message begins.
    since: (state) => (state.message === undefined ? 0n : state.message.firstStep + 1n),
    begin(state) {
      known = state.ramBytes.slice(address, address + length)
    },
    hasChanged(state) {
      const { ramBytes } = state
      for (let i = 0; i < length; i++) {
        if (ramBytes[address + i] === known[i]) continue
        known = ramBytes.slice(address, address + length)
        return true
      }
      return false
    },
  }
}

function watchStorage({
  instance,
  key,
}: Extract<WatchTarget, { kind: 'storage' }>): Watch<MachineState, Checkpoint> {
  const position = hashStorageKey(instance, key)
  let known: Uint8Array = new Uint8Array(LEAF_BYTES)
  let snapshot: StorageSnapshot | undefined
  return {
    mayDiffer: (earlier, later) =>
      hasTrapped(later.registers, later.results.slice(earlier.resultCount, later.resultCount)) ||
      !isUntouched(earlier.storage, later.storage, position),
    mayHaveChanged: (since, state) => {
      const closed = state.results.slice(since.resultCount)
      return (
        hasTrapped(state.registers, closed) || !isUntouched(since.storage, state.storage.snapshot(), position)
      )
    },
    since: () => 0n,
    begin(state) {
      known = state.storage.get(instance, key)
      snapshot = state.storage.snapshot()
    },
    hasChanged(state) {
      // What a snapshot has is never changed in place, so that every write since makes a new root node.
      const before = snapshot
      snapshot = state.storage.snapshot()
      if (before !== undefined && before.root === snapshot.root && before.arena === snapshot.arena)
        return false
      const now = state.storage.get(instance, key)
      const changed = now.some((byte, i) => byte !== known[i])
      known = now
      return changed
    },
  }
}

/**
 * Whether a message was rolled back, so that storage may have changed and changed back: the current one, by the registers, or one of those that
 * have closed.
 */
function hasTrapped(registers: Int32Array, closed: readonly MessageResult[]): boolean {
  return registers[TRAP_REGISTER] !== TRAP.None || closed.some((result) => result.trap !== TRAP.None)
}
