// Functions of the library: quotients and remainders. `divide` works on limbs of 32 bits in memory, since WebAssembly divides 64 bits by 32 exactly.
import { OP } from '../wasm/opcodes.ts'
import { Code, TO, X, Y } from './code.ts'
import type { Push, Words } from './code.ts'
import { DIVIDE } from './indices.ts'
import { applySign, multiply, takeMagnitudes } from './products.ts'
import { DIVISOR, NUMERATOR, QUOTIENT } from './scratch.ts'

const TWO_32 = 1n << 32n

/** x / y or x mod y; 1 when y is zero, or the quotient is outside of a signed type. */
export function quotient(part: 'quotient' | 'remainder', count: number, signed: boolean): number[] {
  const c = new Code(3)
  const [x, y] = [c.words(count), c.words(count)]
  c.load(x, X)
  c.load(y, Y)
  c.when(c.isZero(y), () => c.return(1))
  const signs = signed ? takeMagnitudes(c, x, y) : undefined
  const result = c.words(count)
  const isShort = c.isZero([...x.slice(1), ...y.slice(1)])
  c.when(
    isShort,
    () => {
      const op = part === 'quotient' ? OP.i64DivU : OP.i64RemU
      c.set(result[0] ?? 0, c.binary(op, c.get(x[0] ?? 0), c.get(y[0] ?? 0)))
      for (const word of result.slice(1)) c.set(word, c.i64(0n))
    },
    () => {
      callDivide(c, x, y)
      c.loadFrom(result, part === 'quotient' ? QUOTIENT : NUMERATOR)
    },
  )
  if (signs !== undefined) {
    if (part === 'quotient') applySign(c, result, signs.differ)
    else c.negateIf(result, signs.sign)
  }
  c.store(TO, result)
  return c.finish(0)
}

/** x * y / the number at DIVISOR, in double width; 1 when that is zero or the result too large. */
export function productQuotient(count: number, roundUp: boolean): number[] {
  const c = new Code(3)
  const [x, y, divisor] = [c.words(count), c.words(count), c.words(count)]
  const wide = c.words(2 * count)
  const result = wide.slice(0, count)
  c.loadFrom(divisor, DIVISOR)
  c.when(c.isZero(divisor), () => c.return(1))
  c.load(x, X)
  c.load(y, Y)
  multiply(c, wide, x, y)
  callDivide(c, wide, divisor)
  c.loadFrom(wide, QUOTIENT)
  c.when(c.not(c.isZero(wide.slice(count))), () => c.return(1))
  if (roundUp) {
    c.loadFrom(x, NUMERATOR)
    const one = c.words(count)
    const carry = c.i64Local()
    c.set(one[0] ?? 0, c.truth(c.not(c.isZero(x))))
    c.add(result, result, one, carry)
    c.when(c.not(c.isZero([carry])), () => c.return(1))
  }
  c.store(TO, result)
  return c.finish(0)
}

function callDivide(c: Code, numerator: Words, divisor: Words): void {
  const zero = c.i64Local()
  c.set(zero, c.i64(0n))
  c.storeAt(NUMERATOR, numerator)
  c.storeAt(DIVISOR, divisor)
  c.storeAt(
    QUOTIENT,
    numerator.map(() => zero),
  )
  c.w.i32(2 * numerator.length)
  c.w.i32(2 * divisor.length)
  c.w.i32(0)
  c.w.call(DIVIDE)
  c.w.op(OP.drop)
}

/**
 * (limbs of NUMERATOR, limbs of DIVISOR, 0) -> 0: schoolbook division (Knuth, The Art of Computer Programming 2, 4.3.1 D). QUOTIENT must be
 * zero and gets the quotient; NUMERATOR becomes the remainder.
 */
export function divideBody(): number[] {
  const c = new Code(3)
  const [m, n] = [0, 1]
  const at = (base: number, index: Push): Push => limb(c, base, index)
  const less = (x: Push, by: number): Push => c.binary(OP.i32Sub, x, c.i32(by))
  // The limb below an index, so that there is one for every count, 0 included.
  const isLimbZero = (base: number, count: number): Push => c.unary(OP.i64Eqz, at(base - 4, c.get(count)))
  const shrink = (base: number, count: number): void =>
    c.while(c.binary(OP.i32And, c.binary(OP.i32GtU, c.get(count), c.i32(0)), isLimbZero(base, count)), () =>
      c.set(count, less(c.get(count), 1)),
    )
  shrink(DIVISOR, n)
  shrink(NUMERATOR, m)
  c.when(c.binary(OP.i32GtU, c.get(n), c.get(m)), () => c.return(0))
  c.when(c.binary(OP.i32Eq, c.get(n), c.i32(1)), () => {
    divideByLimb(c, m)
    c.return(0)
  })
  divideByLimbs(c, m, n)
  return c.finish(0)
}

