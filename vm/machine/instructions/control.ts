// Jumps, calls, and the ends of messages.
import { FRAME_BYTES, LEAF_BYTES, MAX_CALL_DEPTH, STACK_BYTES } from '../../spec/constants.ts'
import { TRAP } from '../../spec/traps.ts'
import { CALLER, DEPTH, FP, INSTANCE, PC } from '../registers.ts'
import type { MachineState } from '../state.ts'
import { belowSigned, belowUnsigned, equalWords } from './compare.ts'
import { setWord, slotA, slotB, STOPPED } from './operands.ts'
import type { Handlers } from './operands.ts'

function isZero({ ram }: MachineState, index: number): boolean {
  return ((ram[index] ?? 0) | (ram[index + 1] ?? 0)) === 0
}

function jumpIf(state: MachineState, target: number, taken: boolean): 0 {
  if (taken) state.registers[PC] = target
  return 0
}

/** Pushes the callee's frame with its link; false when the stack has no room. */
function enter(state: MachineState, low: number, target: number): boolean {
  const { registers } = state
  const fp = registers[FP] ?? 0
  const depth = registers[DEPTH] ?? 0
  const callee = fp + ((low >>> 8) & 0xff) * LEAF_BYTES
  if (depth === MAX_CALL_DEPTH || callee + FRAME_BYTES > STACK_BYTES) return false
  const link = callee >>> 2
  setWord(state, link, registers[PC] ?? 0, 0)
  setWord(state, link + 2, fp, 0)
  setWord(state, link + 4, registers[INSTANCE] ?? 0, registers[INSTANCE + 1] ?? 0)
  setWord(state, link + 6, registers[CALLER] ?? 0, registers[CALLER + 1] ?? 0)
  registers[FP] = callee
  registers[DEPTH] = depth + 1
  registers[PC] = target
  return true
}

export const CONTROL: Handlers = {
  jmp(state, _low, immediate) {
    state.registers[PC] = immediate
    return 0
  },
  jz(state, low, immediate) {
    return jumpIf(state, immediate, isZero(state, slotA(state, low)))
  },
  jnz(state, low, immediate) {
    return jumpIf(state, immediate, !isZero(state, slotA(state, low)))
  },
  jeq(state, low, immediate) {
    return jumpIf(state, immediate, equalWords(state, slotA(state, low), slotB(state, low)))
  },
  jne(state, low, immediate) {
    return jumpIf(state, immediate, !equalWords(state, slotA(state, low), slotB(state, low)))
  },
  jltu(state, low, immediate) {
    return jumpIf(state, immediate, belowUnsigned(state, slotA(state, low), slotB(state, low)))
  },
  jgeu(state, low, immediate) {
    return jumpIf(state, immediate, !belowUnsigned(state, slotA(state, low), slotB(state, low)))
  },
  jlts(state, low, immediate) {
    return jumpIf(state, immediate, belowSigned(state, slotA(state, low), slotB(state, low)))
  },
  jges(state, low, immediate) {
    return jumpIf(state, immediate, !belowSigned(state, slotA(state, low), slotB(state, low)))
  },
  call(state, low, immediate) {
    return enter(state, low, immediate) ? 0 : TRAP.StackOverflow
  },
  callx(state, low, immediate) {
    const { registers, ram } = state
    const b = slotB(state, low)
    const instanceLow = ram[b] ?? 0
    const instanceHigh = ram[b + 1] ?? 0
    if (!enter(state, low, immediate)) return TRAP.StackOverflow
    registers[CALLER] = registers[INSTANCE] ?? 0
    registers[CALLER + 1] = registers[INSTANCE + 1] ?? 0
    registers[INSTANCE] = instanceLow
    registers[INSTANCE + 1] = instanceHigh
    return 0
  },
  ret(state) {
    const { registers, ram } = state
    const link = (registers[FP] ?? 0) >>> 2
    registers[PC] = ram[link] ?? 0
    registers[FP] = ram[link + 2] ?? 0
    registers[INSTANCE] = ram[link + 4] ?? 0
    registers[INSTANCE + 1] = ram[link + 5] ?? 0
    registers[CALLER] = ram[link + 6] ?? 0
    registers[CALLER + 1] = ram[link + 7] ?? 0
    registers[DEPTH] = (registers[DEPTH] ?? 0) - 1
    return 0
  },
  end() {
    return STOPPED
  },
  trap() {
    return TRAP.UserError
  },
}
