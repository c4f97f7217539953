// Time and memory of the machine's trees: one hash, storage of many keys, hashing and forking a machine with RAM in use.
// Run with `node bench/trees.ts [keys]`.
import { hashNodeWords } from '../vm/hash/domains.ts'
import { machineHash } from '../vm/machine/header.ts'
import { forkMachine } from '../vm/machine/state.ts'
import { LEAF_WRITTEN } from '../vm/merkle/memory-tree.ts'
import { StorageTree } from '../vm/storage/storage-tree.ts'
import { testMachine } from '../vm/testing.ts'

const KEYS = Number(process.argv[2] ?? 100_000)
const UPDATES = 10_000

function timed(name: string, work: () => void): void {
  const start = performance.now()
  work()
  console.log(`${name.padEnd(52)} ${(performance.now() - start).toFixed(2)} ms`)
}

const words = new Uint32Array(1 << 16)
const hashes = (): void => {
  for (let i = 0; i < 1_000_000; i++) hashNodeWords(words, (i * 8) & 0xfff8, words, (i * 16) & 0xfff0)
}
hashes()
timed('1,000,000 hashes of a node', hashes)

const storage = new StorageTree()
const key = new Uint32Array(16)
const value = new Uint32Array(16).fill(1)
const write = (index: number, content: number): void => {
  key[2] = index
  value[0] = content
  storage.store(key, 0, value, 0)
}
timed(`storage: ${KEYS} keys inserted`, () => {
  for (let i = 0; i < KEYS; i++) write(i, 1)
})
timed('storage: root of all of it', () => storage.root())
console.log(`${'storage: memory'.padEnd(52)} ${Math.round(storage.memoryBytes() / KEYS)} bytes a key`)
storage.snapshot()
timed(`storage: ${UPDATES} keys changed after a snapshot`, () => {
  for (let i = 0; i < UPDATES; i++) write((i * 7919) % KEYS, i + 2)
})
timed('storage: root after that', () => storage.root())

const state = testMachine('end {8}')
for (let leaf = 4096; leaf < 4096 + 16_384; leaf++) {
  state.ramLeaves[leaf * 16] = leaf
  state.flags[leaf] = LEAF_WRITTEN
}
timed('machine: hash with 1 MiB of RAM in use', () => machineHash(state))
timed('machine: the same again, nothing changed', () => machineHash(state))
timed('machine: fork', () => forkMachine(state))
