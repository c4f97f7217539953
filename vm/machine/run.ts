// The interpreter: exact to the step, without allocation or BigInt between the beginning and the end of a message.
import { STATUS } from '../spec/constants.ts'
import { TRAP } from '../spec/traps.ts'
import { STOPPED } from './instructions/operands.ts'
import { GAS_COSTS, HANDLERS, invalidInstruction } from './instructions/table.ts'
import { endMessage, pseudoStep, raiseTrap, register } from './lifecycle.ts'
import { GAS, PC, STATUS_REGISTER, STEPS } from './registers.ts'
import type { MachineState } from './state.ts'

export interface RunLimit {
  /** Stop when the steps register has this value; without it, run until the machine halts. */
  readonly untilStep?: bigint
}

/** Longest stretch of instructions between looks at the 64-bit registers: steps and gas of a stretch are small integers. */
const LONGEST_STRETCH = 1 << 30

/** Runs until the machine halts or has done `untilStep` steps in all, whichever is first. */
export function run(state: MachineState, { untilStep }: RunLimit = {}): void {
  for (;;) {
    const status = state.registers[STATUS_REGISTER]
    if (status === STATUS.Halted) return
    if (untilStep === undefined) {
      if (status === STATUS.Running) runStretch(state, LONGEST_STRETCH)
      else pseudoStep(state)
      continue
    }
    const left = untilStep - register(state, STEPS)
    if (left <= 0n) return
    if (status === STATUS.Running) {
      runStretch(state, left < BigInt(LONGEST_STRETCH) ? Number(left) : LONGEST_STRETCH)
    } else pseudoStep(state)
  }
}

/** One step. A halted machine does none. */
export function step(state: MachineState): void {
  if (state.registers[STATUS_REGISTER] === STATUS.Running) runStretch(state, 1)
  else pseudoStep(state)
}

export function isHalted(state: MachineState): boolean {
  return state.registers[STATUS_REGISTER] === STATUS.Halted
}

/** At most `limit` instructions of the current message; brings the steps and gas registers up to date. */
function runStretch(state: MachineState, limit: number): void {
  const { registers } = state
  const low = (registers[GAS] ?? 0) >>> 0
  const isAllGas = registers[GAS + 1] === 0 && low <= LONGEST_STRETCH
  const budget = isAllGas ? low : LONGEST_STRETCH
  state.gas = budget
  const steps = runInstructions(state, limit)
  subtract(registers, GAS, budget - state.gas)
  add(registers, STEPS, steps)
  // Short of gas, and there is no more of it; otherwise the next stretch goes on with the rest.
  if (steps < limit && isAllGas && registers[STATUS_REGISTER] === STATUS.Running) outOfGas(state)
}

/** Executes until `limit`, the end of the message, or an instruction that the stretch's gas can't pay; returns steps done. */
function runInstructions(state: MachineState, limit: number): number {
  const { registers, code } = state
  for (let steps = 0; steps < limit; steps++) {
    const pc = registers[PC] ?? 0
    const low = code[2 * pc] ?? 0
    const cost = GAS_COSTS[low & 0xff] ?? 0
    if (state.gas < cost) return steps
    registers[PC] = pc + 1
    const handler = HANDLERS[low & 0xff] ?? invalidInstruction
    const outcome = handler(state, low, code[2 * pc + 1] ?? 0)
    if (outcome !== 0) {
      if (outcome === STOPPED) {
        state.gas -= cost
        endMessage(state, pc)
      } else if (outcome === TRAP.OutOfGas) {
        registers[PC] = pc
        return steps
      } else raiseTrap(state, pc, outcome)
      return steps + 1
    }
    state.gas -= cost
  }
  return limit
}

function outOfGas(state: MachineState): void {
  const { registers } = state
  registers[GAS] = 0
  registers[GAS + 1] = 0
  raiseTrap(state, registers[PC] ?? 0, TRAP.OutOfGas)
  add(registers, STEPS, 1)
}

/** Adds a small count to a 64-bit register. */
function add(registers: Int32Array, index: number, count: number): void {
  const sum = ((registers[index] ?? 0) >>> 0) + count
  registers[index] = sum
  if (sum > 0xffff_ffff) registers[index + 1] = (registers[index + 1] ?? 0) + 1
}

/** Subtracts a small count from a 64-bit register that holds at least as much. */
function subtract(registers: Int32Array, index: number, count: number): void {
  const difference = ((registers[index] ?? 0) >>> 0) - count
  registers[index] = difference
  if (difference < 0) registers[index + 1] = (registers[index + 1] ?? 0) - 1
}
