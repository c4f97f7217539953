// Checked arithmetic: what doesn't fit its type traps.
import { FLAG_BIT } from '../../spec/opcode.ts'
import { TRAP } from '../../spec/traps.ts'
import type { MachineState } from '../state.ts'
import { setWord, slotA, slotB, slotC, slotOf } from './operands.ts'
import type { Handlers, Outcome } from './operands.ts'
import { divide, division, multiply, product } from './wide.ts'

const TWO_32 = 0x1_0000_0000
const SIGN = 0x8000_0000 | 0

/** Unsigned sum to slot `to`. */
function addUnsigned(
  state: MachineState,
  to: number,
  xLow: number,
  xHigh: number,
  yLow: number,
  yHigh: number,
): Outcome {
  const low = (xLow >>> 0) + (yLow >>> 0)
  const high = (xHigh >>> 0) + (yHigh >>> 0) + (low >= TWO_32 ? 1 : 0)
  if (high >= TWO_32) return TRAP.Overflow
  setWord(state, to, low | 0, high | 0)
  return 0
}

function subtractUnsigned(
  state: MachineState,
  to: number,
  xLow: number,
  xHigh: number,
  yLow: number,
  yHigh: number,
): Outcome {
  const low = (xLow >>> 0) - (yLow >>> 0)
  const high = (xHigh >>> 0) - (yHigh >>> 0) - (low < 0 ? 1 : 0)
  if (high < 0) return TRAP.Overflow
  setWord(state, to, low | 0, high | 0)
  return 0
}

function multiplyUnsigned(
  state: MachineState,
  to: number,
  xLow: number,
  xHigh: number,
  yLow: number,
  yHigh: number,
): Outcome {
  multiply(xLow, xHigh, yLow, yHigh)
  if (((product[2] ?? 0) | (product[3] ?? 0)) !== 0) return TRAP.Overflow
  setWord(state, to, product[0] ?? 0, product[1] ?? 0)
  return 0
}

/** Upper half of -x for a word of these halves. */
function negatedHigh(low: number, high: number): number {
  return (~high + (low === 0 ? 1 : 0)) | 0
}

/** Writes a magnitude below 2^64 with a sign; false when it is outside i64. */
function setSigned(state: MachineState, to: number, low: number, high: number, negative: boolean): boolean {
  const fits = high >= 0 || (negative && high === SIGN && low === 0)
  if (!fits) return false
  if (negative) setWord(state, to, -low | 0, negatedHigh(low, high))
  else setWord(state, to, low, high)
  return true
}

function isZero({ ram }: MachineState, index: number): boolean {
  return ((ram[index] ?? 0) | (ram[index + 1] ?? 0)) === 0
}

/** Unsigned division of slot b by slot c, which is not zero, into `division`. */
function divideSlots({ ram }: MachineState, b: number, c: number): void {
  divide(0, 0, ram[b] ?? 0, ram[b + 1] ?? 0, ram[c] ?? 0, ram[c + 1] ?? 0)
}

/** Division of the magnitudes of slots b and c, which is not zero, into `division`. */
function divideMagnitudes({ ram }: MachineState, b: number, c: number): void {
  const xLow = ram[b] ?? 0
  const xHigh = ram[b + 1] ?? 0
  const yLow = ram[c] ?? 0
  const yHigh = ram[c + 1] ?? 0
  const x = xHigh < 0
  const y = yHigh < 0
  divide(
    0,
    0,
    x ? -xLow | 0 : xLow,
    x ? negatedHigh(xLow, xHigh) : xHigh,
    y ? -yLow | 0 : yLow,
    y ? negatedHigh(yLow, yHigh) : yHigh,
  )
}

