// A silo's state in a folder: the manager that keeps it there starts from it again. What is read is rebuilt in memory, so that its root is computed
// from its entries; whether that is the root which is final is for the manager to ask its node.
import { mkdirSync } from 'node:fs'
import type { SiloState, StateKeeper } from '../../client/silo/states.ts'
import { openLmdbStore } from '../../client/storage-disk/lmdb-store.ts'
import { storageEntries } from '../../vm/storage/contents.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { openStoredTree } from '../../vm/storage/stored-tree.ts'
import { ByteReader } from '../tx/byte-reader.ts'
import { ByteWriter } from '../tx/byte-writer.ts'
import type { Hash } from '../tx/index.ts'

/** Undefined when the folder holds something else. */
export function openStateKeeper(folder: string, siloId: Hash): StateKeeper | undefined {
  mkdirSync(folder, { recursive: true })
  const opened = openLmdbStore(folder)
  if (!opened.ok) return undefined
  const { store } = opened
  const tree = openStoredTree(store)
  return {
    latest() {
      const version = tree.latest()
      const place = version === undefined ? undefined : readTag(version.tag)
      const stored = tree.checkout()
      if (place?.siloId !== siloId || stored === undefined) return undefined
      const storage = new StorageTree()
      for (const { instance, key, value } of storageEntries(stored.snapshot()))
        storage.set(instance, key, value)
      return { block: place.block, height: place.height, storage }
    },
    keep({ block, height, storage }) {
      const { version } = tree.commit(storage, writeTag({ siloId, block, height }))
      tree.prune(version)
    },
    close: () => store.close(),
  }
}

type Tag = Pick<SiloState, 'block' | 'height'> & { readonly siloId: Hash }

function writeTag({ siloId, block, height }: Tag): Uint8Array {
  return new ByteWriter().hash(siloId).hash(block).u32(height).finish()
}

function readTag(bytes: Uint8Array): Tag | undefined {
  const reader = new ByteReader(bytes)
  const tag = { siloId: reader.hash(), block: reader.hash(), height: reader.u32() }
  return reader.end() === undefined ? tag : undefined
}
