// Choices replay what was drawn; shrinking finds the smallest list that still fails.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomChoices, replayedChoices, type Choices } from './choices.ts'
import { shrink } from './shrink.ts'

const bound = fc.bigInt(1n, 1n << 70n)

describe('choices', () => {
  it('lie below their bounds, are the same for the same seed, and replay', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(bound, { maxLength: 30 }), (seed, bounds) => {
        const take = (choices: Choices) =>
          bounds.map((b, i) => (i % 2 === 0 ? choices.draw(b) : choices.drawNearEnds(b)))
        const choices = randomChoices(seed)
        const values = take(choices)
        expect(values.every((value, i) => value >= 0n && value < bounds[i]!)).toBe(true)
        expect(take(randomChoices(seed))).toEqual(values)
        expect(choices.drawn().values).toEqual(values)
        expect(take(replayedChoices(values))).toEqual(values)
      }),
    )
  })

  it('are the simplest where a list ends, and within bounds where it asks for more', () => {
    const choices = replayedChoices([9n])
    expect([choices.draw(5n), choices.draw(5n)]).toEqual([4n, 0n])
    expect(() => choices.draw(0n)).toThrow('nothing to choose')
  })

  it('come near both ends and at every size', () => {
    const choices = randomChoices('ends')
    const values = Array.from({ length: 400 }, () => choices.drawNearEnds(1n << 64n))
    expect(values.filter((value) => value < 16n).length).toBeGreaterThan(40)
    expect(values.filter((value) => value >= (1n << 64n) - 16n).length).toBeGreaterThan(40)
    expect(new Set(values.map((value) => value.toString(2).length)).size).toBeGreaterThan(20)
  })
})

describe('shrinking', () => {
  /** Parts of one number each; the case fails when those of at least `least` are `count` or more. */
  const play = (choices: Choices, least: bigint, count: number): boolean => {
    let found = 0
    for (;;) {
      choices.mark()
      if (choices.draw(50n) === 0n) return found >= count
      if (choices.draw(1_000n) >= least) found++
    }
  }

  it('leaves out what does not matter and lowers what does', () => {
    fc.assert(
      fc.property(fc.nat(999), fc.integer({ min: 1, max: 4 }), fc.string(), (least, count, seed) => {
        let first = 0
        const failing = (): Choices => {
          for (;;) {
            const choices = randomChoices(`${seed} ${first++}`)
            if (play(choices, BigInt(least), count)) return choices
          }
        }
        const { drawn, tried } = shrink(failing().drawn(), {
          most: 5_000,
          fails(values) {
            const choices = replayedChoices(values)
            return play(choices, BigInt(least), count) ? choices.drawn() : undefined
          },
        })
        const part = [1n, BigInt(least)]
        expect(drawn.values).toEqual([...Array.from({ length: count }, () => part).flat(), 0n])
        expect(tried).toBeLessThan(5_000)
      }),
      { numRuns: 30 },
    )
  })

  it('stops when it has tried enough', () => {
    let tried = 0
    const first = { values: Array.from({ length: 50 }, () => 1n << 60n), marks: [] }
    const result = shrink(first, {
      most: 10,
      fails(values) {
        tried++
        return { values, marks: [] }
      },
    })
    expect([result.tried, tried]).toEqual([10, 10])
  })
})
