// That benchmarks work, with small inputs and without peers: how fast things are is no matter of tests.
import { expect, test } from 'vitest'
import { BENCHES } from './benches.ts'
import type { Peers } from './harness/peers.ts'

const noPeers: Peers = {
  load: (specifier) => Promise.reject(new Error(`${specifier} is not for tests`)),
  file: () => undefined,
}

test('names select one benchmark each', () => {
  const words = [...new Set(BENCHES.map(({ group }) => group)), ...BENCHES.map(({ name }) => name)]
  expect(new Set(words).size).toBe(words.length)
})

test('the interpreter gives two rows with goals', async () => {
  const bench = BENCHES.find(({ name }) => name === 'interpreter')!
  const { rows } = await bench.run({ peers: noPeers, quick: true, say: () => {} })
  expect(rows).toHaveLength(2)
  for (const { sides, goals } of rows) {
    expect(sides[0]!.median).toBeGreaterThan(0)
    expect(goals).toHaveLength(1)
  }
})
