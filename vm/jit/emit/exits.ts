// The ways out of a function that is left, behind its body: each stores slots that are newer in their locals than in memory and goes on to one
// that stores fewer of those, down to one that stores none. So each store stands there seldom more than once: engines inline functions by their size.
import { slotsIn } from '../slots.ts'
import type { SlotSet } from '../slots.ts'

/** Stores these slots, then goes on to the exit with the number `next`: at once when that stands behind it. */
export interface ExitStep {
  readonly number: number
  readonly stores: SlotSet
  readonly next: number
  readonly falls: boolean
}

/** Exits whose sets of slots are looked at, before and after one that wants to go on: near ones are alike, and looking at all takes too long. */
const NEAR = 16

/** Number of the exit that stores nothing: the last. */
export const LAST_EXIT = 0

export class Exits {
  private readonly sets: SlotSet[] = [0n]
  private readonly sizes: number[] = [0]
  private readonly numbers = new Map<SlotSet, number>([[0n, LAST_EXIT]])

  /** Number of the exit that stores these slots. */
  numberOf(slots: SlotSet): number {
    const known = this.numbers.get(slots)
    if (known !== undefined) return known
    this.numbers.set(slots, this.sets.length)
    this.sizes.push(slotsIn(slots).length)
    return this.sets.push(slots) - 1
  }

  /** All but the last, in an order in which none goes back. */
  steps(): ExitStep[] {
    const nexts = this.sets.map((_, number) => (number === LAST_EXIT ? -1 : this.nextOf(number)))
    const before: number[][] = nexts.map(() => [])
    nexts.forEach((next, number) => before[next]?.push(number))
    const order: number[] = []
    const work = [LAST_EXIT]
    for (let number = work.pop(); number !== undefined; number = work.pop()) {
      order.push(number)
      for (const other of before[number] ?? []) work.push(other)
    }
    order.reverse()
    return order.slice(0, -1).map((number, i) => {
      const next = nexts[number] ?? LAST_EXIT
      const stores = (this.sets[number] ?? 0n) & ~(this.sets[next] ?? 0n)
      return { number, stores, next, falls: order[i + 1] === next }
    })
  }

  /** The exit near it that stores most of the same slots and no others. */
  private nextOf(number: number): number {
    const slots = this.sets[number] ?? 0n
    let best = LAST_EXIT
    for (let other = Math.max(0, number - NEAR); other <= number + NEAR; other++) {
      const fewer = this.sets[other] ?? slots
      if (fewer === slots || (fewer & ~slots) !== 0n) continue
      if ((this.sizes[other] ?? 0) > (this.sizes[best] ?? 0)) best = other
    }
    return best
  }
}
