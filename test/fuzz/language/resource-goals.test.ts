// The silo that is made for a goal reaches it, in the cheapest setting: so a run that is steered by goals ends with none missing.
import { expect, test } from 'vitest'
import { describeAbi } from '../../../compiler/abi/describe.ts'
import { behaviourOf, callsOf } from './behaviour.ts'
import { reachedBy } from './resource-coverage.ts'
import { OPERATIONS, seedFor } from './resource-goals.ts'
import { PROMISED, randomResourceSilo } from './resource-text.ts'
import { checkPromises, keepsToItsSteps } from './step-laws.ts'
import { buildVariants } from './variants.ts'

const NEAR = 5_000
const CALLS = 24

test.each(OPERATIONS.map((operation) => [operation.name, operation] as const))('%s', (name, operation) => {
  const seed = seedFor(operation, NEAR)
  const text = randomResourceSilo(seed)
  const [plain] = buildVariants(text, [[]]) ?? []
  if (plain === undefined) throw new Error(`too large: seed ${seed}`)
  const { meaning, steps } = behaviourOf(
    plain.silo,
    callsOf(describeAbi(plain.silo.plan), seed, CALLS),
    'interpreter',
  )
  expect(reachedBy(meaning)).toContain(operation.ends ?? name)
  expect(keepsToItsSteps(plain, steps)).toBe(true)
})

test('steps and promises that are not kept are findings', () => {
  const text = randomResourceSilo(seedFor(OPERATIONS[0] ?? missing(), NEAR))
  const [plain] = buildVariants(text, [[]]) ?? []
  if (plain === undefined) throw new Error('too large')
  expect(() => keepsToItsSteps(plain, [10n ** 12n])).toThrow('takes more steps')
  const most = {
    ...plain,
    silo: { ...plain.silo, stepsOf: () => ({ ok: true, steps: 1_000n, shares: [] }) as const },
  }
  expect(() => checkPromises(text, most, PROMISED)).toThrow('not what separates')
})

function missing(): never {
  throw new Error('bug: no operations')
}
