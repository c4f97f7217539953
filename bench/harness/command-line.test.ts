import { expect, test } from 'vitest'
import { BENCHES } from '../benches.ts'
import { readCommandLine } from './command-line.ts'

test('help names every benchmark, whatever else is asked for', () => {
  const help = readCommandLine(['vm', '--help'], BENCHES)
  expect(help.kind).toBe('help')
  for (const { name } of BENCHES) expect(help).toHaveProperty('text', expect.stringContaining(`  ${name} `))
})

test('what is not understood is said, with what there is', () => {
  expect(readCommandLine(['--fast'], BENCHES)).toMatchObject({
    kind: 'wrong',
    text: expect.stringMatching(/'--fast'[^]*--quick/),
  })
  expect(readCommandLine(['compile-hot'], BENCHES)).toMatchObject({
    kind: 'wrong',
    text: expect.stringMatching(/no benchmark compile-hot; there are .*compile-warm/),
  })
})

test('words choose benchmarks; without any all run', () => {
  const chosen = readCommandLine(['seek', 'compiler', '--quick'], BENCHES)
  expect(chosen).toMatchObject({ kind: 'run', quick: true })
  const names = chosen.kind === 'run' ? chosen.benches.map(({ name }) => name) : []
  expect(names).toEqual(['seek', 'compile-cold', 'compile-warm', 'compile-edit', 'passes'])
  expect(readCommandLine([], BENCHES)).toEqual({ kind: 'run', benches: BENCHES, quick: false })
  expect(readCommandLine(['--page'], BENCHES)).toEqual({ kind: 'page' })
})
