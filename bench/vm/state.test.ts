// That the benchmarks of traces and storage work, with small inputs.
import { expect, test } from 'vitest'
import type { Bench } from '../harness/bench.ts'
import type { Peers } from '../harness/peers.ts'
import type { Outcome } from '../harness/rows.ts'
import { seekBench } from './seek.ts'
import { storageBench } from './storage.ts'

const peers: Peers = {
  load: (specifier) => Promise.reject(new Error(`${specifier} is not for tests`)),
  file: () => undefined,
}
const quickly = (bench: Bench): Promise<Outcome> => bench.run({ peers, quick: true, say: () => {} })

test('seeking gives a seek and two answers of each program', async () => {
  const { rows, tables } = await quickly(seekBench)
  expect(rows).toHaveLength(6)
  expect(rows.every(({ goals }) => goals.length === 1)).toBe(true)
  expect(tables?.[0]?.lines).toHaveLength(2)
})

test('storage gives a commit, its growth, and the same on disk', async () => {
  const { rows, tables } = await quickly(storageBench)
  expect(rows).toHaveLength(1)
  expect(tables?.map(({ lines }) => lines.length)).toEqual([2, 6])
})
