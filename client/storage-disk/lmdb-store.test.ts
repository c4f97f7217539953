// Storage trees on disk: the laws of every store, what a file says of itself, and processes killed in the midst of commits.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { open } from 'lmdb'
import { afterAll, describe, expect, test } from 'vitest'
import { storedTreeLaws } from '../../test/support/stored-tree-laws.ts'
import { keyOf, storageWithKeys, valueOf } from '../../test/support/storage.ts'
import { storageEntries } from '../../vm/storage/contents.ts'
import { openStoredTree } from '../../vm/storage/stored-tree.ts'
import { BATCH_KEYS, treeAfter } from './commits.testing.ts'
import { openLmdbStore } from './lmdb-store.ts'
import type { LmdbStore } from './lmdb-store.ts'
import { decodeVersion, encodeVersion } from './version-record.ts'

const root = mkdtempSync(join(tmpdir(), 'silo-storage-'))
let folders = 0
const newFolder = (): string => join(root, String(folders++))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function opened(folder: string): LmdbStore {
  const result = openLmdbStore(folder)
  if (!result.ok) throw new Error(result.problem)
  return result.store
}

describe('a store on disk', () => {
  storedTreeLaws(
    () => {
      const folder = newFolder()
      let store: LmdbStore | undefined
      return {
        open: () => {
          void store?.close()
          store = opened(folder)
          return store
        },
        close: () => void store?.close(),
      }
    },
    { reopens: true, runs: 15 },
  )

  test('holds as many bytes for a key whatever the number of versions that were pruned', async () => {
    const store = opened(newFolder())
    const stored = openStoredTree(store, { cacheBytes: 0 })
    stored.commit(storageWithKeys(2000))
    const once = store.fileBytes()
    for (let round = 1; round <= 20; round++) {
      const tree = stored.checkout()!
      for (let key = round; key <= 2000; key += 10) tree.set(0n, keyOf(key), valueOf(key + round))
      const { version } = stored.commit(tree)
      stored.prune(version)
    }
    expect(store.fileBytes()).toBeLessThan(once * 4)
    await store.close()
  })

  test('refuses a folder of another program', async () => {
    const folder = newFolder()
    const other = open<string, string>({ path: folder, encoding: 'string' })
    other.putSync('format', 'something else')
    await other.close()
    expect(openLmdbStore(folder)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('something else'),
    })
  })

  test('reads back what it writes of a version, and nothing shorter', () => {
    const version = {
      version: 7,
      root: 2 ** 40,
      size: 12,
      nextId: 2 ** 41,
      rootHash: new Uint8Array(32).fill(3),
      tag: Uint8Array.of(1, 2),
    }
    const bytes = encodeVersion(version)
    expect(decodeVersion(7, bytes)).toEqual(version)
    expect(decodeVersion(7, bytes.slice(0, 55))).toBeUndefined()
    expect(decodeVersion(7, new Uint8Array(56).fill(255))).toBeUndefined()
  })
})

describe('a process killed while it commits', () => {
  /** Starts a process that commits batch after batch, kills it when it says that it begins batch `at`; the last batch that it had committed. */
  async function committedWhenKilled(folder: string, at: number): Promise<number> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'commits.testing.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let committed = 0
    for await (const line of createInterface({ input: child.stdout })) {
      const [word, batch] = line.split(' ')
      if (word === 'committed') committed = Number(batch)
      if (word === 'begins' && Number(batch) >= at) child.kill('SIGKILL')
    }
    return committed
  }

  test('leaves one of the states that were committed, and the next process goes on from it', async () => {
    const folder = newFolder()
    for (const at of [1, 3, 4, 7, 9, 12]) {
      const committed = await committedWhenKilled(folder, at)
      const store = opened(folder)
      const stored = openStoredTree(store)
      const version = stored.latest()?.version ?? 0
      // What was said to be committed is; the batch that was being committed is there whole or not at all.
      expect([committed, committed + 1]).toContain(version)
      const expected = treeAfter(version)
      const tree = stored.checkout()!
      expect(tree.root()).toEqual(expected.root())
      expect([...storageEntries(tree.snapshot())]).toEqual([...storageEntries(expected.snapshot())])
      expect(tree.size).toBeGreaterThanOrEqual(Math.min(version, 1) * BATCH_KEYS)
      await store.close()
    }
  }, 60_000)

  test('ends with the process that started it', async () => {
    const start = `require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' })`
    const child = join(import.meta.dirname, 'commits.testing.ts')
    const parent = spawn(process.execPath, ['-e', start, child, newFolder()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let committed = 0
    // Both write to this pipe: it ends when neither is there.
    for await (const line of createInterface({ input: parent.stdout })) {
      if (line.startsWith('committed') && ++committed === 2) parent.kill('SIGKILL')
    }
    expect(committed).toBeGreaterThanOrEqual(2)
  }, 60_000)
})
