// For tests of single instructions: a machine in its first message whose slots and heap are set by hand, then one step.
import { LEAF_WRITTEN } from '../../merkle/memory-tree.ts'
import { testMachine } from '../../testing.ts'
import type { TestMachine } from '../../testing.ts'
import { bytesOfWords } from '../../words.ts'
import { inspect, readSlot } from '../inspect.ts'
import type { MachineView } from '../inspect.ts'
import { step } from '../run.ts'
import type { MachineState } from '../state.ts'

/** Words to put at byte addresses of RAM; slot n of the first frame is at 8 * n. */
export type Memory = Readonly<Record<number, bigint>>

export interface OneStep {
  readonly state: MachineState
  readonly before: MachineView
  readonly view: MachineView
  slot(n: number): bigint
  leaf(n: number): bigint[]
}

/** A machine about to execute word 0 of a program. */
export function readyToStep(text: string, memory: Memory = {}, options: TestMachine = {}): MachineState {
  const state = testMachine(text, options)
  step(state)
  poke(state, memory)
  return state
}

export function poke(state: MachineState, memory: Memory): void {
  for (const [address, value] of Object.entries(memory)) {
    state.ramBytes.set(bytesOfWords([value]), Number(address))
    state.flags[Number(address) >>> 6] = LEAF_WRITTEN
  }
}

/** Executes one instruction, which stands at word 0, with the given slots. */
export function oneStep(instruction: string, slots: Memory = {}, options: TestMachine = {}): OneStep {
  const memory = Object.fromEntries(Object.entries(slots).map(([slot, value]) => [Number(slot) * 8, value]))
  return stepped(readyToStep(`${instruction}\nend {8}`, memory, options))
}

/** Steps a prepared machine once. */
export function stepped(state: MachineState): OneStep {
  const before = inspect(state)
  step(state)
  const slot = (n: number): bigint => readSlot(state, n, before.fp)
  return {
    state,
    before,
    view: inspect(state),
    slot,
    leaf: (n) => Array.from({ length: 8 }, (_, i) => slot(n + i)),
  }
}
