// Exits of a function: whichever of them a run comes to, it stores exactly that exit's slots, and ends at the last.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setOf } from '../slots.ts'
import { Exits, LAST_EXIT } from './exits.ts'
import type { ExitStep } from './exits.ts'

/** Each slot that is stored on the way from an exit, in order. */
function storesFrom(steps: readonly ExitStep[], number: number): bigint[] {
  const stores: bigint[] = []
  let at = number
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!
    if (step.number !== at) continue
    stores.push(step.stores)
    at = step.next
    expect(!step.falls || (steps[i + 1]?.number ?? LAST_EXIT) === step.next).toBe(true)
  }
  expect(at).toBe(LAST_EXIT)
  return stores
}

/** Sets that grow by a slot or begin anew, as those of one function do. */
const sets = fc
  .array(fc.tuple(fc.integer({ min: 4, max: 40 }), fc.integer({ min: 0, max: 9 })), { maxLength: 120 })
  .map((changes) => {
    let slots: number[] = []
    return changes.map(([slot, kind]) => {
      slots = kind === 0 ? [slot] : kind < 3 ? slots.slice(1) : [...slots, slot]
      return setOf(slots)
    })
  })

describe('exits', () => {
  it('store each their slots, each once', () => {
    fc.assert(
      fc.property(sets, (wanted) => {
        const exits = new Exits()
        const numbers = wanted.map((slots) => exits.numberOf(slots))
        const steps = exits.steps()
        expect(steps).toHaveLength(new Set([...numbers, LAST_EXIT]).size - 1)
        wanted.forEach((slots, i) => {
          const stores = storesFrom(steps, numbers[i]!)
          expect(stores.reduce((all, some) => all | some, 0n)).toBe(slots)
          expect(stores.reduce((sum, some) => sum + some, 0n)).toBe(slots)
        })
      }),
    )
  })

  it('that grow slot by slot have one store each, and none branches', () => {
    const exits = new Exits()
    for (let count = 1; count <= 50; count++)
      exits.numberOf(setOf(Array.from({ length: count }, (_, i) => 4 + i)))
    const steps = exits.steps()
    expect(steps.every(({ falls }) => falls)).toBe(true)
    expect(steps.map(({ stores }) => stores)).toEqual(
      Array.from({ length: 50 }, (_, i) => setOf([4 + 49 - i])),
    )
  })
})
