// Integers of 128 and 256 bits in groups of slots. Operands are copied into limbs first, so that a result may overwrite them.
import { LEAF_WRITTEN } from '../../merkle/memory-tree.ts'
import { FLAG_BIT, WIDE_FLAG_BIT } from '../../spec/opcode.ts'
import { TRAP } from '../../spec/traps.ts'
import type { MachineState } from '../state.ts'
import { divideDigits, multiplyDigits } from './digits.ts'
import {
  addLimbs,
  areLimbs,
  isNegative,
  negateLimbs,
  shiftLimbsLeft,
  shiftLimbsRight,
  subtractLimbs,
} from './limbs.ts'
import { setWord, slotA, slotB, slotC, slotOf } from './operands.ts'
import type { Handlers, Outcome } from './operands.ts'

/** Limbs of 256 bits. */
const MOST = 8
const ONES = 0xffff_ffff

// Scratch of one instruction, as limbs and as digits of 16 bits.
const x = new Uint32Array(MOST)
const y = new Uint32Array(MOST)
const z = new Uint32Array(MOST)
const wide = new Uint32Array(2 * MOST)
const quotient = new Uint32Array(2 * MOST)
const xDigits = new Uint16Array(x.buffer)
const yDigits = new Uint16Array(y.buffer)
const zDigits = new Uint16Array(z.buffer)
const wideDigits = new Uint16Array(wide.buffer)
const quotientDigits = new Uint16Array(quotient.buffer)

function limbsOf(immediate: number): 4 | 8 {
  return (immediate & 1) === 0 ? 4 : 8
}

function isSigned(immediate: number): boolean {
  return (immediate & 2) !== 0
}

function load({ ramLeaves }: MachineState, index: number, into: Uint32Array, limbs: number): void {
  for (let i = 0; i < limbs; i++) into[i] = ramLeaves[index + i] ?? 0
}

function setWide(state: MachineState, index: number, value: Uint32Array, limbs: number): 0 {
  for (let i = 0; i < limbs; i++) state.ramLeaves[index + i] = value[i] ?? 0
  state.flags[index >>> 4] = LEAF_WRITTEN
  return 0
}

/** Loads b and c into x and y; returns their number of limbs. */
function loadBoth(state: MachineState, low: number, immediate: number): 4 | 8 {
  const limbs = limbsOf(immediate)
  load(state, slotB(state, low), x, limbs)
  load(state, slotC(state, low), y, limbs)
  return limbs
}

/** Makes x and y their magnitudes; whether their signs differed. */
function takeMagnitudes(limbs: number): boolean {
  const xNegative = isNegative(x, limbs)
  const yNegative = isNegative(y, limbs)
  if (xNegative) negateLimbs(x, limbs)
  if (yNegative) negateLimbs(y, limbs)
  return xNegative !== yNegative
}

/** Stores a magnitude with a sign; Overflow when it is outside the signed type. A magnitude of 2^(W-1) fits when negative. */
function setSigned(
  state: MachineState,
  index: number,
  value: Uint32Array,
  limbs: number,
  negative: boolean,
): Outcome {
  if (negative) negateLimbs(value, limbs)
  const fits = isNegative(value, limbs) === negative || areLimbs(value, 0, limbs, 0)
  return fits ? setWide(state, index, value, limbs) : TRAP.Overflow
}

type Bits = (x: number, y: number) => number

function bitwise(combine: Bits): Handlers[string] {
  return (state, low, immediate) => {
    const limbs = loadBoth(state, low, immediate)
    for (let i = 0; i < limbs; i++) x[i] = combine(x[i] ?? 0, y[i] ?? 0)
    return setWide(state, slotA(state, low), x, limbs)
  }
}

