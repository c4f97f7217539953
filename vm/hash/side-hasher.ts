// Hashing pages of RAM on another thread while this one runs the machine on. Both sides share one memory and need nothing of their host but threads: whoever makes
// them (a worker of Node, a web worker) gives the memory to `serveSideHasher` there and to `createSideHasher` here.
//
// A slot of the memory holds up to 16 pages and their hashes. This side fills slots and posts them; the other takes them, oldest first. This side never waits: what
// it needs and nobody has begun it hashes itself, newest first, and what the other is amid it hashes as well. So a thread that is slow, or dead, costs time and
// nothing else, and hashes are the same whoever takes them.
import { PAGE_BYTES, hostWebAssembly } from '../jit/wasm/api.ts'
import type { WasmMemory } from '../jit/wasm/api.ts'
import { hashSubtrees } from './batch.ts'
import { domainKey } from './domains.ts'
import { loadKernel } from './vector-kernel.ts'
import type { Kernel } from './vector-kernel.ts'

const LANES = 4
const LEAF_WORDS = 16
const HASH_WORDS = 8
const PAGE_LEAVES = 64
const PAGE_HEIGHT = 6
const PAGE_WORDS = PAGE_LEAVES * LEAF_WORDS
const SLOT_PAGES = 16
const SLOT_LEAVES = SLOT_PAGES * PAGE_LEAVES

// Words of the memory: both keys; how many slots were ever posted, and whether the other side may go home; then of each slot its state, its number of pages, and the
// slots posted last; then the slots. A slot's hashes stand level by level behind its pages, and the kernel may write a group beyond the last.
const LEAF_KEY_AT = 0
const NODE_KEY_AT = HASH_WORDS
const POSTS_AT = 2 * HASH_WORDS
const CLOSED_AT = POSTS_AT + 1
const TABLES_AT = 32
const HASHES_AT = SLOT_LEAVES * LEAF_WORDS
const SLOT_WORDS = HASHES_AT + 2 * SLOT_LEAVES * HASH_WORDS + LANES * LEAF_WORDS

const DEFAULT_SLOTS = 128

// What a slot is doing; 0 before its first post. Each side claims a posted one by exchanging its state.
const POSTED = 1
const TAKEN = 2
const DONE = 3

/** Some pages whose hashes are being taken. */
export interface PagesBegun {
  /** Calls back for the hashes of all pages, of levels from `lowest` on; what isn't hashed yet is now. */
  finish(lowest: number, put: PutHashes): void
}

/**
 * Hashes of one level of `count` pages, of those begun from number `first` on: they follow each other from word `at` of `words` on, page by page. `words` are on
 * loan until the call returns.
 */
export type PutHashes = (first: number, count: number, level: number, words: Uint32Array, at: number) => void

export interface SideHasher {
  /** Takes a copy of so many pages, each written by `copy`, and has them hashed. Undefined when there is no room for so many. */
  begin(pages: number, copy: (page: number, into: Uint32Array, at: number) => void): PagesBegun | undefined
  /** Sends the other thread home. Nothing begins any more; what has begun can be finished. */
  close(): void
}

interface Shared {
  readonly slots: number
  readonly words: Uint32Array
  /** The same, for atomic operations. */
  readonly controls: Int32Array
  readonly kernel: Kernel
}

/** The memory that both sides are given: 128 KiB a slot. Undefined where there is no WebAssembly with threads. */
export function sideHasherMemory(slots: number = DEFAULT_SLOTS): WasmMemory | undefined {
  const pages = Math.ceil((4 * (TABLES_AT + slots * (3 + SLOT_WORDS))) / PAGE_BYTES)
  try {
    const wasm = hostWebAssembly()
    return wasm && new wasm.Memory({ initial: pages, maximum: pages, shared: true })
  } catch {
    return undefined
  }
}

function sharedOf(memory: WasmMemory): Shared {
  const { buffer } = memory
  const wasm = hostWebAssembly()
  const kernel = wasm && loadKernel(wasm, memory, buffer.byteLength / PAGE_BYTES, true)
  if (kernel === undefined) throw new Error('a shared memory without WebAssembly')
  const words = new Uint32Array(buffer)
  const slots = Math.floor((words.length - TABLES_AT) / (3 + SLOT_WORDS))
  return { slots, words, controls: new Int32Array(buffer), kernel }
}

const stateAt = (slot: number): number => TABLES_AT + slot
const pagesAt = ({ slots }: Shared, slot: number): number => TABLES_AT + slots + slot
const postAt = ({ slots }: Shared, post: number): number => TABLES_AT + 2 * slots + (post % slots)
const slotAt = ({ slots }: Shared, slot: number): number => TABLES_AT + 3 * slots + slot * SLOT_WORDS
/** Where a level's hashes begin in a slot. */
const levelAt = (level: number): number =>
  HASHES_AT + 2 * (SLOT_LEAVES - (SLOT_LEAVES >>> level)) * HASH_WORDS

