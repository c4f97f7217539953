// Many hashes at once, in WebAssembly over four inputs a time where the host has vectors, and one by one where not. Trees hash
// a level of theirs by it: inputs of a level don't depend on each other.
import { hostWebAssembly } from '../jit/wasm/api.ts'
import type { WasmFunction } from '../jit/wasm/api.ts'
import { compress } from './compress.ts'
import { domainKey } from './domains.ts'
import type { HashDomain } from './domains.ts'
import { KERNEL_LAYOUT, kernelModule } from './vector-kernel.ts'

/** Inputs of one batch, at most. */
export const BATCH_INPUTS = KERNEL_LAYOUT.inputCount

/** Below this many, entering the kernel costs more than it saves. */
const LEAST_FOR_KERNEL = 3
const INPUT_WORDS = 16
const HASH_WORDS = 8
/** Copies longer than this are quicker by the host's copy of whole arrays. */
const SHORT_COPY = 96

interface Batch {
  /** INPUT_WORDS each. */
  readonly inputs: Uint32Array
  /** HASH_WORDS each. */
  readonly hashes: Uint32Array
  /** Hashes the first `count` inputs under a domain. */
  run(domain: HashDomain, count: number): void
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

/** The batch that all trees share: fill `inputs`, run, take `hashes`. */
export function sharedBatch(): Batch {
  return (made ??= vectorBatch() ?? scalarBatch())
}

/** Without vectors: one input after another. */
export function scalarBatch(): Batch {
  const inputs = new Uint32Array(BATCH_INPUTS * INPUT_WORDS)
  const hashes = new Uint32Array(BATCH_INPUTS * HASH_WORDS)
  return {
    inputs,
    hashes,
    run(domain, count) {
      const key = keyOf(domain)
      for (let i = 0; i < count; i++) compress(key, hashes, i * HASH_WORDS, inputs, i * INPUT_WORDS)
    },
  }
}

/** By the kernel; undefined where the host has no WebAssembly with vectors, or refuses to compile it. */
export function vectorBatch(): Batch | undefined {
  const wasm = hostWebAssembly()
  if (wasm === undefined) return undefined
  try {
    const pages = KERNEL_LAYOUT.pages
    const memory = new wasm.Memory({ initial: pages, maximum: pages })
    const { exports } = new wasm.Instance(new wasm.Module(kernelModule()), { silo: { memory } })
    const hash = exports['hash']
    if (typeof hash !== 'function') return undefined
    const kernel = hash as WasmFunction
    const inputs = new Uint32Array(memory.buffer, KERNEL_LAYOUT.inputs, BATCH_INPUTS * INPUT_WORDS)
    const hashes = new Uint32Array(memory.buffer, KERNEL_LAYOUT.hashes, BATCH_INPUTS * HASH_WORDS)
    const key = new Uint32Array(memory.buffer, KERNEL_LAYOUT.key, HASH_WORDS)
    return {
      inputs,
      hashes,
      run(domain, count) {
        const words = keyOf(domain)
        if (count < LEAST_FOR_KERNEL) {
          for (let i = 0; i < count; i++) compress(words, hashes, i * HASH_WORDS, inputs, i * INPUT_WORDS)
          return
        }
        key.set(words)
        kernel(Math.ceil(count / 4))
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
    for (let i = 0; i < count; i++) {
      const position = positions[i] ?? 0
      compress(keyOf(domain), target, position * HASH_WORDS, source, (position - firstPosition) * INPUT_WORDS)
    }
    return
  }
  const batch = sharedBatch()
  for (let done = 0; done < count; done += BATCH_INPUTS) {
    const size = Math.min(BATCH_INPUTS, count - done)
    for (let i = 0, run = 0; i < size; i += run) {
      run = runLength(positions, done + i, done + size)
      const from = ((positions[done + i] ?? 0) - firstPosition) * INPUT_WORDS
      copyWords(source, from, batch.inputs, i * INPUT_WORDS, run * INPUT_WORDS)
    }
    batch.run(domain, size)
    for (let i = 0, run = 0; i < size; i += run) {
      run = runLength(positions, done + i, done + size)
      const to = (positions[done + i] ?? 0) * HASH_WORDS
      copyWords(batch.hashes, i * HASH_WORDS, target, to, run * HASH_WORDS)
    }
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
