// Many hashes at once, in WebAssembly over four inputs a time where the host has vectors, and one by one where not. Trees hash
// level by level: inputs of a level don't depend on each other.
import { PAGE_BYTES, hostWebAssembly } from '../jit/wasm/api.ts'
import { compress } from './compress.ts'
import { domainKey } from './domains.ts'
import type { HashDomain } from './domains.ts'
import { loadKernel } from './vector-kernel.ts'

/** Inputs of one batch, at most. */
export const BATCH_INPUTS = 1024

/** Below this many, entering the kernel costs more than it saves. */
const LEAST_FOR_KERNEL = 3
const LANES = 4
const INPUT_WORDS = 16
const HASH_WORDS = 8
/** Copies longer than this are quicker by the host's copy of whole arrays. */
const SHORT_COPY = 96

// Word offsets of a batch's memory: the key, inputs, and the hashes of all levels of a tree over them.
const KEY_AT = 0
const INPUTS_AT = KEY_AT + HASH_WORDS
const HASHES_AT = INPUTS_AT + BATCH_INPUTS * INPUT_WORDS
const WORDS = HASHES_AT + 2 * BATCH_INPUTS * HASH_WORDS
/** A whole number of WebAssembly pages, with room for what the last group reads and writes beyond its inputs. */
const PAGES = Math.ceil((WORDS * 4 + LANES * INPUT_WORDS * 4) / PAGE_BYTES)

export interface Batch {
  readonly words: Uint32Array
  /** Hashes `count` inputs that follow each other from one word offset, to another. What lies behind the hashes may be overwritten. */
  run(domain: HashDomain, count: number, inputWord: number, hashWord: number): void
}

const keys = new Map<HashDomain, Uint32Array>()

function keyOf(domain: HashDomain): Uint32Array {
  const known = keys.get(domain)
  if (known !== undefined) return known
  const key = new Uint32Array(domainKey(domain).buffer)
  keys.set(domain, key)
  return key
}

// Made on first use; nothing that uses it is re-entrant, so one is enough.
let made: Batch | undefined

function sharedBatch(): Batch {
  return (made ??= vectorBatch() ?? scalarBatch())
}

/** Without vectors: one input after another. */
export function scalarBatch(): Batch {
  const words = new Uint32Array((PAGES * PAGE_BYTES) / 4)
  return { words, run: (...all) => oneByOne(words, ...all) }
}

function oneByOne(
  words: Uint32Array,
  domain: HashDomain,
  count: number,
  inputWord: number,
  hashWord: number,
): void {
  const key = keyOf(domain)
  for (let i = 0; i < count; i++)
    compress(key, words, hashWord + i * HASH_WORDS, words, inputWord + i * INPUT_WORDS)
}

/** By the kernel; undefined where the host has no WebAssembly with vectors, or refuses to compile it. */
export function vectorBatch(): Batch | undefined {
  const wasm = hostWebAssembly()
  if (wasm === undefined) return undefined
  try {
    const memory = new wasm.Memory({ initial: PAGES, maximum: PAGES })
    const kernel = loadKernel(wasm, memory, PAGES, false)
    if (kernel === undefined) return undefined
    const words = new Uint32Array(memory.buffer)
    return {
      words,
      run(domain, count, inputWord, hashWord) {
        if (count < LEAST_FOR_KERNEL) return oneByOne(words, domain, count, inputWord, hashWord)
        words.set(keyOf(domain), KEY_AT)
        kernel(Math.ceil(count / LANES), inputWord * 4, hashWord * 4, KEY_AT * 4)
      },
    }
  } catch {
    return undefined
  }
}

/**
 * Hashes the inputs at ascending `positions[0..count)` of a tree in heap order: input p is 16 words at (p - firstPosition) * 16 of `source`,
 * and its hash goes to word p * 8 of `target`. Source and target may be one buffer: no input of a call is an output of it.
 */
export function hashRuns(
  domain: HashDomain,
  positions: Uint32Array,
  count: number,
  source: Uint32Array,
  firstPosition: number,
  target: Uint32Array,
): void {
  if (count < LEAST_FOR_KERNEL) {
    const key = keyOf(domain)
    for (let i = 0; i < count; i++) {
      const position = positions[i] ?? 0
      compress(key, target, position * HASH_WORDS, source, (position - firstPosition) * INPUT_WORDS)
    }
    return
  }
  const { words, run } = sharedBatch()
  for (let done = 0; done < count; done += BATCH_INPUTS) {
    const size = Math.min(BATCH_INPUTS, count - done)
    for (let i = 0, length = 0; i < size; i += length) {
      length = runLength(positions, done + i, done + size)
      const from = ((positions[done + i] ?? 0) - firstPosition) * INPUT_WORDS
      copyWords(source, from, words, INPUTS_AT + i * INPUT_WORDS, length * INPUT_WORDS)
    }
    run(domain, size, INPUTS_AT, HASHES_AT)
    for (let i = 0, length = 0; i < size; i += length) {
      length = runLength(positions, done + i, done + size)
      const to = (positions[done + i] ?? 0) * HASH_WORDS
      copyWords(words, HASHES_AT + i * HASH_WORDS, target, to, length * HASH_WORDS)
    }
  }
}

/**
 * All hashes of several perfect trees that stand side by side, 2^height leaves each: `count` leaves from a word offset of `source` on, at most
 * BATCH_INPUTS. The leaf at heap position p has its hash at word p * 8 of `target`, and so have the nodes above it.
 */
export function hashSubtrees(
  source: Uint32Array,
  sourceWord: number,
  count: number,
  height: number,
  firstPosition: number,
  target: Uint32Array,
): void {
  const { words, run } = sharedBatch()
  words.set(source.subarray(sourceWord, sourceWord + count * INPUT_WORDS), INPUTS_AT)
  let from = INPUTS_AT
  let to = HASHES_AT
  for (let level = 0; level <= height; level++) {
    const width = count >>> level
    run(level === 0 ? 'leaf' : 'node', width, from, to)
    target.set(words.subarray(to, to + width * HASH_WORDS), (firstPosition >>> level) * HASH_WORDS)
    from = to
    to += width * HASH_WORDS
  }
}

/** How many positions from `start` on follow each other without a gap. */
function runLength(positions: Uint32Array, start: number, end: number): number {
  let at = start + 1
  while (at < end && positions[at] === (positions[at - 1] ?? 0) + 1) at++
  return at - start
}

function copyWords(
  from: Uint32Array,
  fromWord: number,
  to: Uint32Array,
  toWord: number,
  count: number,
): void {
  if (count > SHORT_COPY) to.set(from.subarray(fromWord, fromWord + count), toWord)
  else for (let i = 0; i < count; i++) to[toWord + i] = from[fromWord + i] ?? 0
}