function hashSlot(shared: Shared, slot: number): void {
  const { words, kernel } = shared
  const leaves = (words[pagesAt(shared, slot)] ?? 0) * PAGE_LEAVES
  const first = slotAt(shared, slot)
  let from = first
  for (let level = 0; level <= PAGE_HEIGHT; level++) {
    const to = first + levelAt(level)
    const key = level === 0 ? LEAF_KEY_AT : NODE_KEY_AT
    kernel(Math.ceil((leaves >>> level) / LANES), from * 4, to * 4, key * 4)
    from = to
  }
}

/** Claims a slot that is posted, and hashes it; whether it was. */
function hashIfPosted(shared: Shared, slot: number): boolean {
  const { controls } = shared
  if (Atomics.compareExchange(controls, stateAt(slot), POSTED, TAKEN) !== POSTED) return false
  hashSlot(shared, slot)
  Atomics.store(controls, stateAt(slot), DONE)
  return true
}

/** The other thread's work, until this side closes. Blocks its thread. */
export function serveSideHasher(memory: WasmMemory): void {
  const shared = sharedOf(memory)
  const { controls, slots } = shared
  let seen = 0
  while (Atomics.load(controls, CLOSED_AT) === 0) {
    const posts = Atomics.load(controls, POSTS_AT)
    if (seen === posts) {
      Atomics.wait(controls, POSTS_AT, posts)
      continue
    }
    // The table of posts goes round: older ones have been done by the other side.
    seen = Math.max(seen, posts - slots)
    hashIfPosted(shared, Atomics.load(controls, postAt(shared, seen)))
    seen++
  }
}

export function createSideHasher(memory: WasmMemory): SideHasher {
  const shared = sharedOf(memory)
  const { controls, words, slots } = shared
  words.set(new Uint32Array(domainKey('leaf').buffer), LEAF_KEY_AT)
  words.set(new Uint32Array(domainKey('node').buffer), NODE_KEY_AT)
  /** Slots that nobody has finished with, in the order of their posts. */
  const outstanding = new Set<number>()
  const free = Array.from({ length: slots }, (_, slot) => slot)
  /** Given back while the other side was amid them: not to be filled before it is through. */
  let lent: number[] = []

  const isDone = (slot: number): boolean => Atomics.load(controls, stateAt(slot)) === DONE

  function giveBack(slot: number): void {
    outstanding.delete(slot)
    if (isDone(slot)) free.push(slot)
    else lent.push(slot)
  }

  function reclaim(): void {
    free.push(...lent.filter(isDone))
    lent = lent.filter((slot) => !isDone(slot))
  }

  function post(slot: number): void {
    const posts = Atomics.load(controls, POSTS_AT)
    Atomics.store(controls, postAt(shared, posts), slot)
    Atomics.store(controls, stateAt(slot), POSTED)
    outstanding.add(slot)
    Atomics.store(controls, POSTS_AT, posts + 1)
    Atomics.notify(controls, POSTS_AT)
  }

  /** Has a slot hashed: until it is, does others that nobody has begun, the newest first. Returns what it does of its own, if the other is still amid it. */
  function hash(slot: number): Uint32Array | undefined {
    for (const other of isDone(slot) ? [] : [...outstanding].toReversed())
      if (hashIfPosted(shared, other) && isDone(slot)) break
    if (isDone(slot)) return undefined
    const own = new Uint32Array(2 * SLOT_LEAVES * HASH_WORDS)
    const leaves = (words[pagesAt(shared, slot)] ?? 0) * PAGE_LEAVES
    hashSubtrees(words, slotAt(shared, slot), leaves, PAGE_HEIGHT, SLOT_LEAVES, own)
    return own
  }

  return {
    begin(count, copy) {
      const wanted = Math.ceil(count / SLOT_PAGES)
      if (free.length < wanted) reclaim()
      if (free.length < wanted || Atomics.load(controls, CLOSED_AT) !== 0) return undefined
      const taken = free.splice(free.length - wanted)
      taken.forEach((slot, i) => {
        const first = i * SLOT_PAGES
        const pages = Math.min(SLOT_PAGES, count - first)
        for (let page = 0; page < pages; page++)
          copy(first + page, words, slotAt(shared, slot) + page * PAGE_WORDS)
        words[pagesAt(shared, slot)] = pages
        post(slot)
      })
      return {
        finish(lowest, put) {
          taken.forEach((slot, i) => {
            const own = hash(slot)
            const pages = words[pagesAt(shared, slot)] ?? 0
            for (let level = lowest; level <= PAGE_HEIGHT; level++) {
              const at =
                own === undefined
                  ? slotAt(shared, slot) + levelAt(level)
                  : (SLOT_LEAVES >>> level) * HASH_WORDS
              put(i * SLOT_PAGES, pages, level, own ?? words, at)
            }
            giveBack(slot)
          })
        },
      }
    },
    close() {
      Atomics.store(controls, CLOSED_AT, 1)
      Atomics.notify(controls, POSTS_AT)
    },
  }
}
