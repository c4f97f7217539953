// Functions of the library: the compressions of vm/hash, without loops and with everything in locals.
import { MIXINGS } from '../../hash/rounds.ts'
import { BLAKE2B_INITIAL, BLAKE2B_ORDERS } from '../../hash/blake2b.ts'
import { BLAKE3_INITIAL, BLAKE3_ORDERS } from '../../hash/blake3.ts'
import { SHA256_CONSTANTS } from '../../hash/sha256.ts'
import { wordOfHalves } from '../../words.ts'
import { OP } from '../wasm/opcodes.ts'
import { Code, TO, X, Y } from './code.ts'
import type { Push } from './code.ts'
import { SCRATCH } from './scratch.ts'

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

function load32(c: Code, address: number, index: number): Push {
  return () => {
    c.w.get(address)
    c.w.memory(OP.i32Load, 4 * index)
  }
}

function store32(c: Code, address: number, index: number, value: Push): void {
  c.w.get(address)
  value()
  c.w.memory(OP.i32Store, 4 * index)
}

const add = (c: Code, ...terms: readonly Push[]): Push => terms.reduce((x, y) => c.binary(OP.i32Add, x, y))
const xor = (c: Code, ...terms: readonly Push[]): Push => terms.reduce((x, y) => c.binary(OP.i32Xor, x, y))

/** Bytes in the other order. */
function swapped(c: Code, local: number): Push {
  const turned = (op: number, mask: number): Push =>
    c.binary(OP.i32And, c.binary(op, c.get(local), c.i32(8)), c.i32(mask))
  return c.binary(OP.i32Or, turned(OP.i32Rotl, 0x00ff_00ff), turned(OP.i32Rotr, 0xff00_ff00 | 0))
}

/** TO := state at Y after the block at X. */
export function sha256(): number[] {
  const c = new Code(3)
  const schedule = range(16).map(() => c.i32Local())
  const before = range(8).map(() => c.i32Local())
  let state = range(8).map(() => c.i32Local())
  const [first, choice] = [c.i32Local(), c.i32Local()]
  const rotations = (local: number, by: readonly number[]): Push =>
    xor(c, ...by.map((bits) => c.binary(OP.i32Rotr, c.get(local), c.i32(bits))))
  const shifted = (local: number, by: readonly number[], bits: number): Push =>
    xor(c, rotations(local, by), c.binary(OP.i32ShrU, c.get(local), c.i32(bits)))
  for (const [i, local] of schedule.entries()) {
    c.set(local, load32(c, X, i))
    c.set(local, swapped(c, local))
  }
  for (const [i, local] of before.entries()) {
    c.set(local, load32(c, Y, i))
    c.set(local, swapped(c, local))
    c.set(state[i] ?? 0, c.get(local))
  }
  const w = (i: number): number => schedule[i & 15] ?? 0
  for (const i of range(64)) {
    if (i >= 16) {
      const s0 = shifted(w(i - 15), [7, 18], 3)
      const s1 = shifted(w(i - 2), [17, 19], 10)
      c.set(w(i), add(c, c.get(w(i)), s0, c.get(w(i - 7)), s1))
    }
    const at = (place: number): number => state[place] ?? 0
    const v = (place: number): Push => c.get(at(place))
    // (e & f) ^ (~e & g), and (a & b) ^ (a & c) ^ (b & c), each with one operation less.
    c.set(choice, xor(c, v(6), c.binary(OP.i32And, v(4), xor(c, v(5), v(6)))))
    const constant = c.i32(SHA256_CONSTANTS[i] ?? 0)
    c.set(first, add(c, v(7), rotations(at(4), [6, 11, 25]), c.get(choice), constant, c.get(w(i))))
    c.set(at(3), add(c, v(3), c.get(first)))
    const majority = c.binary(
      OP.i32Or,
      c.binary(OP.i32And, v(0), v(1)),
      c.binary(OP.i32And, v(2), c.binary(OP.i32Or, v(0), v(1))),
    )
    c.set(at(7), add(c, c.get(first), rotations(at(0), [2, 13, 22]), majority))
    // What was h is the new a, and all others move on by one.
    state = [at(7), ...state.slice(0, 7)]
  }
  for (const [i, local] of before.entries()) {
    c.set(local, add(c, c.get(local), c.get(state[i] ?? 0)))
    store32(c, TO, i, swapped(c, local))
  }
  return c.finish(0)
}

