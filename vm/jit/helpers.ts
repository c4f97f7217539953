// The functions that every module has besides the program's: wide multiplication, which WebAssembly lacks, and the way in from the driver.
import { RECORD } from './layout.ts'
import { BodyWriter } from './wasm/body.ts'
import { HIGH_PRODUCT_FUNCTION } from './emit/context.ts'
import { I32, I64, OP } from './wasm/opcodes.ts'

const LOW_HALF = 0xffff_ffffn

/** (x, y) -> high word of the unsigned 128-bit product, by four products of halves. */
export function highProductBody(): number[] {
  const w = new BodyWriter(2)
  const [x, y] = [0, 1]
  const middle = w.local(I64)
  const other = w.local(I64)
  const low = (local: number): void => {
    w.get(local)
    w.i64(LOW_HALF)
    w.op(OP.i64And)
  }
  const high = (local: number): void => {
    w.get(local)
    w.i64(32n)
    w.op(OP.i64ShrU)
  }
  // middle = x1 * y0 + (x0 * y0 >> 32)
  high(x)
  low(y)
  w.op(OP.i64Mul)
  low(x)
  low(y)
  w.op(OP.i64Mul)
  w.i64(32n)
  w.op(OP.i64ShrU)
  w.op(OP.i64Add)
  w.set(middle)
  // other = x0 * y1 + low half of middle
  low(x)
  high(y)
  w.op(OP.i64Mul)
  low(middle)
  w.op(OP.i64Add)
  w.set(other)
  high(x)
  high(y)
  w.op(OP.i64Mul)
  high(middle)
  w.op(OP.i64Add)
  high(other)
  w.op(OP.i64Add)
  return w.finish()
}

/** (x, y) -> 1 iff the signed product is outside i64: its high word is then not the sign of its low word. */
export function signedOverflowBody(): number[] {
  const w = new BodyWriter(2)
  const [x, y] = [0, 1]
  const sign = (): void => {
    w.i64(63n)
    w.op(OP.i64ShrS)
  }
  w.get(x)
  w.get(y)
  w.call(HIGH_PRODUCT_FUNCTION)
  for (const [negative, other] of [
    [x, y],
    [y, x],
  ] as const) {
    w.get(negative)
    sign()
    w.get(other)
    w.op(OP.i64And)
    w.op(OP.i64Sub)
  }
  w.get(x)
  w.get(y)
  w.op(OP.i64Mul)
  sign()
  w.op(OP.i64Ne)
  return w.finish()
}

/** (place in the table, entry, frame word) -> 1 iff the function returned. Fuel comes from and goes to the record. */
export function enterBody(functionType: number): number[] {
  const w = new BodyWriter(3)
  const [place, entry, frame] = [0, 1, 2]
  const fuel = w.local(I64)
  const returned = w.local(I32)
  w.get(entry)
  w.get(frame)
  w.i32(0)
  w.memory(OP.i64Load, RECORD.fuel)
  w.get(place)
  w.callIndirect(functionType)
  w.tee(fuel)
  w.i64(0n)
  w.op(OP.i64GeS)
  w.tee(returned)
  const done = w.if('returned')
  w.i32(0)
  w.get(fuel)
  w.memory(OP.i64Store, RECORD.fuel)
  w.end(done)
  w.get(returned)
  return w.finish()
}