/** Checked sum or difference: `step` gives the carry or borrow. `differ`: the signs of operands with which a result of another sign overflows. */
function checked(
  step: typeof addLimbs,
  overflows: (x: boolean, y: boolean, sum: boolean) => boolean,
): Handlers[string] {
  return (state, low, immediate) => {
    const limbs = loadBoth(state, low, immediate)
    const carry = step(z, x, y, limbs)
    const fails = isSigned(immediate)
      ? overflows(isNegative(x, limbs), isNegative(y, limbs), isNegative(z, limbs))
      : carry === 1
    return fails ? TRAP.Overflow : setWide(state, slotA(state, low), z, limbs)
  }
}

/** x := x / y and y := x mod y, unsigned; y is not zero. */
function divide(limbs: number): void {
  divideDigits(quotientDigits, zDigits, xDigits, 2 * limbs, yDigits, 2 * limbs)
  x.set(quotient.subarray(0, limbs))
  y.set(z.subarray(0, limbs))
}

/** Extends a pair to a quad. */
function extend(state: MachineState, low: number, fill: (high: number) => number): 0 {
  load(state, slotB(state, low), x, 4)
  x.fill(fill(x[3] ?? 0), 4)
  return setWide(state, slotA(state, low), x, 8)
}

/** Cuts a quad to a pair; its upper half must be `fill` of the lower one. */
function narrow(state: MachineState, low: number, fill: (high: number) => number): Outcome {
  load(state, slotB(state, low), x, 8)
  if (!areLimbs(x, 4, 8, fill(x[3] ?? 0))) return TRAP.Overflow
  return setWide(state, slotA(state, low), x, 4)
}

const zeros = (): number => 0
const signOf = (high: number): number => (high >> 31) >>> 0

function flag(state: MachineState, low: number, holds: boolean): 0 {
  setWord(state, slotA(state, low), holds ? 1 : 0, 0)
  return 0
}

