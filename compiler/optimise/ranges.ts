// Ranges of words as unsigned integers, by value number, and which word is not below which other: what is known at a point of
// a walk over the dominator tree. With them checks that can't fail are left out.
import { operation } from '../mir/operands.ts'
import { NO_REG } from '../mir/types.ts'
import type { MirOperation, Terminator } from '../mir/types.ts'
import type { ValueNumber } from './numbering.ts'

/** From `low` to `high`, both safe integers, or up to 2^64 - 1 where `high` is `TOP`. */
export interface Range {
  readonly low: number
  readonly high: number
}

/** Stands for any bound that is no safe integer. */
export const TOP = Infinity
const ANY: Range = { low: 0, high: TOP }
const FLAG: Range = { low: 0, high: 1 }
/** The largest number with which `addi` can do what `addui` and `subui` do. */
const MAX_SIGNED_IMMEDIATE = 0x7fff_ffff
/** How many of the newest orders are looked at. */
const ORDERS = 64

export class Ranges {
  private readonly ranges: Range[] = []
  /** Pairs (x, y) of numbers with x >= y, the newest last. */
  private readonly orders: ValueNumber[] = []
  /** Numbers whose ranges were narrowed, and what they were before. */
  private readonly narrowed: ValueNumber[] = []
  private readonly before: Range[] = []

  /** Marks to `leave` with. */
  enter(): readonly [number, number] {
    return [this.narrowed.length, this.orders.length]
  }

  leave([changes, orders]: readonly [number, number]): void {
    this.orders.length = orders
    while (this.narrowed.length > changes) this.ranges[this.narrowed.pop() ?? 0] = this.before.pop() ?? ANY
  }

  of(number: ValueNumber): Range {
    return this.ranges[number] ?? ANY
  }

  /** The word is a constant, wherever its number stands. */
  settle(number: ValueNumber, value: bigint): void {
    this.ranges[number] ??= rangeOfConstant(value)
  }

  /** The word lies in the range at this point and below it in the tree. */
  narrow(number: ValueNumber, low: number, high: number): void {
    const before = this.of(number)
    if (low <= before.low && high >= before.high) return
    this.narrowed.push(number)
    this.before.push(before)
    this.ranges[number] = { low: Math.max(low, before.low), high: Math.min(high, before.high) }
  }

  order(high: ValueNumber, low: ValueNumber): void {
    this.orders.push(high, low)
  }

  /** Whether the first word is certainly not below the second. */
  notBelow(high: ValueNumber, low: ValueNumber): boolean {
    if (high === low || this.of(high).low >= this.of(low).high) return true
    const end = this.orders.length
    for (let i = end - 2; i >= 0 && i >= end - 2 * ORDERS; i -= 2)
      if (this.orders[i] === high && this.orders[i + 1] === low) return true
    return false
  }
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER)
const safe = (high: number): number => (high <= Number.MAX_SAFE_INTEGER ? high : TOP)
const range = (low: number, high: number): Range => ({ low: low <= Number.MAX_SAFE_INTEGER ? low : 0, high })

/** The range of a constant. */
export function rangeOfConstant(value: bigint): Range {
  return value <= MAX_SAFE ? range(Number(value), Number(value)) : ANY
}

