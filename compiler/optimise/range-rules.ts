// What operations and branches tell of the ranges of words, and what ranges tell of them: checks that can't fail are left out,
// comparisons are decided. Where an operation has an immediate in place of its second word, `IMMEDIATE` stands for it.
import { operation } from '../mir/operands.ts'
import { NO_REG } from '../mir/types.ts'
import type { MirOperation, Terminator } from '../mir/types.ts'
import type { ValueNumber } from './numbering.ts'
import { TOP } from './ranges.ts'
import type { Ranges } from './ranges.ts'

type Branch = Extract<Terminator, { kind: 'branch' }>

/** The largest number with which `addi` can do what `addui` and `subui` do. */
const MAX_SIGNED_IMMEDIATE = 0x7fff_ffff

const safe = (high: number): number => (high <= Number.MAX_SAFE_INTEGER ? high : TOP)

/** What an operation on numbered words tells once it has not trapped. */
export function learnFromResult(
  ranges: Ranges,
  { op, imm }: MirOperation,
  result: ValueNumber,
  x: ValueNumber,
  y: ValueNumber,
): void {
  switch (op) {
    case 'addu':
    case 'addui':
      ranges.narrow(result, ranges.low(x) + ranges.low(y), safe(ranges.high(x) + ranges.high(y)))
      ranges.order(result, x)
      if (op === 'addu') ranges.order(result, y)
      return
    case 'add':
    case 'addi': {
      const low = ranges.low(x) + ranges.low(y)
      const high = safe(ranges.high(x) + ranges.high(y))
      if (high !== TOP && low >= 0) ranges.narrow(result, low, high)
      return
    }
    case 'subu':
      narrowDifference(ranges, result, x, y)
      ranges.order(x, y)
      ranges.order(x, result)
      return
    case 'subui':
      narrowDifference(ranges, result, x, y)
      return
    case 'sub':
      if (ranges.low(x) >= ranges.high(y)) narrowDifference(ranges, result, x, y)
      return
    case 'mulu':
    case 'mului':
      ranges.narrow(result, ranges.low(x) * ranges.low(y), highOfProduct(ranges, x, y))
      return
    case 'mul': {
      const high = highOfProduct(ranges, x, y)
      if (high !== TOP) ranges.narrow(result, ranges.low(x) * ranges.low(y), high)
      return
    }
    case 'divu':
      if (ranges.high(x) !== TOP)
        ranges.narrow(result, 0, Math.floor(ranges.high(x) / Math.max(1, ranges.low(y))))
      return
    case 'remu':
      ranges.narrow(result, 0, Math.min(ranges.high(x), Math.max(0, ranges.high(y) - 1)))
      return
    case 'and':
    case 'andi':
      ranges.narrow(result, 0, Math.min(ranges.high(x), ranges.high(y)))
      return
    case 'or':
    case 'xor':
    case 'xori':
      ranges.narrow(result, 0, allBits(Math.max(ranges.high(x), ranges.high(y))))
      return
    case 'shrui':
      if (ranges.high(x) !== TOP) ranges.narrow(result, 0, Math.floor(ranges.high(x) / 2 ** imm))
      else if (imm > 11) ranges.narrow(result, 0, 2 ** (64 - imm) - 1)
      return
    case 'shru':
      ranges.narrow(result, 0, ranges.high(x))
      return
    case 'shli': {
      const high = safe(ranges.high(x) * 2 ** imm)
      if (high !== TOP) ranges.narrow(result, ranges.low(x) * 2 ** imm, high)
      return
    }
    case 'ld8':
      ranges.narrow(result, 0, 0xff)
      return
    case 'ld16':
      ranges.narrow(result, 0, 0xffff)
      return
    case 'ld32':
      ranges.narrow(result, 0, 0xffff_ffff)
      return
    case 'eq':
    case 'ne':
    case 'ltu':
    case 'leu':
    case 'lts':
    case 'les':
    case 'eqi':
    case 'ltui':
      ranges.narrow(result, 0, 1)
      return
    default:
      return
  }
}

/** A difference that did not go below zero. */
function narrowDifference(ranges: Ranges, result: ValueNumber, x: ValueNumber, y: ValueNumber): void {
  const low = Math.max(0, ranges.low(x) - ranges.high(y))
  ranges.narrow(result, low, Math.max(0, ranges.high(x) - ranges.low(y)))
}

/** The high bound of a product that did not overflow. */
function highOfProduct(ranges: Ranges, x: ValueNumber, y: ValueNumber): number {
  const xHigh = ranges.high(x)
  const yHigh = ranges.high(y)
  return xHigh === 0 || yHigh === 0 ? 0 : safe(xHigh * yHigh)
}

