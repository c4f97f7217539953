// Checkpoints of a run: states of one machine at moments of its trace, sharing what did not change between them. Taking one costs
// what was written since the last, restoring one what differs from it.
import type { MemorySnapshot } from '../merkle/memory-tree.ts'
import { snapshotBytes } from '../merkle/memory-tree.ts'
import type { ListSnapshot } from '../merkle/list-tree.ts'
import type { StorageSnapshot } from '../storage/storage-tree.ts'
import { register } from './lifecycle.ts'
import { GAS, GAS_LIMIT, STATUS_REGISTER, STEPS } from './registers.ts'
import type { MessageResult } from './results.ts'
import type { CurrentMessage, MachineState, StartRoots } from './state.ts'
import { STATUS } from '../spec/constants.ts'

export interface Checkpoint {
  readonly steps: bigint
  readonly registers: Int32Array
  readonly ram: MemorySnapshot
  readonly storage: StorageSnapshot
  readonly outbox: ListSnapshot
  readonly events: ListSnapshot
  readonly startStorage: StorageSnapshot
  readonly startRoots: StartRoots | undefined
  readonly message: CurrentMessage | undefined
  readonly output: Uint8Array | undefined
  /** The first `resultCount` of these: a run only ever adds to them. */
  readonly results: readonly MessageResult[]
  readonly resultCount: number
}

/** What `restoreCheckpoint` needs to make the machine what it is now. The machine may go on. */
export function takeCheckpoint(state: MachineState): Checkpoint {
  return {
    steps: register(state, STEPS),
    registers: state.registers.slice(),
    ram: state.ramTree.snapshot(),
    storage: state.storage.snapshot(),
    outbox: state.outbox.snapshot(),
    events: state.events.snapshot(),
    startStorage: state.startStorage,
    startRoots: state.startRoots,
    message: state.message,
    output: state.output,
    results: state.results,
    resultCount: state.results.length,
  }
}

/** Makes a machine what another one of the same program, inbox and context was. It stays in its memory, and with its engine. */
export function restoreCheckpoint(state: MachineState, checkpoint: Checkpoint): void {
  state.registers.set(checkpoint.registers)
  state.ramTree.restore(checkpoint.ram)
  state.storage.restore(checkpoint.storage)
  state.outbox.restore(checkpoint.outbox)
  state.events.restore(checkpoint.events)
  state.startStorage = checkpoint.startStorage
  state.startRoots = checkpoint.startRoots
  state.message = checkpoint.message
  state.output = checkpoint.output
  state.results = checkpoint.results.slice(0, checkpoint.resultCount)
}

/**
 * Steps and gas used since the start of the block: what a run to here costs, in units that follow time better than steps alone.
 */
export function workOf(state: MachineState): bigint {
  const { registers } = state
  const closed = state.results.reduce((sum, result) => sum + result.gasUsed, 0n)
  const between = registers[STATUS_REGISTER] === STATUS.Ready || registers[STATUS_REGISTER] === STATUS.Halted
  const current = between ? 0n : register(state, GAS_LIMIT) - register(state, GAS)
  return register(state, STEPS) + closed + current
}

/** Bytes of RAM pages that checkpoints hold together. */
export function checkpointBytes(checkpoints: readonly Checkpoint[]): number {
  return snapshotBytes(checkpoints.map((checkpoint) => checkpoint.ram))
}
