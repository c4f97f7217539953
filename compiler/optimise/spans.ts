// The range of all that is written to each register, for those that are written more than once.
import type { Reg } from '../mir/types.ts'
import { TOP } from './ranges.ts'

export class Spans {
  private lows = new Float64Array(0)
  private highs = new Float64Array(0)

  /** Begins anew for a function. */
  clear(registers: number): void {
    if (this.lows.length < registers) {
      this.lows = new Float64Array(2 * registers)
      this.highs = new Float64Array(2 * registers)
    }
    this.lows.fill(TOP, 0, registers)
    this.highs.fill(0, 0, registers)
  }

  /** Anything may be written to consecutive registers. */
  addAll(first: Reg, count: number): void {
    this.lows.fill(0, first, first + count)
    this.highs.fill(TOP, first, first + count)
  }

  add(reg: Reg, low: number, high: number): void {
    if (low < this.low(reg)) this.lows[reg] = low
    if (high > this.high(reg)) this.highs[reg] = high
  }

  /** Above `high` if nothing is written to the register. */
  low(reg: Reg): number {
    return this.lows[reg] ?? TOP
  }

  high(reg: Reg): number {
    return this.highs[reg] ?? 0
  }
}
