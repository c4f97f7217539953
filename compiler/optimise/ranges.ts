// Ranges of words as unsigned integers, by value number, and which word is not below which other: what is known at a point of
// a walk over the dominator tree.
import type { ValueNumber } from './numbering.ts'
import { Stack, grownFloats } from './stack.ts'

/** Stands for any bound that is no safe integer. */
export const TOP = Infinity
/** Stands for the immediate of the operation that is looked at, as if it were a word. */
export const IMMEDIATE: ValueNumber = 1
/** How many of the newest orders are looked at. */
const ORDERS = 64

/** A word lies from its low bound to its high one, both safe integers, or up to 2^64 - 1 where the high one is `TOP`. */
export class Ranges {
  private lows = new Float64Array(1024)
  private highs = new Float64Array(1024).fill(TOP)
  /** Pairs (x, y) of numbers with x >= y, the newest last. */
  private readonly orders = new Stack()
  /** Numbers whose ranges were narrowed, and their bounds before: two for each of them. */
  private readonly narrowed = new Stack()
  private boundsBefore = new Float64Array(512)
  private readonly marks = new Stack()

  enter(): void {
    this.marks.push(this.narrowed.size)
    this.marks.push(this.orders.size)
  }

  /** Takes back what was learnt since `enter`. */
  leave(): void {
    this.orders.size = this.marks.pop()
    const before = this.marks.pop()
    const { narrowed } = this
    while (narrowed.size > before) {
      const number = narrowed.pop()
      this.lows[number] = this.boundsBefore[2 * narrowed.size] ?? 0
      this.highs[number] = this.boundsBefore[2 * narrowed.size + 1] ?? TOP
    }
  }

  low(number: ValueNumber): number {
    return this.lows[number] ?? 0
  }

  high(number: ValueNumber): number {
    return this.highs[number] ?? TOP
  }

  /** The number stands for a constant, wherever the walk is. */
  settle(number: ValueNumber, constant: number): void {
    if (number >= this.lows.length) this.grow(number)
    this.lows[number] = constant
    this.highs[number] = constant
  }

  /** The number stands for nothing any more. */
  unsettle(number: ValueNumber): void {
    this.lows[number] = 0
    this.highs[number] = TOP
  }

  /** The word lies in the range at this point and below it in the tree. */
  narrow(number: ValueNumber, low: number, high: number): void {
    const wasLow = this.low(number)
    const wasHigh = this.high(number)
    // A low bound that is no safe integer says nothing.
    const raised = low > wasLow && low <= Number.MAX_SAFE_INTEGER
    const lowered = high < wasHigh
    if (!raised && !lowered) return
    if (number >= this.lows.length) this.grow(number)
    const at = 2 * this.narrowed.size
    if (at === this.boundsBefore.length) this.boundsBefore = grownFloats(this.boundsBefore, 2 * at)
    this.boundsBefore[at] = wasLow
    this.boundsBefore[at + 1] = wasHigh
    this.narrowed.push(number)
    if (raised) this.lows[number] = low
    if (lowered) this.highs[number] = high
  }

  /** The first word is not below the second, at this point and below it in the tree. */
  order(high: ValueNumber, low: ValueNumber): void {
    this.orders.push(high)
    this.orders.push(low)
  }

  /** Whether the first word is certainly not below the second. */
  notBelow(high: ValueNumber, low: ValueNumber): boolean {
    if (high === low || this.low(high) >= this.high(low)) return true
    const { orders } = this
    const oldest = Math.max(0, orders.size - 2 * ORDERS)
    for (let i = orders.size - 2; i >= oldest; i -= 2)
      if (orders.at(i) === high && orders.at(i + 1) === low) return true
    return false
  }

  /** Whether the ranges decide that the first word is below the second; undefined where they don't. */
  below(x: ValueNumber, y: ValueNumber): boolean | undefined {
    if (this.high(x) < this.low(y)) return true
    return this.low(x) >= this.high(y) ? false : undefined
  }

  /** Whether the ranges say that two words differ. */
  apart(x: ValueNumber, y: ValueNumber): boolean {
    return this.high(x) < this.low(y) || this.high(y) < this.low(x)
  }

  private grow(number: ValueNumber): void {
    const size = this.lows.length
    this.lows = grownFloats(this.lows, 2 * number)
    this.highs = grownFloats(this.highs, 2 * number).fill(TOP, size)
  }
}