export const CHECKED: Handlers = {
  addu(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    return addUnsigned(state, slotA(state, low), ram[b] ?? 0, ram[b + 1] ?? 0, ram[c] ?? 0, ram[c + 1] ?? 0)
  },
  addui(state, low, immediate) {
    const b = slotB(state, low)
    return addUnsigned(state, slotA(state, low), state.ram[b] ?? 0, state.ram[b + 1] ?? 0, immediate, 0)
  },
  subu(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    return subtractUnsigned(
      state,
      slotA(state, low),
      ram[b] ?? 0,
      ram[b + 1] ?? 0,
      ram[c] ?? 0,
      ram[c + 1] ?? 0,
    )
  },
  subui(state, low, immediate) {
    const b = slotB(state, low)
    return subtractUnsigned(state, slotA(state, low), state.ram[b] ?? 0, state.ram[b + 1] ?? 0, immediate, 0)
  },
  mulu(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    return multiplyUnsigned(
      state,
      slotA(state, low),
      ram[b] ?? 0,
      ram[b + 1] ?? 0,
      ram[c] ?? 0,
      ram[c + 1] ?? 0,
    )
  },
  mului(state, low, immediate) {
    const b = slotB(state, low)
    return multiplyUnsigned(state, slotA(state, low), state.ram[b] ?? 0, state.ram[b + 1] ?? 0, immediate, 0)
  },
  divu(state, low) {
    const c = slotC(state, low)
    if (isZero(state, c)) return TRAP.DivideByZero
    divideSlots(state, slotB(state, low), c)
    setWord(state, slotA(state, low), division[0] ?? 0, division[1] ?? 0)
    return 0
  },
  remu(state, low) {
    const c = slotC(state, low)
    if (isZero(state, c)) return TRAP.DivideByZero
    divideSlots(state, slotB(state, low), c)
    setWord(state, slotA(state, low), division[2] ?? 0, division[3] ?? 0)
    return 0
  },
  adds(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    const xHigh = ram[b + 1] ?? 0
    const yHigh = ram[c + 1] ?? 0
    const sum = ((ram[b] ?? 0) >>> 0) + ((ram[c] ?? 0) >>> 0)
    const high = (xHigh + yHigh + (sum >= TWO_32 ? 1 : 0)) | 0
    if (((xHigh ^ high) & (yHigh ^ high)) < 0) return TRAP.Overflow
    setWord(state, slotA(state, low), sum | 0, high)
    return 0
  },
  subs(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    const xHigh = ram[b + 1] ?? 0
    const yHigh = ram[c + 1] ?? 0
    const difference = ((ram[b] ?? 0) >>> 0) - ((ram[c] ?? 0) >>> 0)
    const high = (xHigh - yHigh - (difference < 0 ? 1 : 0)) | 0
    if (((xHigh ^ yHigh) & (xHigh ^ high)) < 0) return TRAP.Overflow
    setWord(state, slotA(state, low), difference | 0, high)
    return 0
  },
  muls(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    const xLow = ram[b] ?? 0
    const xHigh = ram[b + 1] ?? 0
    const yLow = ram[c] ?? 0
    const yHigh = ram[c + 1] ?? 0
    const x = xHigh < 0
    const y = yHigh < 0
    multiply(
      x ? -xLow : xLow,
      x ? negatedHigh(xLow, xHigh) : xHigh,
      y ? -yLow : yLow,
      y ? negatedHigh(yLow, yHigh) : yHigh,
    )
    if (((product[2] ?? 0) | (product[3] ?? 0)) !== 0) return TRAP.Overflow
    const fits = setSigned(state, slotA(state, low), (product[0] ?? 0) | 0, (product[1] ?? 0) | 0, x !== y)
    return fits ? 0 : TRAP.Overflow
  },
  divs(state, low) {
    const b = slotB(state, low)
    const c = slotC(state, low)
    if (isZero(state, c)) return TRAP.DivideByZero
    const negative = (state.ram[b + 1] ?? 0) < 0 !== (state.ram[c + 1] ?? 0) < 0
    divideMagnitudes(state, b, c)
    const fits = setSigned(state, slotA(state, low), (division[0] ?? 0) | 0, (division[1] ?? 0) | 0, negative)
    return fits ? 0 : TRAP.Overflow
  },
  rems(state, low) {
    const b = slotB(state, low)
    const c = slotC(state, low)
    if (isZero(state, c)) return TRAP.DivideByZero
    const negative = (state.ram[b + 1] ?? 0) < 0
    divideMagnitudes(state, b, c)
    // The remainder is smaller than the divisor's magnitude, so it always fits.
    setSigned(state, slotA(state, low), (division[2] ?? 0) | 0, (division[3] ?? 0) | 0, negative)
    return 0
  },
  muldiv(state, low, immediate) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    const d = slotOf(state, immediate & 0xff)
    if (isZero(state, d)) return TRAP.DivideByZero
    const dLow = ram[d] ?? 0
    const dHigh = ram[d + 1] ?? 0
    multiply(ram[b] ?? 0, ram[b + 1] ?? 0, ram[c] ?? 0, ram[c + 1] ?? 0)
    const topLow = product[2] ?? 0
    const topHigh = product[3] ?? 0
    const topBelow = topHigh < dHigh >>> 0 || (topHigh === dHigh >>> 0 && topLow < dLow >>> 0)
    if (!topBelow) return TRAP.Overflow
    divide(topLow, topHigh, product[0] ?? 0, product[1] ?? 0, dLow, dHigh)
    const exact = ((division[2] ?? 0) | (division[3] ?? 0)) === 0
    const up = (immediate & FLAG_BIT) !== 0 && !exact ? 1 : 0
    return addUnsigned(state, slotA(state, low), division[0] ?? 0, division[1] ?? 0, up, 0)
  },
  fitu(state, low, immediate) {
    const a = slotA(state, low)
    const wordLow = state.ram[a] ?? 0
    const wordHigh = state.ram[a + 1] ?? 0
    const fits =
      immediate < 32 ? wordHigh === 0 && wordLow >>> immediate === 0 : wordHigh >>> (immediate - 32) === 0
    return fits ? 0 : TRAP.Overflow
  },
  fits(state, low, immediate) {
    const a = slotA(state, low)
    const wordLow = state.ram[a] ?? 0
    const wordHigh = state.ram[a + 1] ?? 0
    const magnitudeBits = immediate - 1
    const sign = wordHigh >> 31
    const fits =
      magnitudeBits < 32
        ? wordHigh === sign && wordLow >> magnitudeBits === sign
        : wordHigh >> (magnitudeBits - 32) === sign
    return fits ? 0 : TRAP.Overflow
  },
}
