// Random functions, compiled and run by the machine, against their evaluation in BigInt: two ways from the same typed
// tree to a value or a trap.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AbiValue } from '../abi/types.ts'
import { encodeValue } from '../abi/encode.ts'
import { OPTIMISATIONS } from '../optimise/settings.test-data.ts'
import { randomFunction } from '../optimise/random-program.test-data.ts'
import { evaluate } from './evaluate.ts'
import { callAll, siloFromText } from './from-text.ts'
import { Failed, Leave } from './signals.ts'
import { runBlock } from './statements.ts'
import { newTimeline } from './timeline.ts'
import type { TestSilo } from './test-silo.ts'

type Inputs = readonly AbiValue[]

/** What the evaluation gives: a number, or the name of a trap. */
function evaluated(silo: TestSilo, inputs: Inputs): string {
  const { program } = silo.silo.plan
  const fn = program.functions.find(({ name }) => name === 'f')!
  const types = silo.abi.contracts[0]!.functions[0]!.params
  const words = inputs.map((value, i) => {
    const encoded = encodeValue(types[i]!.type, value)
    return encoded.ok ? encoded.words : []
  })
  const variables = new Map(fn.params.map((param, i) => [param.id, words[i]!]))
  const unused = {
    engine: 'interpreter' as const,
    silos: [],
    payments: [],
    blocks: [],
    messages: [],
    labels: [],
    timeline: newTimeline(),
    actor: 'alice' as const,
    inside: null,
    recursion: null,
    observed: null,
  }
  const build = (): never => {
    throw new Error('a pure function deploys nothing')
  }
  try {
    const env = { ...unused, program, build, variables, expression: evaluate, block: runBlock }
    return String(runBlock(env, fn.body)[0])
  } catch (signal) {
    if (signal instanceof Leave) return String(signal.words[0])
    if (signal instanceof Failed) return signal.message.replace(/^.*: /, '')
    throw signal
  }
}

const EDGES = [0n, 1n, 2n, 3n, 63n, 64n, 255n, 1n << 32n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n]

function inputsFrom(seed: number): Inputs[] {
  return Array.from({ length: 12 }, (_, i) => {
    const at = (k: number): bigint => EDGES[(seed + 7 * i + 3 * k * i + k) % EDGES.length]!
    const signed = (k: number): bigint => BigInt.asIntN(64, at(k))
    const point = (k: number): AbiValue => ({ x: at(k), y: at(k + 1) & 0xffn, on: (at(k) & 1n) === 1n })
    const plain = [at(0), at(1), at(2), signed(3), signed(4), signed(5), at(6) & 0xffn, i % 2 === 0]
    return [...plain, point(7), point(8)]
  })
}

describe.each(OPTIMISATIONS)('compiled functions, optimiser %s', (_, passes) => {
  it('do what their evaluation in BigInt does', () => {
    let values = 0
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x7fff_ffff }), (seed) => {
        const silo = siloFromText(randomFunction(seed), passes)
        const inputs = inputsFrom(seed)
        const outcomes = callAll(
          silo,
          inputs.map((args) => ({ name: 'run', args })),
        )
        const compiled = outcomes.map(({ value, trap }) => trap ?? String(value))
        values += outcomes.filter(({ trap }) => trap === undefined).length
        expect(compiled).toEqual(inputs.map((given) => evaluated(silo, given)))
      }),
      { numRuns: 120 },
    )
    expect(values).toBeGreaterThan(100)
  })
})
