// The benchmarks' algorithms as a person would write them in WebAssembly: values in locals, with the machine's checks of overflow, bounds and
// depth, but without its accounting. Each is (argument: i64, depth: i32) -> i64.
import { RAM_BYTES, STACK_BYTES } from '../vm/spec/constants.ts'
import { BodyWriter } from '../vm/jit/wasm/body.ts'
import { I64, OP } from '../vm/jit/wasm/opcodes.ts'

const ARGUMENT = 0
const DEPTH = 1

/** local += what `value` pushes, with the check that it doesn't overflow. */
function addChecked(w: BodyWriter, local: number, value: () => void): void {
  w.get(local)
  value()
  w.op(OP.i64Add)
  w.tee(local)
  value()
  w.op(OP.i64LtU)
  trapIf(w)
}

function trapIf(w: BodyWriter): void {
  const trapped = w.if('trapped')
  w.op(OP.unreachable)
  w.end(trapped)
}

/** While the locals compare below: runs `body` first. */
function doWhileBelow(w: BodyWriter, x: number, limit: number, body: () => void): void {
  const loop = w.loop('loop')
  body()
  w.get(x)
  w.get(limit)
  w.op(OP.i64LtU)
  w.brIf(loop)
  w.end(loop)
}

/** Sum of the numbers below the argument; the machine's program leaves the count in the result. */
export function loopByHand(): number[] {
  const w = new BodyWriter(2)
  const i = w.local(I64)
  const sum = w.local(I64)
  doWhileBelow(w, i, ARGUMENT, () => {
    addChecked(w, sum, () => w.get(i))
    addChecked(w, i, () => w.i64(1n))
  })
  w.get(sum)
  w.op(OP.i64Eqz)
  trapIf(w)
  w.get(i)
  return w.finish()
}

export function fibByHand(): number[] {
  const w = new BodyWriter(2)
  const first = w.local(I64)
  const second = w.local(I64)
  w.get(DEPTH)
  w.i32(256)
  w.op(OP.i32GtU)
  trapIf(w)
  w.get(ARGUMENT)
  w.i64(2n)
  w.op(OP.i64LtU)
  const small = w.if('small')
  w.get(ARGUMENT)
  w.op(OP.return)
  w.end(small)
  for (const [less, into] of [
    [1n, first],
    [2n, second],
  ] as const) {
    w.get(ARGUMENT)
    w.i64(less)
    w.op(OP.i64Sub)
    w.get(DEPTH)
    w.i32(1)
    w.op(OP.i32Add)
    w.call(0)
    w.set(into)
  }
  addChecked(w, first, () => w.get(second))
  w.get(first)
  return w.finish()
}

/** A byte's address in the heap, checked; left in `address`. */
function checkedAddress(w: BodyWriter, index: number, address: number): void {
  w.get(index)
  w.i64(BigInt(STACK_BYTES))
  w.op(OP.i64Add)
  w.tee(address)
  w.i64(BigInt(RAM_BYTES - 1))
  w.op(OP.i64GtU)
  trapIf(w)
}

export function sieveByHand(): number[] {
  const w = new BodyWriter(2)
  const prime = w.local(I64)
  const at = w.local(I64)
  const address = w.local(I64)
  const count = w.local(I64)
  const loadByte = (): void => {
    w.get(address)
    w.op(OP.i32WrapI64)
    w.memory(OP.i64Load8U, 0)
  }
  w.i64(2n)
  w.set(prime)
  const marked = w.block('marked')
  const outer = w.loop('outer')
  w.get(prime)
  w.get(prime)
  w.op(OP.i64Mul)
  w.tee(at)
  w.get(ARGUMENT)
  w.op(OP.i64GeU)
  w.brIf(marked)
  checkedAddress(w, prime, address)
  loadByte()
  w.op(OP.i64Eqz)
  const isPrime = w.if('prime')
  doWhileBelow(w, at, ARGUMENT, () => {
    checkedAddress(w, at, address)
    w.get(address)
    w.op(OP.i32WrapI64)
    w.i64(1n)
    w.memory(OP.i64Store8, 0)
    addChecked(w, at, () => w.get(prime))
  })
  w.end(isPrime)
  addChecked(w, prime, () => w.i64(1n))
  w.br(outer)
  w.end(outer)
  w.end(marked)
  w.i64(2n)
  w.set(at)
  doWhileBelow(w, at, ARGUMENT, () => {
    checkedAddress(w, at, address)
    loadByte()
    w.op(OP.i64Eqz)
    const isLeft = w.if('left')
    addChecked(w, count, () => w.i64(1n))
    w.end(isLeft)
    addChecked(w, at, () => w.i64(1n))
  })
  w.get(count)
  return w.finish()
}
