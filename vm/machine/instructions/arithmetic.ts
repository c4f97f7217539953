// Wrapping arithmetic, bits and shifts on words kept as two 32-bit halves.
import { setWord, slotA, slotB, slotC } from './operands.ts'
import type { Handlers } from './operands.ts'
import { multiply, product } from './wide.ts'
import type { MachineState } from '../state.ts'

function add(
  state: MachineState,
  to: number,
  xLow: number,
  xHigh: number,
  yLow: number,
  yHigh: number,
): void {
  const low = (xLow + yLow) | 0
  const carry = low >>> 0 < xLow >>> 0 ? 1 : 0
  setWord(state, to, low, (xHigh + yHigh + carry) | 0)
}

function shiftLeft(state: MachineState, to: number, low: number, high: number, by: number): void {
  if (by === 0) setWord(state, to, low, high)
  else if (by < 32) setWord(state, to, low << by, (high << by) | (low >>> (32 - by)))
  else setWord(state, to, 0, low << (by - 32))
}

/** `fill` is what comes in from above: 0, or -1 for a negative signed number. */
function shiftRight(
  state: MachineState,
  to: number,
  low: number,
  high: number,
  by: number,
  fill: number,
): void {
  if (by === 0) setWord(state, to, low, high)
  else if (by < 32) {
    setWord(state, to, (low >>> by) | (high << (32 - by)), (high >>> by) | (fill << (32 - by)))
  } else if (by === 32) setWord(state, to, high, fill)
  else setWord(state, to, (high >>> (by - 32)) | (fill << (64 - by)), fill)
}

export const ARITHMETIC: Handlers = {
  add(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    add(state, slotA(state, low), ram[b] ?? 0, ram[b + 1] ?? 0, ram[c] ?? 0, ram[c + 1] ?? 0)
    return 0
  },
  addi(state, low, immediate) {
    const { ram } = state
    const b = slotB(state, low)
    add(state, slotA(state, low), ram[b] ?? 0, ram[b + 1] ?? 0, immediate | 0, (immediate | 0) >> 31)
    return 0
  },
  sub(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    const xLow = ram[b] ?? 0
    const yLow = ram[c] ?? 0
    const borrow = xLow >>> 0 < yLow >>> 0 ? 1 : 0
    setWord(state, slotA(state, low), (xLow - yLow) | 0, ((ram[b + 1] ?? 0) - (ram[c + 1] ?? 0) - borrow) | 0)
    return 0
  },
  mul(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    multiply(ram[b] ?? 0, ram[b + 1] ?? 0, ram[c] ?? 0, ram[c + 1] ?? 0)
    setWord(state, slotA(state, low), product[0] ?? 0, product[1] ?? 0)
    return 0
  },
  mulhu(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    multiply(ram[b] ?? 0, ram[b + 1] ?? 0, ram[c] ?? 0, ram[c + 1] ?? 0)
    setWord(state, slotA(state, low), product[2] ?? 0, product[3] ?? 0)
    return 0
  },
  and(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    setWord(state, slotA(state, low), (ram[b] ?? 0) & (ram[c] ?? 0), (ram[b + 1] ?? 0) & (ram[c + 1] ?? 0))
    return 0
  },
  or(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    setWord(state, slotA(state, low), (ram[b] ?? 0) | (ram[c] ?? 0), (ram[b + 1] ?? 0) | (ram[c + 1] ?? 0))
    return 0
  },
  xor(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const c = slotC(state, low)
    setWord(state, slotA(state, low), (ram[b] ?? 0) ^ (ram[c] ?? 0), (ram[b + 1] ?? 0) ^ (ram[c + 1] ?? 0))
    return 0
  },
  andi(state, low, immediate) {
    setWord(state, slotA(state, low), (state.ram[slotB(state, low)] ?? 0) & immediate, 0)
    return 0
  },
  xori(state, low, immediate) {
    const b = slotB(state, low)
    setWord(state, slotA(state, low), (state.ram[b] ?? 0) ^ immediate, state.ram[b + 1] ?? 0)
    return 0
  },
  shl(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const by = (ram[slotC(state, low)] ?? 0) & 63
    shiftLeft(state, slotA(state, low), ram[b] ?? 0, ram[b + 1] ?? 0, by)
    return 0
  },
  shru(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const by = (ram[slotC(state, low)] ?? 0) & 63
    shiftRight(state, slotA(state, low), ram[b] ?? 0, ram[b + 1] ?? 0, by, 0)
    return 0
  },
  shrs(state, low) {
    const { ram } = state
    const b = slotB(state, low)
    const high = ram[b + 1] ?? 0
    const by = (ram[slotC(state, low)] ?? 0) & 63
    shiftRight(state, slotA(state, low), ram[b] ?? 0, high, by, high >> 31)
    return 0
  },
  shli(state, low, immediate) {
    const b = slotB(state, low)
    shiftLeft(state, slotA(state, low), state.ram[b] ?? 0, state.ram[b + 1] ?? 0, immediate)
    return 0
  },
  shrui(state, low, immediate) {
    const b = slotB(state, low)
    shiftRight(state, slotA(state, low), state.ram[b] ?? 0, state.ram[b + 1] ?? 0, immediate, 0)
    return 0
  },
  shrsi(state, low, immediate) {
    const b = slotB(state, low)
    const high = state.ram[b + 1] ?? 0
    shiftRight(state, slotA(state, low), state.ram[b] ?? 0, high, immediate, high >> 31)
    return 0
  },
}
