// Silos about calls reach what they are made for, in the cheapest setting.
import { expect, test } from 'vitest'
import { describeAbi } from '../../../compiler/abi/describe.ts'
import { behaviourOf, callsOf } from './behaviour.ts'
import { callsThatWentWell, usesMemory } from './call-coverage.ts'
import { randomCallSilo } from './call-text.ts'
import { buildVariants } from './variants.ts'

const SEEDS = Array.from({ length: 6 }, (_, i) => 100 + i)
const CALLS = 40

test('signed calls, calls between silos, calls back and values in memory are reached', () => {
  const reached = new Set<string>()
  for (const seed of SEEDS) {
    const [plain] = buildVariants(randomCallSilo(seed), [[]]) ?? []
    if (plain === undefined) throw new Error(`too large: seed ${seed}`)
    if (usesMemory(plain.silo)) reached.add('memory')
    const calls = callsOf(describeAbi(plain.silo.plan), seed, CALLS)
    const { meaning } = behaviourOf(plain.silo, calls, 'interpreter')
    for (const sort of callsThatWentWell(calls, meaning)) reached.add(sort)
    for (const error of ['NotSigned', 'WrongOrigin', 'Broken', 'RecursionBound'])
      if (meaning.some((text) => text.includes(`"name":"${error}"`))) reached.add(error)
  }
  expect([...reached].toSorted()).toEqual(
    [
      'Broken',
      'NotSigned',
      'RecursionBound',
      'WrongOrigin',
      'call',
      'constructor',
      'memory',
      'pays or sends',
      'remote',
      'returned',
      'signed',
      'unproven',
    ].toSorted(),
  )
})
