// The storage tree: a commit after many writes, in memory and on disk, and what keys cost as they become more.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLmdbStore } from '../../client/storage-disk/lmdb-store.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { openStoredTree } from '../../vm/storage/stored-tree.ts'
import type { Bench } from '../harness/bench.ts'
import { clocked, wallTime } from '../harness/measure.ts'
import { atMost } from '../harness/rows.ts'
import type { DetailTable, Row } from '../harness/rows.ts'
import { summarise } from '../harness/statistics.ts'
import type { Summary } from '../harness/statistics.ts'

const WRITES = 10_000
const ROUNDS = 7
/** Consecutive numbers times this, modulo the number of keys, are all over them. */
const STRIDE = 7919

type Write = (tree: StorageTree, key: number, value: number) => void

function writer(): Write {
  const keyWords = new Uint32Array(16)
  const valueWords = new Uint32Array(16).fill(1)
  return (tree, key, value) => {
    keyWords[2] = key
    valueWords[0] = value
    tree.store(keyWords, 0, valueWords, 0)
  }
}

const write = writer()

function filled(keys: number): StorageTree {
  const tree = new StorageTree()
  for (let key = 0; key < keys; key++) write(tree, key, 1)
  tree.root()
  return tree
}

/** Milliseconds that `WRITES` writes to known keys take together with the root after them, each round on a new snapshot. */
function commits(tree: StorageTree, keys: number): Summary {
  const times: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    tree.snapshot()
    const { milliseconds } = clocked(() => {
      for (let i = 0; i < WRITES; i++) write(tree, (i * STRIDE + round) % keys, round * WRITES + i + 2)
      return tree.root().length
    })
    if (round > 0) times.push(milliseconds)
  }
  return summarise(times)
}

function inMemory(sizes: readonly number[]): { row: Row; table: DetailTable } {
  const lines: string[][] = []
  let last: Summary | undefined
  for (const keys of sizes) {
    let tree = new StorageTree()
    const filling = clocked(() => {
      tree = filled(keys)
      return keys
    })
    const bytes = tree.memoryBytes() / keys
    last = commits(tree, keys)
    lines.push([
      keys.toLocaleString('en'),
      `${((filling.milliseconds / keys) * 1000).toFixed(2)} µs`,
      `${last.median.toFixed(1)} ms`,
      bytes.toFixed(0),
      (tree.memoryBytes() / keys).toFixed(0),
    ])
  }
  if (last === undefined) throw new Error('nothing was measured')
  return {
    row: {
      name: `storage: ${WRITES.toLocaleString('en')} writes and the root, ${sizes.at(-1)?.toLocaleString('en')} keys`,
      unit: 'ms',
      sides: [{ name: 'silo', ...last }],
      goals: [atMost(100)],
    },
    table: {
      title: `Storage in memory, as keys become more`,
      columns: [
        'keys',
        'insert and hash a key',
        `${WRITES} writes and root`,
        'bytes a key',
        'after the commits',
      ],
      lines,
    },
  }
}

async function onDisk(keys: number): Promise<DetailTable> {
  const folder = mkdtempSync(join(tmpdir(), 'silo-bench-'))
  const opened = openLmdbStore(folder)
  if (!opened.ok) throw new Error(opened.problem)
  const { store } = opened
  try {
    // Every checkout begins with nothing in memory.
    const stored = openStoredTree(store, { cacheBytes: 0 })
    const tree = filled(keys)
    const lines: string[][] = []
    const line = (name: string, work: () => number): void => {
      lines.push([name, `${clocked(work, wallTime).milliseconds.toFixed(0)} ms`])
    }
    line(`commit of all ${keys.toLocaleString('en')} keys`, () => stored.commit(tree).version)
    lines.push(['file after that', `${(store.fileBytes() / keys).toFixed(0)} bytes a key`])
    const changed = stored.checkout() ?? tree
    line(`${WRITES} writes, nothing of the tree in memory before`, () => {
      for (let i = 0; i < WRITES; i++) write(changed, (i * STRIDE) % keys, i + 2)
      return changed.size
    })
    line('root and commit', () => stored.commit(changed).version)
    const again = stored.checkout() ?? changed
    for (let i = 0; i < WRITES; i++) write(again, (i * STRIDE) % keys, i + 3)
    stored.commit(again)
    line('taking back a version', () => (stored.rollBack(2) ? 1 : 0))
    line('pruning a version', () => {
      stored.prune(2)
      return 1
    })
    return { title: 'Storage on disk', columns: ['what', 'takes'], lines }
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

export const storageBench: Bench = {
  name: 'storage',
  group: 'vm',
  title: 'The storage tree',
  about:
    'What a silo pays when a reference block ends: 10,000 writes to keys all over the tree, on a snapshot of the block before, and the new root. In memory no node is an object; the second table is the same tree in LMDB, each commit one transaction.',
  async run({ quick }) {
    const sizes = quick ? [1000, 20_000] : [10_000, 100_000, 1_000_000]
    const { row, table } = inMemory(sizes)
    return { rows: [row], tables: [table, await onDisk(sizes.at(-1) ?? 0)] }
  },
}