/** The number of ones that are as many as the bound's binary digits. */
function allBits(bound: number): number {
  if (bound >= 2 ** 52) return TOP
  let bits = 1
  while (bits <= bound) bits *= 2
  return bits - 1
}

/** The operation without its check where the ranges of its sources say that it can't fail; otherwise the operation itself. */
export function withoutCheck(
  ranges: Ranges,
  before: MirOperation,
  x: ValueNumber,
  y: ValueNumber,
): MirOperation {
  const { op, imm } = before
  switch (op) {
    case 'addu':
    case 'adds':
      return safe(ranges.high(x) + ranges.high(y)) === TOP ? before : renamed(before, 'add', imm)
    case 'addui':
      return imm > MAX_SIGNED_IMMEDIATE || safe(ranges.high(x) + imm) === TOP
        ? before
        : renamed(before, 'addi', imm)
    case 'subu':
      return ranges.notBelow(x, y) ? renamed(before, 'sub', imm) : before
    case 'subui':
      return imm > MAX_SIGNED_IMMEDIATE || ranges.low(x) < imm ? before : renamed(before, 'addi', -imm)
    case 'subs':
      return ranges.high(x) === TOP || ranges.high(y) === TOP ? before : renamed(before, 'sub', imm)
    case 'mulu':
    case 'muls':
      return highOfProduct(ranges, x, y) === TOP ? before : renamed(before, 'mul', imm)
    default:
      return before
  }
}

function renamed({ a, b, c, d, origin }: MirOperation, op: string, imm: number): MirOperation {
  return operation(op, a, b, c, d, imm, origin)
}

/** Whether a word certainly passes `fitu` or `fits` with this number of bits. */
export function fits(ranges: Ranges, op: string, bits: number, word: ValueNumber): boolean {
  return ranges.high(word) < 2 ** (op === 'fitu' ? bits : bits - 1)
}

/** Whether ranges decide a comparison that gives a word; undefined where they don't. */
export function decided(ranges: Ranges, op: string, x: ValueNumber, y: ValueNumber): boolean | undefined {
  switch (op) {
    case 'ltu':
    case 'ltui':
      return ranges.below(x, y)
    case 'leu': {
      const above = ranges.below(y, x)
      return above === undefined ? undefined : !above
    }
    case 'eq':
    case 'eqi':
      return ranges.apart(x, y) ? false : undefined
    case 'ne':
      return ranges.apart(x, y) ? true : undefined
    default:
      return undefined
  }
}

/** Whether a branch is certainly taken, or certainly not; undefined if that is open. `y` is `x` where it looks at one word. */
export function decidedBranch(
  ranges: Ranges,
  { op, b }: Branch,
  x: ValueNumber,
  y: ValueNumber,
): boolean | undefined {
  switch (op) {
    case 'jz':
    case 'jnz': {
      if (ranges.low(x) > 0) return op === 'jnz'
      return ranges.high(x) === 0 ? op === 'jz' : undefined
    }
    case 'jeq':
      return ranges.apart(x, y) ? false : undefined
    case 'jne':
      return ranges.apart(x, y) ? true : undefined
    case 'jltu':
    case 'jgeu': {
      const less = b !== NO_REG && ranges.notBelow(x, y) ? false : ranges.below(x, y)
      return less === undefined ? undefined : less === (op === 'jltu')
    }
    default:
      return undefined
  }
}

/** What holds where a branch on two numbers was taken (`taken`) or not. */
export function learnFromBranch(
  ranges: Ranges,
  { op }: Branch,
  taken: boolean,
  x: ValueNumber,
  y: ValueNumber,
): void {
  switch (op) {
    case 'jz':
    case 'jnz':
      if (taken === (op === 'jz')) ranges.narrow(x, 0, 0)
      else ranges.narrow(x, 1, TOP)
      return
    case 'jeq':
    case 'jne':
      if (taken !== (op === 'jeq')) return
      ranges.narrow(x, ranges.low(y), ranges.high(y))
      ranges.narrow(y, ranges.low(x), ranges.high(x))
      return
    case 'jltu':
      learnOrder(ranges, taken ? x : y, taken ? y : x, taken ? 1 : 0)
      return
    case 'jgeu':
      learnOrder(ranges, taken ? y : x, taken ? x : y, taken ? 0 : 1)
      return
    default:
      return
  }
}

/** The first word is below the second by at least the gap. */
function learnOrder(ranges: Ranges, low: ValueNumber, high: ValueNumber, gap: number): void {
  ranges.order(high, low)
  const above = ranges.high(high)
  ranges.narrow(high, ranges.low(low) + gap, TOP)
  if (above !== TOP) ranges.narrow(low, 0, Math.max(0, above - gap))
}
