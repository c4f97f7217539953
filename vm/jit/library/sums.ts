// Functions of the library: sums, differences, comparisons and shifts.
import { OP } from '../wasm/opcodes.ts'
import { Code, TO, X, Y } from './code.ts'
import type { Words } from './code.ts'
import { SCRATCH } from './scratch.ts'

/** How a function treats its numbers; `wrap` cuts what doesn't fit, the others give 1 with nothing done. */
export type Mode = 'wrap' | 'unsigned' | 'signed'

/** x + y or x - y. */
export function sum(kind: 'add' | 'subtract', count: number, mode: Mode): number[] {
  const c = new Code(3)
  const [x, y, result] = [c.words(count), c.words(count), c.words(count)]
  const carry = c.i64Local()
  c.load(x, X)
  c.load(y, Y)
  c[kind](result, x, y, carry)
  if (mode === 'unsigned') c.when(c.not(c.isZero([carry])), () => c.return(1))
  if (mode === 'signed') {
    const top = (words: Words) => c.get(words.at(-1) ?? 0)
    const left = c.binary(OP.i64Xor, top(x), top(kind === 'add' ? result : y))
    const right =
      kind === 'add' ? c.binary(OP.i64Xor, top(y), top(result)) : c.binary(OP.i64Xor, top(x), top(result))
    c.when(c.binary(OP.i64LtS, c.binary(OP.i64And, left, right), c.i64(0n)), () => c.return(1))
  }
  c.store(TO, result)
  return c.finish(0)
}

/** 1 if x < y, otherwise 0; writes nothing. */
export function below(count: number, signed: boolean): number[] {
  const c = new Code(3)
  const [x, y, result] = [c.words(count), c.words(count), c.words(count)]
  const borrow = c.i64Local()
  c.load(x, X)
  c.load(y, Y)
  if (signed) {
    // With their highest bits turned, signed numbers are in the order of unsigned ones.
    for (const top of [x.at(-1) ?? 0, y.at(-1) ?? 0])
      c.set(top, c.binary(OP.i64Xor, c.get(top), c.i64(-(1n << 63n))))
  }
  c.subtract(result, x, y, borrow)
  c.w.get(borrow)
  c.w.op(OP.i32WrapI64)
  return c.w.finish()
}

/** x << (the word at Y mod its bits), by way of memory, where words are picked by address. */
export function shiftLeft(count: number): number[] {
  const c = new Code(3)
  const { x, words, bits } = loadShift(c, count)
  c.storeAt(SCRATCH, zeros(c, count))
  c.storeAt(SCRATCH + 8 * count, x)
  const result = c.words(count)
  const picked = c.i32Local()
  // 8 * (count - words), the address of what becomes the lowest word.
  c.set(picked, c.binary(OP.i32Sub, c.i32(SCRATCH + 8 * count), words))
  result.forEach((word, i) => {
    const high = c.binary(OP.i64Shl, c.word(picked, 8 * i), bits)
    const below = () => {
      c.w.get(picked)
      c.w.i32(8)
      c.w.op(OP.i32Sub)
      c.w.memory(OP.i64Load, 8 * i)
    }
    c.set(
      word,
      c.binary(OP.i64Or, high, c.binary(OP.i64ShrU, c.binary(OP.i64ShrU, below, c.i64(1n)), rest(c, bits))),
    )
  })
  c.store(TO, result)
  return c.finish(0)
}

/** x >> (the word at Y mod its bits). */
export function shiftRight(count: number, signed: boolean): number[] {
  const c = new Code(3)
  const { x, words, bits } = loadShift(c, count)
  const fill = c.i64Local()
  if (signed) c.set(fill, c.binary(OP.i64ShrS, c.get(x.at(-1) ?? 0), c.i64(63n)))
  c.storeAt(SCRATCH, x)
  c.storeAt(
    SCRATCH + 8 * count,
    Array.from({ length: count + 1 }, () => fill),
  )
  const result = c.words(count)
  const picked = c.i32Local()
  c.set(picked, c.binary(OP.i32Add, c.i32(SCRATCH), words))
  result.forEach((word, i) => {
    const low = c.binary(OP.i64ShrU, c.word(picked, 8 * i), bits)
    const above = c.word(picked, 8 * i + 8)
    c.set(
      word,
      c.binary(OP.i64Or, low, c.binary(OP.i64Shl, c.binary(OP.i64Shl, above, c.i64(1n)), rest(c, bits))),
    )
  })
  c.store(TO, result)
  return c.finish(0)
}

function zeros(c: Code, count: number): Words {
  const zero = c.i64Local()
  return Array.from({ length: count }, () => zero)
}

/** 63 - bits: what is shifted by 1 and then by that is shifted by 64 - bits, also when bits is 0. */
function rest(c: Code, bits: () => void): () => void {
  return c.binary(OP.i64Sub, c.i64(63n), bits)
}

/** Loads x; the distance as whole words, in bytes, and as bits beyond them. */
function loadShift(c: Code, count: number) {
  const x = c.words(count)
  const by = c.i64Local()
  c.load(x, X)
  c.set(by, c.binary(OP.i64And, c.word(Y, 0), c.i64(BigInt(64 * count - 1))))
  const words = c.unary(
    OP.i32WrapI64,
    c.binary(OP.i64Shl, c.binary(OP.i64ShrU, c.get(by), c.i64(6n)), c.i64(3n)),
  )
  return { x, words, bits: c.binary(OP.i64And, c.get(by), c.i64(63n)) }
}