/** A limb as a word. */
function limb(c: Code, base: number, index: Push): Push {
  return () => {
    address(c, index)()
    c.w.memory(OP.i64Load32U, base)
  }
}

/** Two limbs as a word, from this one up. */
function twoLimbs(c: Code, base: number, index: Push): Push {
  return () => {
    address(c, index)()
    c.w.memory(OP.i64Load, base)
  }
}

function address(c: Code, index: Push): Push {
  return c.binary(OP.i32Shl, index, c.i32(2))
}

function setLimb(c: Code, base: number, index: Push, value: Push): void {
  address(c, index)()
  value()
  c.w.memory(OP.i64Store32, base)
}

/** Counts a new local down from a number to 0, both included. */
function countDown(c: Code, from: Push, body: (index: Push) => void): void {
  const index = c.i32Local()
  c.set(index, c.binary(OP.i32Add, from, c.i32(1)))
  c.while(c.binary(OP.i32GtU, c.get(index), c.i32(0)), () => {
    c.set(index, c.binary(OP.i32Sub, c.get(index), c.i32(1)))
    body(c.get(index))
  })
}

/** Counts a new local up from 0, below a number. */
function countUp(c: Code, below: Push, body: (index: Push) => void): void {
  const index = c.i32Local()
  c.set(index, c.i32(0))
  c.while(c.binary(OP.i32GtU, below, c.get(index)), () => {
    body(c.get(index))
    c.set(index, c.binary(OP.i32Add, c.get(index), c.i32(1)))
  })
}

function divideByLimb(c: Code, m: number): void {
  const [rest, part] = [c.i64Local(), c.i64Local()]
  const divisor = limb(c, DIVISOR, c.i32(0))
  c.set(rest, c.i64(0n))
  countDown(c, c.binary(OP.i32Sub, c.get(m), c.i32(1)), (j) => {
    c.set(part, c.binary(OP.i64Or, c.binary(OP.i64Shl, c.get(rest), c.i64(32n)), limb(c, NUMERATOR, j)))
    setLimb(c, QUOTIENT, j, c.binary(OP.i64DivU, c.get(part), divisor))
    c.set(rest, c.binary(OP.i64RemU, c.get(part), divisor))
    setLimb(c, NUMERATOR, j, c.i64(0n))
  })
  setLimb(c, NUMERATOR, c.i32(0), c.get(rest))
}

function divideByLimbs(c: Code, m: number, n: number): void {
  const [shift, top, second] = [c.i64Local(), c.i64Local(), c.i64Local()]
  const [guess, rest] = [c.i64Local(), c.i64Local()]
  const last = c.binary(OP.i32Sub, c.get(n), c.i32(1))
  const beforeLast = c.binary(OP.i32Sub, c.get(n), c.i32(2))
  c.set(shift, c.binary(OP.i64Sub, c.unary(OP.i64Clz, limb(c, DIVISOR, last)), c.i64(32n)))
  setLimb(c, NUMERATOR, c.get(m), c.i64(0n))
  shiftUp(c, DIVISOR, last, shift)
  shiftUp(c, NUMERATOR, c.get(m), shift)
  c.set(top, limb(c, DIVISOR, last))
  c.set(second, limb(c, DIVISOR, beforeLast))
  countDown(c, c.binary(OP.i32Sub, c.get(m), c.get(n)), (j) => {
    const above = c.binary(OP.i32Add, j, c.get(n))
    const leading = twoLimbs(c, NUMERATOR, c.binary(OP.i32Sub, above, c.i32(1)))
    // A leading limb as large as the divisor's would give a guess of more than a limb.
    c.when(
      c.binary(OP.i64LtU, limb(c, NUMERATOR, above), c.get(top)),
      () => c.set(guess, c.binary(OP.i64DivU, leading, c.get(top))),
      () => c.set(guess, c.i64(TWO_32 - 1n)),
    )
    c.set(rest, c.binary(OP.i64Sub, leading, c.binary(OP.i64Mul, c.get(guess), c.get(top))))
    const third = limb(c, NUMERATOR, c.binary(OP.i32Sub, above, c.i32(2)))
    const tooLarge = c.binary(
      OP.i64GtU,
      c.binary(OP.i64Mul, c.get(guess), c.get(second)),
      c.binary(OP.i64Or, c.binary(OP.i64Shl, c.get(rest), c.i64(32n)), third),
    )
    c.while(c.binary(OP.i32And, c.binary(OP.i64LtU, c.get(rest), c.i64(TWO_32)), tooLarge), () => {
      c.set(guess, c.binary(OP.i64Sub, c.get(guess), c.i64(1n)))
      c.set(rest, c.binary(OP.i64Add, c.get(rest), c.get(top)))
    })
    subtractMultiple(c, { j, n, guess })
    setLimb(c, QUOTIENT, j, c.get(guess))
  })
  // The remainder, shifted back.
  countUp(c, c.get(n), (i) =>
    setLimb(c, NUMERATOR, i, c.binary(OP.i64ShrU, twoLimbs(c, NUMERATOR, i), c.get(shift))),
  )
}

