// The functions that every module has besides the program's: wide multiplication, which WebAssembly lacks, and the way in from the driver.
import { emitFrameOf, LEFT, RECORD } from './layout.ts'
import { BodyWriter } from './wasm/body.ts'
import {
  HIGH_PRODUCT_FUNCTION,
  LEAVE_FUNCTION,
  PARAMETERS,
  PROBE_FUNCTION,
  SLOT_PARAMETERS,
} from './emit/context.ts'
import type { FunctionPlan } from './interface.ts'
import { I32, I64, OP } from './wasm/opcodes.ts'

type Interface = Pick<FunctionPlan, 'parameters' | 'results'>

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

/** (site, frame's address, fuel) -> LEFT: writes the record of where a run left, unless the fuel says that a callee has left and written it. */
export function leaveBody(): number[] {
  const w = new BodyWriter(3)
  const [site, frame, fuel] = [0, 1, 2]
  w.get(fuel)
  w.i64(LEFT)
  w.op(OP.i64Ne)
  const here = w.if('here')
  w.i32(0)
  w.get(site)
  w.memory(OP.i32Store, RECORD.site)
  w.i32(0)
  w.get(frame)
  w.memory(OP.i32Store, RECORD.frame)
  w.i32(0)
  w.get(fuel)
  w.memory(OP.i64Store, RECORD.fuel)
  w.end(here)
  w.i64(LEFT)
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

/** (entry, frame word, fuel) -> fuel: a function of the program for the driver, with what it takes and hands out in memory. */
export function memoryInterfaceBody({ parameters, results }: Interface, functionIndex: number): number[] {
  const w = new BodyWriter(SLOT_PARAMETERS)
  const value = w.local(I64)
  const fuel = w.local(I64)
  const pushFrame = (): void => {
    w.get(PARAMETERS.frame)
    emitFrameOf(w)
  }
  for (const parameter of Object.values(PARAMETERS)) w.get(parameter)
  for (const slot of parameters) {
    pushFrame()
    w.memory(OP.i64Load, slot * 8)
  }
  w.call(functionIndex)
  w.tee(fuel)
  w.i64(0n)
  w.op(OP.i64LtS)
  const left = w.if('left')
  w.get(fuel)
  w.op(OP.return)
  w.end(left)
  for (const slot of results.toReversed()) {
    w.set(value)
    pushFrame()
    w.get(value)
    w.memory(OP.i64Store, slot * 8)
  }
  w.get(fuel)
  return w.finish()
}

/** Stands in for a function that isn't there yet: leaves before its first instruction, with its parameters written back. */
export function standInBody({ parameters, results }: Interface, site: number): number[] {
  const w = new BodyWriter(SLOT_PARAMETERS + parameters.length)
  parameters.forEach((slot, i) => {
    w.get(PARAMETERS.frame)
    emitFrameOf(w)
    w.get(SLOT_PARAMETERS + i)
    w.memory(OP.i64Store, slot * 8)
  })
  for (const _ of results) w.i64(0n)
  w.i32(site)
  w.get(PARAMETERS.frame)
  emitFrameOf(w)
  w.get(PARAMETERS.fuel)
  w.call(LEAVE_FUNCTION)
  return w.finish()
}

/** Words that a probe's frame holds over its call. */
const PROBE_WORDS = 64
/** Bytes of the engine's stack that one level of a probe takes at least. */
export const PROBE_FRAME_BYTES = PROBE_WORDS * 8

/** (x, y, levels) -> something: recursion as deep as told, with frames of a known least size. */
export function probeBody(): number[] {
  const w = new BodyWriter(3)
  const [x, y, levels] = [0, 1, 2]
  w.get(levels)
  w.op(OP.i32Eqz)
  const done = w.if('done')
  w.get(x)
  w.op(OP.return)
  w.end(done)
  const words = Array.from({ length: PROBE_WORDS }, () => w.local(I32))
  // Words that no compiler can do without: each depends on the one before, and all are needed after the call.
  words.forEach((word, i) => {
    w.get(words[i - 1] ?? y)
    w.get(x)
    w.i32(i + 3)
    w.op(OP.i32Add)
    w.op(OP.i32Mul)
    w.set(word)
  })
  w.get(words.at(-1) ?? x)
  w.get(x)
  w.get(levels)
  w.i32(1)
  w.op(OP.i32Sub)
  w.call(PROBE_FUNCTION)
  for (const word of words) {
    w.get(word)
    w.op(OP.i32Xor)
  }
  return w.finish()
}
