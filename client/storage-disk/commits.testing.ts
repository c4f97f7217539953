// For the test of killed processes: commits batch after batch to the folder that it is given, and says so, until somebody ends it or the process that
// started it is gone.
import { pathToFileURL } from 'node:url'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { openStoredTree } from '../../vm/storage/stored-tree.ts'
import { bytesOfWords } from '../../vm/words.ts'
import { openLmdbStore } from './lmdb-store.ts'

/** Keys that a batch writes: large enough that a commit takes longer than saying that it begins. */
export const BATCH_KEYS = 1500
const KEYS = 4000

function write(tree: StorageTree, batch: number): void {
  for (let i = 0; i < BATCH_KEYS; i++) {
    const key = (i * 31 + batch * 977) % KEYS
    const value = i % 11 === 0 && batch > 1 ? 0n : BigInt(batch * BATCH_KEYS + i + 1)
    tree.set(
      0n,
      bytesOfWords([BigInt(key), 0n, 0n, 0n, 0n, 0n, 0n]),
      bytesOfWords([value, 0n, 0n, 0n, 0n, 0n, 0n, 0n]),
    )
  }
}

/** What a run holds after so many batches. */
export function treeAfter(batches: number): StorageTree {
  const tree = new StorageTree()
  for (let batch = 1; batch <= batches; batch++) write(tree, batch)
  return tree
}

const [program = '', folder] = process.argv.slice(1)
if (folder !== undefined && import.meta.url === pathToFileURL(program).href) {
  const opened = openLmdbStore(folder)
  if (!opened.ok) throw new Error(opened.problem)
  const stored = openStoredTree(opened.store)
  const parent = process.ppid
  while (process.ppid === parent) {
    const batch = (stored.latest()?.version ?? 0) + 1
    const tree = stored.checkout()
    if (tree === undefined) throw new Error('the newest version is gone')
    write(tree, batch)
    process.stdout.write(`begins ${batch}\n`)
    stored.commit(tree)
    process.stdout.write(`committed ${batch}\n`)
    if (batch % 2 === 0) stored.prune(batch)
  }
}