/** Shifts limbs 0 to `last` up by less than a limb. */
function shiftUp(c: Code, base: number, last: Push, shift: number): void {
  countDown(c, c.binary(OP.i32Sub, last, c.i32(1)), (i) => {
    const both = c.binary(OP.i64Shl, twoLimbs(c, base, i), c.get(shift))
    setLimb(c, base, c.binary(OP.i32Add, i, c.i32(1)), c.binary(OP.i64ShrU, both, c.i64(32n)))
  })
  setLimb(c, base, c.i32(0), c.binary(OP.i64Shl, limb(c, base, c.i32(0)), c.get(shift)))
}

interface Round {
  readonly j: Push
  readonly n: number
  readonly guess: number
}

/** Takes guess times the divisor from the numerator at limb j; when that is more than there is, the guess was one too large. */
function subtractMultiple(c: Code, { j, n, guess }: Round): void {
  const [carry, borrow, part] = [c.i64Local(), c.i64Local(), c.i64Local()]
  c.set(carry, c.i64(0n))
  c.set(borrow, c.i64(0n))
  const place = (i: Push): Push => c.binary(OP.i32Add, i, j)
  countUp(c, c.get(n), (i) => {
    c.set(part, c.binary(OP.i64Add, c.binary(OP.i64Mul, c.get(guess), limb(c, DIVISOR, i)), c.get(carry)))
    c.set(carry, c.binary(OP.i64ShrU, c.get(part), c.i64(32n)))
    const low = c.binary(OP.i64And, c.get(part), c.i64(TWO_32 - 1n))
    const left = c.binary(OP.i64Sub, limb(c, NUMERATOR, place(i)), low)
    c.set(part, c.binary(OP.i64Add, left, c.get(borrow)))
    setLimb(c, NUMERATOR, place(i), c.get(part))
    c.set(borrow, c.binary(OP.i64ShrS, c.get(part), c.i64(32n)))
  })
  const top = c.binary(OP.i64Sub, limb(c, NUMERATOR, place(c.get(n))), c.get(carry))
  c.set(part, c.binary(OP.i64Add, top, c.get(borrow)))
  setLimb(c, NUMERATOR, place(c.get(n)), c.get(part))
  c.when(c.binary(OP.i64LtS, c.get(part), c.i64(0n)), () => {
    c.set(guess, c.binary(OP.i64Sub, c.get(guess), c.i64(1n)))
    c.set(carry, c.i64(0n))
    countUp(c, c.get(n), (i) => {
      const both = c.binary(OP.i64Add, limb(c, NUMERATOR, place(i)), limb(c, DIVISOR, i))
      c.set(part, c.binary(OP.i64Add, both, c.get(carry)))
      setLimb(c, NUMERATOR, place(i), c.get(part))
      c.set(carry, c.binary(OP.i64ShrU, c.get(part), c.i64(32n)))
    })
    const last = place(c.get(n))
    setLimb(c, NUMERATOR, last, c.binary(OP.i64Add, limb(c, NUMERATOR, last), c.get(carry)))
  })
}