/** How BLAKE2b and BLAKE3 differ in a mixing. */
interface Mixing {
  readonly add: number
  readonly xor: number
  readonly rotate: number
  readonly constant: (c: Code, bits: number) => Push
  readonly rotations: readonly [number, number, number, number]
}

const MIX_64: Mixing = {
  add: OP.i64Add,
  xor: OP.i64Xor,
  rotate: OP.i64Rotr,
  constant: (c, bits) => c.i64(BigInt(bits)),
  rotations: [32, 24, 16, 63],
}

const MIX_32: Mixing = {
  add: OP.i32Add,
  xor: OP.i32Xor,
  rotate: OP.i32Rotr,
  constant: (c, bits) => c.i32(bits),
  rotations: [16, 12, 8, 7],
}

/** One round: `order` says which message words go where. */
function round(
  c: Code,
  v: readonly number[],
  message: readonly number[],
  order: ArrayLike<number>,
  m: Mixing,
): void {
  const turn = (to: number, from: number, bits: number): void => {
    const mixed = c.binary(m.xor, c.get(to), c.get(from))
    c.set(to, c.binary(m.rotate, mixed, m.constant(c, bits)))
  }
  MIXINGS.forEach((places, i) => {
    const [a, b, d, e] = places.map((place) => v[place] ?? 0) as [number, number, number, number]
    for (const half of [0, 1]) {
      const word = message[order[2 * i + half] ?? 0] ?? 0
      c.set(a, c.binary(m.add, c.binary(m.add, c.get(a), c.get(b)), c.get(word)))
      turn(e, a, m.rotations[2 * half] ?? 0)
      c.set(d, c.binary(m.add, c.get(d), c.get(e)))
      turn(b, d, m.rotations[2 * half + 1] ?? 0)
    }
  })
}

/** State at TO := the same after the block at X and Y, with the counter at SCRATCH. */
export function blake2b(isLast: boolean): number[] {
  const c = new Code(3)
  const [v, message] = [c.words(16), c.words(16)]
  c.load(message.slice(0, 8), X)
  c.load(message.slice(8), Y)
  c.load(v.slice(0, 8), TO)
  for (const i of range(8)) {
    const initial = wordOfHalves(BLAKE2B_INITIAL[2 * i] ?? 0, BLAKE2B_INITIAL[2 * i + 1] ?? 0)
    c.set(v[8 + i] ?? 0, c.i64(BigInt.asIntN(64, isLast && i === 6 ? ~initial : initial)))
  }
  const counter = c.i64Local()
  c.loadFrom([counter], SCRATCH)
  c.set(v[12] ?? 0, c.binary(OP.i64Xor, c.get(v[12] ?? 0), c.get(counter)))
  for (const i of range(12)) round(c, v, message, BLAKE2B_ORDERS[i % BLAKE2B_ORDERS.length] ?? [], MIX_64)
  for (const i of range(8)) {
    const [low, high] = [v[i] ?? 0, v[i + 8] ?? 0]
    c.set(low, c.binary(OP.i64Xor, c.binary(OP.i64Xor, c.get(low), c.get(high)), c.word(TO, 8 * i)))
  }
  c.store(TO, v.slice(0, 8))
  return c.finish(0)
}

/** TO := the first 32 bytes that the block at X compresses to, with the chaining value, counter, length and flags at Y. */
export function blake3(): number[] {
  const c = new Code(3)
  const [v, message] = [range(16).map(() => c.i32Local()), range(16).map(() => c.i32Local())]
  for (const [i, local] of message.entries()) c.set(local, load32(c, X, i))
  for (const i of range(8)) c.set(v[i] ?? 0, load32(c, Y, i))
  for (const i of range(4)) {
    c.set(v[8 + i] ?? 0, c.i32(BLAKE3_INITIAL[i] ?? 0))
    c.set(v[12 + i] ?? 0, load32(c, Y, 8 + i))
  }
  for (const order of BLAKE3_ORDERS) round(c, v, message, order, MIX_32)
  for (const i of range(8)) store32(c, TO, i, xor(c, c.get(v[i] ?? 0), c.get(v[i + 8] ?? 0)))
  return c.finish(0)
}
