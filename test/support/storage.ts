// Storage with a given number of keys, as a contract instance 0 would have stored them.
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { bytesOfWords } from '../../vm/words.ts'

/** Keys 1 .. count of instance 0 (first key word; the rest zero), each with a value that isn't zero. */
export function storageWithKeys(count: number): StorageTree {
  const storage = new StorageTree()
  for (let key = 1; key <= count; key++) storage.set(0n, keyOf(key), valueOf(key))
  return storage
}

export function keyOf(key: number): Uint8Array {
  return bytesOfWords([BigInt(key), 0n, 0n, 0n, 0n, 0n, 0n])
}

export function valueOf(key: number): Uint8Array {
  return bytesOfWords([BigInt(key) * 3n, 1n, 2n, 3n, 4n, 5n, 6n, 7n])
}