/** The range of what a word operation gives whose sources lie in `x` and `y`, once it has not trapped. */
export function rangeOfResult({ op, imm }: MirOperation, x: Range, y: Range): Range {
  switch (op) {
    case 'addu':
      return sum(x, y)
    case 'addui':
      return sum(x, range(imm, imm))
    case 'add': {
      const high = safe(x.high + y.high)
      return high === TOP ? ANY : range(x.low + y.low, high)
    }
    case 'addi': {
      const high = safe(x.high + imm)
      return high === TOP || x.low + imm < 0 ? ANY : range(x.low + imm, high)
    }
    case 'subu':
      return difference(x, y)
    case 'subui':
      return difference(x, range(imm, imm))
    case 'sub':
      return y.high !== TOP && x.low >= y.high ? difference(x, y) : ANY
    case 'mulu':
      return product(x, y)
    case 'mului':
      return product(x, range(imm, imm))
    case 'mul': {
      const all = product(x, y)
      return all.high === TOP ? ANY : all
    }
    case 'divu':
      return range(0, x.high === TOP ? TOP : Math.floor(x.high / Math.max(1, y.low)))
    case 'remu':
      return range(0, Math.min(x.high, y.high === TOP ? TOP : Math.max(0, y.high - 1)))
    case 'and':
      return range(0, Math.min(x.high, y.high))
    case 'andi':
      return range(0, Math.min(x.high, imm))
    case 'or':
    case 'xor':
      return range(0, allBits(Math.max(x.high, y.high)))
    case 'xori':
      return range(0, allBits(Math.max(x.high, imm)))
    case 'shrui':
      return range(0, x.high === TOP ? (imm > 11 ? 2 ** (64 - imm) - 1 : TOP) : Math.floor(x.high / 2 ** imm))
    case 'shru':
      return range(0, x.high)
    case 'shli': {
      const high = safe(x.high * 2 ** imm)
      return high === TOP ? ANY : range(x.low * 2 ** imm, high)
    }
    case 'ld8':
      return range(0, 0xff)
    case 'ld16':
      return range(0, 0xffff)
    case 'ld32':
      return range(0, 0xffff_ffff)
    case 'eq':
    case 'ne':
    case 'ltu':
    case 'leu':
    case 'lts':
    case 'les':
    case 'eqi':
    case 'ltui':
    case 'eql':
      return FLAG
    default:
      return ANY
  }
}

/** A sum that did not overflow. */
function sum(x: Range, y: Range): Range {
  return range(x.low + y.low, safe(x.high + y.high))
}

/** A difference that did not overflow. */
function difference(x: Range, y: Range): Range {
  const low = y.high === TOP ? 0 : Math.max(0, x.low - y.high)
  return range(low, x.high === TOP ? TOP : Math.max(0, x.high - y.low))
}

/** A product that did not overflow. */
function product(x: Range, y: Range): Range {
  const high = x.high === 0 || y.high === 0 ? 0 : safe(x.high * y.high)
  return range(x.low * y.low, high)
}

/** The number of ones that are as many as the bound's binary digits. */
function allBits(bound: number): number {
  if (bound >= 2 ** 52) return TOP
  let bits = 1
  while (bits <= bound) bits *= 2
  return bits - 1
}

export function union(x: Range, y: Range): Range {
  return { low: Math.min(x.low, y.low), high: Math.max(x.high, y.high) }
}

/**
 * The operation without its check where the sources' ranges say that it can't fail, undefined where it then does nothing;
 * otherwise the operation itself. `ordered` says that its first source is not below the second.
 */
export function withoutCheck(
  before: MirOperation,
  x: Range,
  y: Range,
  ordered: boolean,
): MirOperation | undefined {
  const { op, a, b, c, d, imm, origin } = before
  const plain = (name: string, changed = imm): MirOperation => operation(name, a, b, c, d, changed, origin)
  switch (op) {
    case 'addu':
    case 'adds':
      return safe(x.high + y.high) === TOP ? before : plain('add')
    case 'addui':
      return imm > MAX_SIGNED_IMMEDIATE || safe(x.high + imm) === TOP ? before : plain('addi')
    case 'subu':
      return ordered ? plain('sub') : before
    case 'subui':
      return imm > MAX_SIGNED_IMMEDIATE || x.low < imm ? before : plain('addi', -imm)
    case 'subs':
      return x.high === TOP || y.high === TOP ? before : plain('sub')
    case 'mulu':
    case 'muls':
      return product(x, y).high === TOP ? before : plain('mul')
    case 'fitu':
      return x.high < 2 ** imm ? undefined : before
    case 'fits':
      return x.high < 2 ** (imm - 1) ? undefined : before
    default:
      return before
  }
}

