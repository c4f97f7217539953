// Comparison: order of words in halves, and the instructions that write 1 or 0.
import { LEAF_WORDS, setWord, slotA, slotB, slotC } from './operands.ts'
import type { Handlers } from './operands.ts'
import type { MachineState } from '../state.ts'

export function equalWords({ ram }: MachineState, x: number, y: number): boolean {
  return ram[x] === ram[y] && ram[x + 1] === ram[y + 1]
}

/** Unsigned: word at x below word at y. */
export function belowUnsigned({ ram }: MachineState, x: number, y: number): boolean {
  const xHigh = (ram[x + 1] ?? 0) >>> 0
  const yHigh = (ram[y + 1] ?? 0) >>> 0
  return xHigh < yHigh || (xHigh === yHigh && (ram[x] ?? 0) >>> 0 < (ram[y] ?? 0) >>> 0)
}

/** Signed: word at x below word at y. */
export function belowSigned({ ram }: MachineState, x: number, y: number): boolean {
  const xHigh = ram[x + 1] ?? 0
  const yHigh = ram[y + 1] ?? 0
  return xHigh < yHigh || (xHigh === yHigh && (ram[x] ?? 0) >>> 0 < (ram[y] ?? 0) >>> 0)
}

function flag(state: MachineState, low: number, holds: boolean): 0 {
  setWord(state, slotA(state, low), holds ? 1 : 0, 0)
  return 0
}

export const COMPARE: Handlers = {
  eq(state, low) {
    return flag(state, low, equalWords(state, slotB(state, low), slotC(state, low)))
  },
  ne(state, low) {
    return flag(state, low, !equalWords(state, slotB(state, low), slotC(state, low)))
  },
  ltu(state, low) {
    return flag(state, low, belowUnsigned(state, slotB(state, low), slotC(state, low)))
  },
  leu(state, low) {
    return flag(state, low, !belowUnsigned(state, slotC(state, low), slotB(state, low)))
  },
  lts(state, low) {
    return flag(state, low, belowSigned(state, slotB(state, low), slotC(state, low)))
  },
  les(state, low) {
    return flag(state, low, !belowSigned(state, slotC(state, low), slotB(state, low)))
  },
  eqi(state, low, immediate) {
    const b = slotB(state, low)
    return flag(state, low, state.ram[b + 1] === 0 && (state.ram[b] ?? 0) >>> 0 === immediate)
  },
  ltui(state, low, immediate) {
    const b = slotB(state, low)
    return flag(state, low, state.ram[b + 1] === 0 && (state.ram[b] ?? 0) >>> 0 < immediate)
  },
  eql(state, low) {
    const b = slotB(state, low)
    const c = slotC(state, low)
    let equal = true
    for (let i = 0; i < LEAF_WORDS; i++) if (state.ram[b + i] !== state.ram[c + i]) equal = false
    return flag(state, low, equal)
  },
}
