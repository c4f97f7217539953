// What the library's functions are written with: pieces of code that push one value, and numbers of several words held in locals.
import { BodyWriter } from '../wasm/body.ts'
import { I32, I64, OP } from '../wasm/opcodes.ts'

/** Pushes one value. */
export type Push = () => void

/** Locals with the words of a number, least significant first. */
export type Words = readonly number[]

/** Parameters of every function of the library: byte addresses of the result and of two operands. */
export const [TO, X, Y] = [0, 1, 2] as const

export class Code {
  readonly w: BodyWriter

  constructor(parameters: number) {
    this.w = new BodyWriter(parameters)
  }

  i64Local(): number {
    return this.w.local(I64)
  }

  i32Local(): number {
    return this.w.local(I32)
  }

  /** New locals for a number of so many words. */
  words(count: number): Words {
    return Array.from({ length: count }, () => this.i64Local())
  }

  get(local: number): Push {
    return () => this.w.get(local)
  }

  i64(value: bigint): Push {
    return () => this.w.i64(value)
  }

  i32(value: number): Push {
    return () => this.w.i32(value)
  }

  /** A word at an address in a local. */
  word(address: number, offset: number): Push {
    return () => {
      this.w.get(address)
      this.w.memory(OP.i64Load, offset)
    }
  }

  unary(op: number, x: Push): Push {
    return () => {
      x()
      this.w.op(op)
    }
  }

  binary(op: number, x: Push, y: Push): Push {
    return () => {
      x()
      y()
      this.w.op(op)
    }
  }

  /** A condition as a word: 1 or 0. */
  truth(condition: Push): Push {
    return this.unary(OP.i64ExtendI32U, condition)
  }

  not(condition: Push): Push {
    return this.unary(OP.i32Eqz, condition)
  }

  /** All words or-ed together; 0 for none. */
  any(words: Words): Push {
    return words.map((word) => this.get(word)).reduce((x, y) => this.binary(OP.i64Or, x, y), this.i64(0n))
  }

  isZero(words: Words): Push {
    return this.unary(OP.i64Eqz, this.any(words))
  }

  /** Whether the highest bit is set. */
  isNegative(words: Words): Push {
    return this.binary(OP.i64LtS, this.get(words.at(-1) ?? 0), this.i64(0n))
  }

  set(local: number, value: Push): void {
    value()
    this.w.set(local)
  }

  load(words: Words, address: number): void {
    words.forEach((word, i) => this.set(word, this.word(address, 8 * i)))
  }

  store(address: number, words: Words): void {
    words.forEach((word, i) => {
      this.w.get(address)
      this.w.get(word)
      this.w.memory(OP.i64Store, 8 * i)
    })
  }

  /** Stores at fixed addresses. */
  storeAt(address: number, words: Words): void {
    words.forEach((word, i) => {
      this.w.i32(0)
      this.w.get(word)
      this.w.memory(OP.i64Store, address + 8 * i)
    })
  }

  loadFrom(words: Words, address: number): void {
    words.forEach((word, i) => {
      this.w.i32(0)
      this.w.memory(OP.i64Load, address + 8 * i)
      this.w.set(word)
    })
  }

  when(condition: Push, then: () => void, otherwise?: () => void): void {
    condition()
    const label = this.w.if('when')
    then()
    if (otherwise !== undefined) {
      this.w.op(OP.else)
      otherwise()
    }
    this.w.end(label)
  }

  /** Repeats while the condition holds. */
  while(condition: Push, body: () => void): void {
    const done = this.w.block('done')
    const again = this.w.loop('again')
    this.not(condition)()
    this.w.brIf(done)
    body()
    this.w.br(again)
    this.w.end(again)
    this.w.end(done)
  }

  /** Returns a number from the function. */
  return(value: number): void {
    this.w.i32(value)
    this.w.op(OP.return)
  }

  /** Ends the function with a number. */
  finish(value: number): number[] {
    this.w.i32(value)
    return this.w.finish()
  }

  /** x := -x when the condition, 0 or -1 in a local, says so: (x ^ sign) - sign. */
  negateIf(words: Words, sign: number): void {
    const carry = this.i64Local()
    this.set(carry, this.binary(OP.i64And, this.get(sign), this.i64(1n)))
    for (const word of words) {
      this.set(
        word,
        this.binary(OP.i64Add, this.binary(OP.i64Xor, this.get(word), this.get(sign)), this.get(carry)),
      )
      this.set(carry, this.truth(this.binary(OP.i64LtU, this.get(word), this.get(carry))))
    }
  }

  /** sum := x + y; the carry out of the highest word is left in the local. */
  add(sum: Words, x: Words, y: Words, carry: number): void {
    sum.forEach((word, i) => {
      const [xi, yi] = [this.get(x[i] ?? 0), this.get(y[i] ?? 0)]
      const partial = this.i64Local()
      this.set(partial, this.binary(OP.i64Add, xi, yi))
      const first = this.truth(this.binary(OP.i64LtU, this.get(partial), xi))
      if (i === 0) {
        this.set(carry, first)
        this.set(word, this.get(partial))
        return
      }
      const total = this.i64Local()
      this.set(total, this.binary(OP.i64Add, this.get(partial), this.get(carry)))
      const second = this.truth(this.binary(OP.i64LtU, this.get(total), this.get(carry)))
      this.set(carry, this.binary(OP.i64Or, first, second))
      this.set(word, this.get(total))
    })
  }

  /** difference := x - y; the borrow is left in the local. */
  subtract(difference: Words, x: Words, y: Words, borrow: number): void {
    difference.forEach((word, i) => {
      const [xi, yi] = [this.get(x[i] ?? 0), this.get(y[i] ?? 0)]
      const first = this.truth(this.binary(OP.i64LtU, xi, yi))
      if (i === 0) {
        this.set(borrow, first)
        this.set(word, this.binary(OP.i64Sub, xi, yi))
        return
      }
      const partial = this.i64Local()
      const lacks = this.i64Local()
      this.set(partial, this.binary(OP.i64Sub, xi, yi))
      this.set(lacks, first)
      const second = this.truth(this.binary(OP.i64LtU, this.get(partial), this.get(borrow)))
      this.set(word, this.binary(OP.i64Sub, this.get(partial), this.get(borrow)))
      this.set(borrow, this.binary(OP.i64Or, this.get(lacks), second))
    })
  }
}