/** Whether ranges decide a comparison that gives a word: 1n, 0n, or undefined where they don't. */
export function decided({ op, imm }: MirOperation, x: Range, y: Range): bigint | undefined {
  switch (op) {
    case 'ltu':
      return below(x, y)
    case 'ltui':
      return below(x, range(imm, imm))
    case 'leu': {
      const above = below(y, x)
      return above === undefined ? undefined : 1n - above
    }
    case 'eq':
      return apart(x, y) ? 0n : undefined
    case 'ne':
      return apart(x, y) ? 1n : undefined
    case 'eqi':
      return apart(x, range(imm, imm)) ? 0n : undefined
    default:
      return undefined
  }
}

function below(x: Range, y: Range): bigint | undefined {
  if (x.high < y.low) return 1n
  return y.high !== TOP && x.low >= y.high ? 0n : undefined
}

function apart(x: Range, y: Range): boolean {
  return x.high < y.low || y.high < x.low
}

/** Whether a branch is certainly taken, or certainly not. */
export function decidedBranch(
  end: Extract<Terminator, { kind: 'branch' }>,
  x: Range,
  y: Range,
  ordered: boolean,
): boolean | undefined {
  const less = ordered ? 0n : below(x, y)
  switch (end.op) {
    case 'jz':
      return x.low > 0 ? false : x.high === 0 ? true : undefined
    case 'jnz':
      return x.low > 0 ? true : x.high === 0 ? false : undefined
    case 'jeq':
      return apart(x, y) ? false : undefined
    case 'jne':
      return apart(x, y) ? true : undefined
    case 'jltu':
      return less === undefined ? undefined : less === 1n
    case 'jgeu':
      return less === undefined ? undefined : less === 0n
    default:
      return undefined
  }
}

/** What holds where a branch on two numbers was taken (`taken`) or not. */
export function learn(
  ranges: Ranges,
  end: Extract<Terminator, { kind: 'branch' }>,
  taken: boolean,
  a: ValueNumber,
  b: ValueNumber,
): void {
  switch (end.op) {
    case 'jz':
    case 'jnz':
      if (taken === (end.op === 'jz')) ranges.narrow(a, 0, 0)
      else ranges.narrow(a, 1, TOP)
      return
    case 'jeq':
    case 'jne':
      if (taken !== (end.op === 'jeq')) return
      ranges.narrow(a, ranges.of(b).low, ranges.of(b).high)
      ranges.narrow(b, ranges.of(a).low, ranges.of(a).high)
      return
    case 'jltu':
    case 'jgeu': {
      const less = taken === (end.op === 'jltu')
      const [low, high] = less ? [a, b] : [b, a]
      const gap = less ? 1 : 0
      ranges.order(high, low)
      const [lower, upper] = [ranges.of(low), ranges.of(high)]
      ranges.narrow(high, lower.low + gap, TOP)
      if (upper.high !== TOP) ranges.narrow(low, 0, Math.max(0, upper.high - gap))
      return
    }
    default:
      return
  }
}

/** What an operation on numbered words tells once it has not trapped. */
export function learnFromResult(
  ranges: Ranges,
  { op }: MirOperation,
  result: ValueNumber,
  x: ValueNumber,
  y: ValueNumber,
): void {
  switch (op) {
    case 'addu':
      ranges.order(result, x)
      ranges.order(result, y)
      return
    case 'addui':
      ranges.order(result, x)
      return
    case 'subu':
      ranges.order(x, y)
      ranges.order(x, result)
      return
    default:
      return
  }
}

/** Whether an operation is one on words with an immediate or two sources, which ranges say something about. */
export function isWordOperation({ uses, d }: MirOperation): boolean {
  const { writesA, readsB, readsC } = uses
  return writesA === 1 && readsB === 1 && readsC <= 1 && d === NO_REG
}
