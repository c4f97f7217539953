// A program means the same whatever passes run: random contracts, built with every setting, give the same results, traps,
// events and storage.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callAll, checkText, siloFromText, siloOf } from '../testing/from-text.ts'
import type { CheckedText } from '../testing/from-text.ts'
import { randomContract } from './random-program.test-data.ts'
import { OPTIMISATIONS, SINGLE_PASSES } from './settings.test-data.ts'
import type { PassName } from './optimise.ts'

const MAX = (1n << 64n) - 1n

interface Behaviour {
  readonly outcomes: readonly unknown[]
  readonly storage: string
}

function behaviour(text: CheckedText, passes: readonly PassName[], inputs: readonly bigint[]): Behaviour {
  const silo = siloOf(text, passes)
  const calls = inputs.map((x, i) => {
    const y = BigInt.asIntN(64, x * 31n - 5n)
    return { name: `run${i % 3}`, args: [x, y, x & 0xffn, i % 2 === 0] }
  })
  const outcomes = callAll(silo, calls).map(({ value, trap, result }) => [
    value,
    trap,
    result.output.slice(0, 16),
    result.events.map((event) => event.words),
  ])
  return { outcomes, storage: Buffer.from(silo.state.root()).toString('hex') }
}

describe('the optimiser', () => {
  it('changes no result, trap, event or storage', () => {
    const inputs = [0n, 1n, 2n, 3n, 5n, 100n, 12345n, 1n << 32n, 1n << 63n, MAX, MAX - 1n, 77n]
    let ended = 0
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x7fff_ffff }), (seed) => {
        const text = checkText(randomContract(seed))
        const plain = behaviour(text, [], inputs)
        ended += plain.outcomes.filter((outcome) => (outcome as unknown[])[1] === undefined).length
        for (const [, passes] of [...OPTIMISATIONS.slice(1), ...SINGLE_PASSES])
          expect(behaviour(text, passes, inputs)).toEqual(plain)
      }),
      { numRuns: 60 },
    )
    // The inputs must not all trap, or the property says little.
    expect(ended).toBeGreaterThan(100)
  })

  it('makes programs cheaper', () => {
    const text = randomContract(1)
    const inputs = [2n, 5n, 100n]
    const steps = (passes: readonly PassName[]): bigint => {
      const silo = siloFromText(text, passes)
      const calls = inputs.map((x) => ({ name: 'run0', args: [x, 1n, 1n, true] }))
      return callAll(silo, calls).reduce((sum, { result }) => sum + result.steps, 0n)
    }
    expect(steps(OPTIMISATIONS[1]![1])).toBeLessThan(steps([]))
  })
})
