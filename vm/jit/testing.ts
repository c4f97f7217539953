// For tests of the engine: everything of a machine that both engines must agree on, as one comparable value.
import { machineHash } from '../machine/header.ts'
import { inspect } from '../machine/inspect.ts'
import { poke } from '../machine/instructions/one-step.ts'
import { GAS, PC, STATUS_REGISTER, STEPS } from '../machine/registers.ts'
import type { MachineView } from '../machine/inspect.ts'
import type { MessageResult } from '../machine/results.ts'
import type { MachineState } from '../machine/state.ts'
import { FRAME_BYTES, STATUS } from '../spec/constants.ts'
import { concatBytes } from '../words.ts'

export interface Everything {
  readonly hash: string
  readonly view: MachineView
  readonly results: readonly MessageResult[]
}

export function everythingOf(state: MachineState): Everything {
  const hash = [...machineHash(state)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { hash, view: inspect(state), results: state.results.slice() }
}

/** Puts a machine before its first instruction again. */
export function rewind(state: MachineState, slots: Readonly<Record<number, bigint>>, gas: number): void {
  const { registers } = state
  for (const register of [PC, STEPS, GAS + 1]) registers[register] = 0
  registers[GAS] = gas
  registers[STATUS_REGISTER] = STATUS.Running
  poke(state, slots)
}

/** The first frame and the registers, as bytes. */
export function frameAndRegisters(state: MachineState): Uint8Array {
  const { memory, registers, ramBytes } = state
  return concatBytes([
    ramBytes.subarray(0, FRAME_BYTES),
    new Uint8Array(memory, registers.byteOffset, registers.byteLength),
  ])
}