export const WIDE: Handlers = {
  wmov(state, low, immediate) {
    const limbs = limbsOf(immediate)
    load(state, slotB(state, low), x, limbs)
    return setWide(state, slotA(state, low), x, limbs)
  },
  wof(state, low, immediate) {
    load(state, slotB(state, low), x, 2)
    x.fill(isSigned(immediate) ? signOf(x[1] ?? 0) : 0, 2)
    return setWide(state, slotA(state, low), x, limbsOf(immediate))
  },
  wto(state, low, immediate) {
    const limbs = limbsOf(immediate)
    load(state, slotB(state, low), x, limbs)
    const fill = isSigned(immediate) ? signOf(x[1] ?? 0) : 0
    if (!areLimbs(x, 2, limbs, fill)) return TRAP.Overflow
    setWord(state, slotA(state, low), x[0] ?? 0, x[1] ?? 0)
    return 0
  },
  wextu: (state, low) => extend(state, low, zeros),
  wexts: (state, low) => extend(state, low, signOf),
  wnaru: (state, low) => narrow(state, low, zeros),
  wnars: (state, low) => narrow(state, low, signOf),
  wadd(state, low, immediate) {
    const limbs = loadBoth(state, low, immediate)
    addLimbs(x, x, y, limbs)
    return setWide(state, slotA(state, low), x, limbs)
  },
  wsub(state, low, immediate) {
    const limbs = loadBoth(state, low, immediate)
    subtractLimbs(x, x, y, limbs)
    return setWide(state, slotA(state, low), x, limbs)
  },
  wmul(state, low, immediate) {
    const limbs = loadBoth(state, low, immediate)
    multiplyDigits(wideDigits, xDigits, yDigits, 2 * limbs)
    return setWide(state, slotA(state, low), wide, limbs)
  },
  waddx: checked(addLimbs, (b, c, sum) => b === c && sum !== b),
  wsubx: checked(subtractLimbs, (b, c, difference) => b !== c && difference !== b),
  wmulx(state, low, immediate) {
    const limbs = loadBoth(state, low, immediate)
    const negative = isSigned(immediate) && takeMagnitudes(limbs)
    multiplyDigits(wideDigits, xDigits, yDigits, 2 * limbs)
    if (!areLimbs(wide, limbs, 2 * limbs, 0)) return TRAP.Overflow
    const a = slotA(state, low)
    return isSigned(immediate) ? setSigned(state, a, wide, limbs, negative) : setWide(state, a, wide, limbs)
  },
  wdiv(state, low, immediate) {
    const limbs = loadBoth(state, low, immediate)
    if (areLimbs(y, 0, limbs, 0)) return TRAP.DivideByZero
    const negative = isSigned(immediate) && takeMagnitudes(limbs)
    divide(limbs)
    const a = slotA(state, low)
    return isSigned(immediate) ? setSigned(state, a, x, limbs, negative) : setWide(state, a, x, limbs)
  },
  wrem(state, low, immediate) {
    const limbs = loadBoth(state, low, immediate)
    if (areLimbs(y, 0, limbs, 0)) return TRAP.DivideByZero
    const negative = isSigned(immediate) && isNegative(x, limbs)
    if (isSigned(immediate)) takeMagnitudes(limbs)
    divide(limbs)
    if (negative) negateLimbs(y, limbs)
    return setWide(state, slotA(state, low), y, limbs)
  },
  wmuldiv(state, low, immediate) {
    const limbs = loadBoth(state, low, (immediate & WIDE_FLAG_BIT) === 0 ? 0 : 1)
    load(state, slotOf(state, immediate & 0xff), z, limbs)
    if (areLimbs(z, 0, limbs, 0)) return TRAP.DivideByZero
    multiplyDigits(wideDigits, xDigits, yDigits, 2 * limbs)
    divideDigits(quotientDigits, xDigits, wideDigits, 4 * limbs, zDigits, 2 * limbs)
    if (!areLimbs(quotient, limbs, 2 * limbs, 0)) return TRAP.Overflow
    if ((immediate & FLAG_BIT) !== 0 && !areLimbs(x, 0, limbs, 0)) {
      if (areLimbs(quotient, 0, limbs, ONES)) return TRAP.Overflow
      y.fill(0)
      y[0] = 1
      addLimbs(quotient, quotient, y, limbs)
    }
    return setWide(state, slotA(state, low), quotient, limbs)
  },
  wand: bitwise((b, c) => b & c),
  wor: bitwise((b, c) => b | c),
  wxor: bitwise((b, c) => b ^ c),
  wnot(state, low, immediate) {
    const limbs = limbsOf(immediate)
    load(state, slotB(state, low), x, limbs)
    for (let i = 0; i < limbs; i++) x[i] = ~(x[i] ?? 0)
    return setWide(state, slotA(state, low), x, limbs)
  },
  wshl(state, low, immediate) {
    const limbs = limbsOf(immediate)
    load(state, slotB(state, low), x, limbs)
    shiftLimbsLeft(y, x, limbs, (state.ram[slotC(state, low)] ?? 0) & (32 * limbs - 1))
    return setWide(state, slotA(state, low), y, limbs)
  },
  wshr(state, low, immediate) {
    const limbs = limbsOf(immediate)
    load(state, slotB(state, low), x, limbs)
    const fill = isSigned(immediate) && isNegative(x, limbs) ? ONES : 0
    shiftLimbsRight(y, x, limbs, (state.ram[slotC(state, low)] ?? 0) & (32 * limbs - 1), fill)
    return setWide(state, slotA(state, low), y, limbs)
  },
  weq(state, low, immediate) {
    const limbs = loadBoth(state, low, immediate)
    let equal = true
    for (let i = 0; i < limbs; i++) if (x[i] !== y[i]) equal = false
    return flag(state, low, equal)
  },
  wlt(state, low, immediate) {
    const limbs = loadBoth(state, low, immediate)
    const differ = isSigned(immediate) && isNegative(x, limbs) !== isNegative(y, limbs)
    const below = subtractLimbs(z, x, y, limbs) === 1
    return flag(state, low, below !== differ)
  },
}
