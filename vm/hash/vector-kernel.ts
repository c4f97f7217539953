// Generates the WebAssembly that hashes four blocks at a time: word i of all four lies in one vector, so that BLAKE3's compression of
// one block, in vectors, is that of four.
import type { WasmApi, WasmMemory } from '../jit/wasm/api.ts'
import { BodyWriter } from '../jit/wasm/body.ts'
import { encodeModule } from '../jit/wasm/module.ts'
import { I32, OP, V128, VECTOR } from '../jit/wasm/opcodes.ts'
import { BLOCK_LENGTH, FLAGS, INITIAL, MIXINGS, PERMUTATION, ROUNDS } from './rounds.ts'

const LANES = 4
const HASH_BYTES = 32

/** Hashes 4 * `groups` blocks that follow each other under a key; all at byte addresses. */
export type Kernel = (groups: number, input: number, output: number, key: number) => void

/** The kernel over a memory of so many pages; undefined where the host refuses it. */
export function loadKernel(
  wasm: WasmApi,
  memory: WasmMemory,
  pages: number,
  isShared: boolean,
): Kernel | undefined {
  const instance = new wasm.Instance(new wasm.Module(kernelModule(pages, isShared)), { silo: { memory } })
  const hash = instance.exports['hash']
  return typeof hash === 'function' ? (hash as Kernel) : undefined
}

function kernelModule(memoryPages: number, isMemoryShared: boolean): Uint8Array {
  return encodeModule({
    types: [{ parameters: [I32, I32, I32, I32], results: [] }],
    imports: [],
    memoryPages,
    isMemoryShared,
    functions: [{ type: 0, body: kernelBody() }],
    table: [0],
    exports: [{ name: 'hash', functionIndex: 0 }],
  })
}

function kernelBody(): number[] {
  const w = new BodyWriter(4)
  const [groups, input, output, key] = [0, 1, 2, 3]
  const state = vectors(w, 16)
  const message = vectors(w, 16)
  const rows = vectors(w, LANES)
  const pairs = vectors(w, LANES)
  const loop = w.loop('groups')
  for (let quarter = 0; quarter < 4; quarter++) {
    rows.forEach((row, lane) => {
      w.get(input)
      w.vectorLoad(lane * BLOCK_LENGTH + quarter * 16)
      w.set(row)
    })
    transpose(w, rows, pairs, message.slice(quarter * 4, quarter * 4 + 4))
  }
  startState(w, state, key)
  let order: readonly number[] = message
  for (let round = 0; round < ROUNDS; round++) {
    MIXINGS.forEach((words, i) => mix(w, pick(state, words), at(order, 2 * i), at(order, 2 * i + 1)))
    order = pick(order, PERMUTATION)
  }
  for (let half = 0; half < 2; half++) {
    rows.forEach((row, i) => {
      w.get(at(state, half * 4 + i))
      w.get(at(state, half * 4 + i + 8))
      w.vector(VECTOR.xor)
      w.set(row)
    })
    transpose(w, rows, pairs, message.slice(0, 4))
    message.slice(0, 4).forEach((row, lane) => {
      w.get(output)
      w.get(row)
      w.vectorStore(lane * HASH_BYTES + half * 16)
    })
  }
  advance(w, input, LANES * BLOCK_LENGTH)
  advance(w, output, LANES * HASH_BYTES)
  w.get(groups)
  w.i32(-1)
  w.op(OP.i32Add)
  w.tee(groups)
  w.brIf(loop)
  w.end(loop)
  return w.finish()
}

function startState(w: BodyWriter, state: readonly number[], key: number): void {
  const constants = [...INITIAL, 0, 0, BLOCK_LENGTH, FLAGS]
  for (let i = 0; i < 8; i++) {
    w.get(key)
    w.vectorLoadSplat(i * 4)
    w.set(at(state, i))
    const word = BigInt(at(constants, i))
    w.vectorConst(word | (word << 32n), word | (word << 32n))
    w.set(at(state, i + 8))
  }
}

/** BLAKE3's mixing of four state words with two message words. */
function mix(w: BodyWriter, [a = 0, b = 0, c = 0, d = 0]: readonly number[], x: number, y: number): void {
  addInto(w, a, b, x)
  xorInto(w, d, a)
  rotateBytes(w, d, 2)
  addInto(w, c, d)
  xorInto(w, b, c)
  rotateBits(w, b, 12)
  addInto(w, a, b, y)
  xorInto(w, d, a)
  rotateBytes(w, d, 1)
  addInto(w, c, d)
  xorInto(w, b, c)
  rotateBits(w, b, 7)
}

function addInto(w: BodyWriter, target: number, ...terms: readonly number[]): void {
  w.get(target)
  for (const term of terms) {
    w.get(term)
    w.vector(VECTOR.i32x4Add)
  }
  w.set(target)
}

function xorInto(w: BodyWriter, target: number, other: number): void {
  w.get(target)
  w.get(other)
  w.vector(VECTOR.xor)
  w.set(target)
}

/** Rotates each word right by whole bytes. */
function rotateBytes(w: BodyWriter, target: number, bytes: number): void {
  w.get(target)
  w.get(target)
  w.shuffle(Array.from({ length: 16 }, (_, i) => (i & ~3) | ((i + bytes) & 3)))
  w.set(target)
}

/** Rotates each word right. */
function rotateBits(w: BodyWriter, target: number, bits: number): void {
  w.get(target)
  w.i32(bits)
  w.vector(VECTOR.i32x4ShrU)
  w.get(target)
  w.i32(32 - bits)
  w.vector(VECTOR.i32x4Shl)
  w.vector(VECTOR.or)
  w.set(target)
}

/** Columns of a 4x4 matrix of words, given its rows; `pairs` is scratch. */
function transpose(
  w: BodyWriter,
  rows: readonly number[],
  pairs: readonly number[],
  columns: readonly number[],
): void {
  const shuffleWords = (first: number, second: number, words: readonly number[], into: number): void => {
    w.get(first)
    w.get(second)
    w.shuffle(words.flatMap((word) => [0, 1, 2, 3].map((byte) => word * 4 + byte)))
    w.set(into)
  }
  for (const [pair, upper, words] of [
    [0, 0, [0, 4, 1, 5]],
    [1, 2, [0, 4, 1, 5]],
    [2, 0, [2, 6, 3, 7]],
    [3, 2, [2, 6, 3, 7]],
  ] as const) {
    shuffleWords(at(rows, upper), at(rows, upper + 1), words, at(pairs, pair))
  }
  for (let i = 0; i < 4; i++) {
    const pair = i < 2 ? 0 : 2
    const words = i % 2 === 0 ? [0, 1, 4, 5] : [2, 3, 6, 7]
    shuffleWords(at(pairs, pair), at(pairs, pair + 1), words, at(columns, i))
  }
}

function advance(w: BodyWriter, pointer: number, bytes: number): void {
  w.get(pointer)
  w.i32(bytes)
  w.op(OP.i32Add)
  w.set(pointer)
}

function vectors(w: BodyWriter, count: number): number[] {
  return Array.from({ length: count }, () => w.local(V128))
}

function pick(from: readonly number[], indices: readonly number[]): number[] {
  return indices.map((index) => at(from, index))
}

function at(list: readonly number[], index: number): number {
  const value = list[index]
  if (value === undefined) throw new RangeError(`no element ${index}`)
  return value
}
