// Functions of the library: products.
import { OP } from '../wasm/opcodes.ts'
import { Code, TO, X, Y } from './code.ts'
import type { Push, Words } from './code.ts'
import { HIGH_PRODUCT } from './indices.ts'
import type { Mode } from './sums.ts'

/** result := x * y, row by row; words of the result beyond its length are left out. Rows of zero words are skipped. */
export function multiply(c: Code, result: Words, x: Words, y: Words): void {
  for (const word of result) c.set(word, c.i64(0n))
  const [low, carry] = [c.i64Local(), c.i64Local()]
  x.forEach((xi, i) => {
    c.when(c.not(c.isZero([xi])), () => {
      c.set(carry, c.i64(0n))
      y.forEach((yj, j) => {
        const to = result[i + j]
        if (to !== undefined)
          addProduct(c, {
            to,
            x: c.get(xi),
            y: c.get(yj),
            low,
            carry,
            isLast: result[i + j + 1] === undefined,
          })
      })
      const last = result[i + y.length]
      if (last !== undefined) c.set(last, c.get(carry))
    })
  })
}

interface Term {
  readonly to: number
  readonly x: Push
  readonly y: Push
  readonly low: number
  readonly carry: number
  readonly isLast: boolean
}

/** carry:to := x * y + to + carry, which is below 2^128. */
function addProduct(c: Code, { to, x, y, low, carry, isLast }: Term): void {
  c.set(low, c.binary(OP.i64Add, c.binary(OP.i64Mul, x, y), c.get(to)))
  if (isLast) return c.set(to, c.binary(OP.i64Add, c.get(low), c.get(carry)))
  const first = c.truth(c.binary(OP.i64LtU, c.get(low), c.get(to)))
  const high = (): void => {
    x()
    y()
    c.w.call(HIGH_PRODUCT)
  }
  const partial = c.i64Local()
  c.set(partial, c.binary(OP.i64Add, high, first))
  c.set(to, c.binary(OP.i64Add, c.get(low), c.get(carry)))
  const second = c.truth(c.binary(OP.i64LtU, c.get(to), c.get(carry)))
  c.set(carry, c.binary(OP.i64Add, c.get(partial), second))
}

/** x * y. */
export function product(count: number, mode: Mode): number[] {
  const c = new Code(3)
  const [x, y] = [c.words(count), c.words(count)]
  const result = c.words(mode === 'wrap' ? count : 2 * count)
  const kept = result.slice(0, count)
  c.load(x, X)
  c.load(y, Y)
  const sign = mode === 'signed' ? takeMagnitudes(c, x, y).differ : 0
  multiply(c, result, x, y)
  if (mode !== 'wrap') c.when(c.not(c.isZero(result.slice(count))), () => c.return(1))
  if (mode === 'signed') applySign(c, kept, sign)
  c.store(TO, kept)
  return c.finish(0)
}

/** Makes two numbers their magnitudes; -1 or 0 in locals: the sign of x, and whether the signs differed. */
export function takeMagnitudes(
  c: Code,
  x: Words,
  y: Words,
): { readonly sign: number; readonly differ: number } {
  const [sign, other, differ] = [c.i64Local(), c.i64Local(), c.i64Local()]
  c.set(sign, c.binary(OP.i64ShrS, c.get(x.at(-1) ?? 0), c.i64(63n)))
  c.set(other, c.binary(OP.i64ShrS, c.get(y.at(-1) ?? 0), c.i64(63n)))
  c.set(differ, c.binary(OP.i64Xor, c.get(sign), c.get(other)))
  c.negateIf(x, sign)
  c.negateIf(y, other)
  return { sign, differ }
}

/** Gives a magnitude its sign; returns 1 from the function when it is outside the signed type. */
export function applySign(c: Code, words: Words, sign: number): void {
  c.negateIf(words, sign)
  const differs = c.binary(OP.i64LtS, c.binary(OP.i64Xor, c.get(words.at(-1) ?? 0), c.get(sign)), c.i64(0n))
  c.when(differs, () => c.when(c.not(c.isZero(words)), () => c.return(1)))
}
