// A short run of every kind of fuzzing, by the same code as `npm run fuzz`. SILO_SEED starts elsewhere.
import { expect, test } from 'vitest'
import { randomFrom } from '../support/random.ts'
import { KINDS } from './kinds/index.ts'
import { readCase, writeCase } from './tool/corpus.ts'
import { Coverage } from './tool/coverage.ts'
import { parseOptions } from './tool/options.ts'

const SEED = Number(process.env['SILO_SEED'] ?? 1)
const CASES: Readonly<Record<string, number>> = {
  machine: 15,
  bytecode: 4,
  proofs: 5,
  language: 3,
  parsers: 4,
  editor: 3,
}

test.each(KINDS.map((kind) => [kind.name, kind] as const))('%s', (name, kind) => {
  const coverage = new Coverage()
  const random = randomFrom(SEED)
  for (let i = 0; i < (CASES[name] ?? 10); i++) {
    const seed = kind.nextSeed(random, coverage)
    expect(() => kind.run(seed, coverage), `npm run fuzz -- --kind ${name} --case ${seed}`).not.toThrow()
  }
  expect(kind.report(coverage).length).toBeGreaterThan(0)
})

test('options', () => {
  expect(parseOptions(['--minutes', '2', '--seed', '7', '--kind', 'machine'], 1)).toEqual({
    ok: true,
    options: { minutes: 2, seed: 7, kinds: ['machine'], only: undefined },
  })
  for (const wrong of ['--minutes=0', '--seed=-1', '--seed=x', '--kind=none', '--case=1', '--what'])
    expect(parseOptions([wrong], 1).ok, wrong).toBe(false)
})

test('corpus files', () => {
  const file = {
    kind: 'machine',
    fields: [
      ['note', 'a: b'],
      ['seed', '1'],
    ],
    body: 'end {8}\n',
  } as const
  expect(readCase(writeCase(file))).toEqual(file)
  expect(() => readCase('what')).toThrow('not a field')
})
