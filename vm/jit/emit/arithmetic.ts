// Moves, wrapping and checked arithmetic, comparison. Where the interpreter would trap, compiled code leaves before the instruction.
import { OP } from '../wasm/opcodes.ts'
import { HIGH_PRODUCT_FUNCTION, SIGNED_OVERFLOW_FUNCTION } from './context.ts'
import type { Emit, Emitters, FunctionContext } from './context.ts'

const SIGN = -(1n << 63n)

/** The second operand of an instruction, slot c or its immediate as a word. */
interface Second {
  readonly push: () => void
  /** The local that holds it, if one does. */
  readonly local?: number
}

type SecondOf = (f: FunctionContext, c: number, immediate: number) => Second

const slotC: SecondOf = (f, c) => {
  const local = f.operand(c, 1)
  return { push: () => f.w.get(local), local }
}

const unsigned: SecondOf = (f, _c, immediate) => ({ push: () => f.w.i64(BigInt(immediate)) })

const signed: SecondOf = (f, _c, immediate) => ({ push: () => f.w.i64(BigInt(immediate | 0)) })

function binary(op: number, second: SecondOf = slotC): Emit {
  return (f, { a, b, c, immediate }) => {
    const x = f.operand(b, 0)
    const y = second(f, c, immediate)
    f.writeSlot(a, () => push(f, x, y, op))
  }
}

function compare(op: number, second: SecondOf = slotC): Emit {
  return (f, { a, b, c, immediate }) => {
    const x = f.operand(b, 0)
    const y = second(f, c, immediate)
    f.writeSlot(a, () => {
      push(f, x, y, op)
      f.w.op(OP.i64ExtendI32U)
    })
  }
}

function push({ w }: FunctionContext, x: number, y: Second, op: number): void {
  w.get(x)
  y.push()
  w.op(op)
}

/** Leaves the result in a local, and the function before that when the instruction would trap. */
type Checked = (f: FunctionContext, x: number, y: Second, result: number) => void

function checked(emit: Checked, second: SecondOf = slotC): Emit {
  return (f, { a, b, c, immediate }) => {
    const x = f.operand(b, 0)
    const y = second(f, c, immediate)
    const result = f.localFor(a, x, ...(y.local === undefined ? [] : [y.local]))
    emit(f, x, y, result)
    f.keep(a, result)
  }
}

const sum: Checked = (f, x, y, result) => {
  push(f, x, y, OP.i64Add)
  f.w.tee(result)
  f.w.get(x)
  f.w.op(OP.i64LtU)
  f.leaveIf()
}

const difference: Checked = (f, x, y, result) => {
  push(f, x, y, OP.i64LtU)
  f.leaveIf()
  push(f, x, y, OP.i64Sub)
  f.w.set(result)
}

/** Numbers below 2^32 can't overflow; only others pay for the high word. */
const product: Checked = (f, x, y, result) => {
  const { w } = f
  push(f, x, y, OP.i64Mul)
  w.set(result)
  push(f, x, y, OP.i64Or)
  w.i64(32n)
  w.op(OP.i64ShrU)
  pushIsNotZero(f)
  const wide = w.if('wide')
  w.get(x)
  y.push()
  w.call(HIGH_PRODUCT_FUNCTION)
  pushIsNotZero(f)
  f.leaveIf()
  w.end(wide)
}

function pushIsNotZero({ w }: FunctionContext): void {
  w.i64(0n)
  w.op(OP.i64Ne)
}

function isNegative({ w }: FunctionContext): void {
  w.i64(0n)
  w.op(OP.i64LtS)
}

const signedSum: Checked = (f, x, y, result) => {
  const { w } = f
  push(f, x, y, OP.i64Add)
  w.tee(result)
  w.get(x)
  w.op(OP.i64Xor)
  w.get(result)
  y.push()
  w.op(OP.i64Xor)
  w.op(OP.i64And)
  isNegative(f)
  f.leaveIf()
}

const signedDifference: Checked = (f, x, y, result) => {
  const { w } = f
  push(f, x, y, OP.i64Sub)
  w.tee(result)
  w.get(x)
  w.op(OP.i64Xor)
  push(f, x, y, OP.i64Xor)
  w.op(OP.i64And)
  isNegative(f)
  f.leaveIf()
}

const signedProduct: Checked = (f, x, y, result) => {
  const { w } = f
  push(f, x, y, OP.i64Mul)
  w.set(result)
  for (const operand of [() => w.get(x), y.push]) {
    operand()
    w.op(OP.i64Extend32S)
    operand()
    w.op(OP.i64Ne)
  }
  w.op(OP.i32Or)
  const wide = w.if('wide')
  w.get(x)
  y.push()
  w.call(SIGNED_OVERFLOW_FUNCTION)
  f.leaveIf()
  w.end(wide)
}

/** Division: `op` after the checks that keep WebAssembly's own traps away. */
function division(op: number, overflows: boolean): Emit {
  return checked((f, x, y, result) => {
    const { w } = f
    y.push()
    w.op(OP.i64Eqz)
    f.leaveIf()
    if (overflows) {
      w.get(x)
      w.i64(SIGN)
      w.op(OP.i64Eq)
      y.push()
      w.i64(-1n)
      w.op(OP.i64Eq)
      w.op(OP.i32And)
      f.leaveIf()
    }
    push(f, x, y, op)
    w.set(result)
  })
}

export const ARITHMETIC: Emitters = {
  mov(f, { a, b }) {
    const x = f.operand(b, 0)
    f.writeSlot(a, () => f.w.get(x))
  },
  ldi(f, { a, immediate }) {
    f.writeSlot(a, () => f.w.i64(BigInt(immediate)))
  },
  ldn(f, { a, immediate }) {
    f.writeSlot(a, () => f.w.i64(BigInt(immediate | 0)))
  },
  select(f, { a, b, c, immediate }) {
    const x = f.operand(b, 0)
    const y = f.operand(c, 1)
    const condition = f.operand(immediate, 2)
    f.writeSlot(a, () => {
      f.w.get(x)
      f.w.get(y)
      f.w.get(condition)
      pushIsNotZero(f)
      f.w.op(OP.select)
    })
  },

  add: binary(OP.i64Add),
  sub: binary(OP.i64Sub),
  mul: binary(OP.i64Mul),
  mulhu(f, { a, b, c }) {
    const x = f.operand(b, 0)
    const y = f.operand(c, 1)
    f.writeSlot(a, () => {
      f.w.get(x)
      f.w.get(y)
      f.w.call(HIGH_PRODUCT_FUNCTION)
    })
  },
  and: binary(OP.i64And),
  or: binary(OP.i64Or),
  xor: binary(OP.i64Xor),
  shl: binary(OP.i64Shl),
  shru: binary(OP.i64ShrU),
  shrs: binary(OP.i64ShrS),
  addi: binary(OP.i64Add, signed),
  andi: binary(OP.i64And, unsigned),
  xori: binary(OP.i64Xor, unsigned),
  shli: binary(OP.i64Shl, unsigned),
  shrui: binary(OP.i64ShrU, unsigned),
  shrsi: binary(OP.i64ShrS, unsigned),

  addu: checked(sum),
  addui: checked(sum, unsigned),
  subu: checked(difference),
  subui: checked(difference, unsigned),
  mulu: checked(product),
  mului: checked(product, unsigned),
  adds: checked(signedSum),
  subs: checked(signedDifference),
  muls: checked(signedProduct),
  divu: division(OP.i64DivU, false),
  remu: division(OP.i64RemU, false),
  divs: division(OP.i64DivS, true),
  rems: division(OP.i64RemS, false),
  fitu(f, { a, immediate }) {
    const x = f.operand(a, 0)
    f.w.get(x)
    f.w.i64(BigInt(immediate))
    f.w.op(OP.i64ShrU)
    pushIsNotZero(f)
    f.leaveIf()
  },
  fits(f, { a, immediate }) {
    const x = f.operand(a, 0)
    f.w.get(x)
    for (const op of [OP.i64Shl, OP.i64ShrS]) {
      f.w.i64(BigInt(64 - immediate))
      f.w.op(op)
    }
    f.w.get(x)
    f.w.op(OP.i64Ne)
    f.leaveIf()
  },

  eq: compare(OP.i64Eq),
  ne: compare(OP.i64Ne),
  ltu: compare(OP.i64LtU),
  leu: compare(OP.i64LeU),
  lts: compare(OP.i64LtS),
  les: compare(OP.i64LeS),
  eqi: compare(OP.i64Eq, unsigned),
  ltui: compare(OP.i64LtU, unsigned),
}
