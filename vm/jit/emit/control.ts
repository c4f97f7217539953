// Conditions of branches, calls, and the instructions that imported host functions do.
import { CALLER, INSTANCE } from '../../machine/registers.ts'
import type { Instruction } from '../../program/instruction.ts'
import { LEAF_BYTES } from '../../spec/constants.ts'
import { FLAG_BIT } from '../../spec/opcode.ts'
import { OPCODE_BY_NAME } from '../../spec/opcodes.ts'
import type { Charge } from '../charges.ts'
import { FRAME_CALLS_SHIFT, FRAME_GUARD, FUEL_GAS_SHIFT, registerAddress } from '../layout.ts'
import { libraryOperation } from '../library/attach.ts'
import { DIVISOR, SCRATCH } from '../library/scratch.ts'
import { setOf, slotBit, slotsFrom } from '../slots.ts'
import { OP } from '../wasm/opcodes.ts'
import { HOST_FUNCTION, PARAMETERS } from './context.ts'
import type { Emit, Emitters, FunctionContext } from './context.ts'
import { HOST_INSTRUCTIONS } from './host.ts'
import { callLibrary } from './wide.ts'

const CALLX = OPCODE_BY_NAME.get('callx')?.code

/** Instance and caller are neighbours in the registers as in a link, so that one vector moves both. */
if (CALLER !== INSTANCE + 2) throw new Error('instance and caller are not neighbours')

/** Pushes whether a branch is taken. */
export const CONDITIONS: Emitters = {
  jz: zero(OP.i64Eqz),
  jnz: zero(undefined),
  jeq: relation(OP.i64Eq),
  jne: relation(OP.i64Ne),
  jltu: relation(OP.i64LtU),
  jgeu: relation(OP.i64GeU),
  jlts: relation(OP.i64LtS),
  jges: relation(OP.i64GeS),
}

function zero(op: number | undefined): Emit {
  return (f, { a }) => {
    const x = f.operand(a, 0)
    f.w.get(x)
    if (op !== undefined) return f.w.op(op)
    f.w.i64(0n)
    f.w.op(OP.i64Ne)
  }
}

function relation(op: number): Emit {
  return (f, { a, b }) => {
    const x = f.operand(a, 0)
    const y = f.operand(b, 1)
    f.w.get(x)
    f.w.get(y)
    f.w.op(op)
  }
}

/** A compiled function as its callers see it. */
export interface Callee {
  readonly target:
    | { readonly kind: 'function'; readonly index: number }
    | { readonly kind: 'table'; readonly place: number; readonly type: number }
  readonly parameters: readonly number[]
  readonly results: readonly number[]
}

/**
 * A call to a compiled function: slots from 8·a on are the callee's. `charged`: what this function has charged and not done when the call
 * is made.
 */
export function emitCall(
  f: FunctionContext,
  instruction: Instruction,
  { target, parameters, results }: Callee,
  charged: Charge,
): void {
  const { a, b } = instruction
  const { w, fp } = f
  const bytes = a * LEAF_BYTES
  const inCaller = (slot: number): number => 8 * a + slot
  const changesInstance = instruction.opcode === CALLX
  const instance = changesInstance ? f.operand(b, 0) : 0
  const pushFrameWord = (): void => {
    w.get(PARAMETERS.frame)
    w.i32(bytes - (1 << FRAME_CALLS_SHIFT))
    w.op(OP.i32Add)
  }
  if (f.room < a) {
    pushFrameWord()
    w.i32(FRAME_GUARD)
    w.op(OP.i32And)
    f.leaveIf()
    f.room = a
  }
  f.writeBack(slotsFrom(8 * a) & ~setOf(parameters.map(inCaller)))
  emitLink(f, a)
  if (changesInstance) {
    w.i32(0)
    w.i32(0)
    w.memory(OP.i64Load, registerAddress(INSTANCE))
    w.memory(OP.i64Store, registerAddress(CALLER))
    w.i32(0)
    w.get(instance)
    w.memory(OP.i64Store, registerAddress(INSTANCE))
  }
  w.i32(0)
  pushFrameWord()
  w.get(PARAMETERS.fuel)
  for (const slot of parameters) f.pushSlot(inCaller(slot))
  f.forget(slotsFrom(8 * a))
  if (target.kind === 'function') w.call(target.index)
  else {
    w.i32(target.place)
    w.callIndirect(target.type)
  }
  w.tee(PARAMETERS.fuel)
  w.i64(0n)
  w.op(OP.i64LtS)
  f.unwindIf(charged)
  for (const slot of results.toReversed()) f.popSlot(inCaller(slot))
  if (changesInstance) {
    w.i32(0)
    w.get(fp)
    w.vectorLoad(bytes + 16)
    w.vectorStore(registerAddress(INSTANCE))
  }
}

/** Where to go on after the call, frame, instance and caller: the first slots of the callee's frame, which it never writes. */
function emitLink(f: FunctionContext, a: number): void {
  const { w, fp } = f
  const bytes = a * LEAF_BYTES
  w.get(fp)
  w.i64(BigInt(f.current.pc + 1))
  w.memory(OP.i64Store, bytes)
  if ((f.linked & slotBit(8 * a)) !== 0n) return
  w.get(fp)
  w.get(fp)
  w.op(OP.i64ExtendI32U)
  w.memory(OP.i64Store, bytes + 8)
  w.get(fp)
  w.i32(0)
  w.vectorLoad(registerAddress(INSTANCE))
  w.vectorStore(bytes + 16)
}

/** Has the host do the current instruction, on operands in memory; leaves when it would trap. */
export const emitHostCall: Emit = (f) => {
  const { w } = f
  w.i32(f.current.pc)
  w.get(f.fp)
  w.get(PARAMETERS.fuel)
  w.i64(BigInt(FUEL_GAS_SHIFT))
  w.op(OP.i64ShrU)
  w.op(OP.i32WrapI64)
  w.call(HOST_FUNCTION)
  w.tee(f.small)
  w.i32(0)
  w.op(OP.i32LtS)
  f.leaveIf()
}

function identity(register: number): Emit {
  return (f, { a }) => {
    f.writeSlot(a, () => {
      f.w.i32(0)
      f.w.memory(OP.i64Load, registerAddress(register))
    })
  }
}

/** Instructions beyond the frame and heap. */
export const SILO: Emitters = {
  self: identity(INSTANCE),
  from: identity(CALLER),
  ...Object.fromEntries(HOST_INSTRUCTIONS.map((name) => [name, emitHostCall])),
  /** The host answers with the gas beyond the row's, when the key is new. */
  sstore(f, instruction) {
    emitHostCall(f, instruction)
    f.w.get(PARAMETERS.fuel)
    f.w.get(f.small)
    f.w.op(OP.i64ExtendI32U)
    f.w.i64(BigInt(FUEL_GAS_SHIFT))
    f.w.op(OP.i64Shl)
    f.w.op(OP.i64Sub)
    f.w.set(PARAMETERS.fuel)
  },
  /** Products below 2^64 are divided here, wider ones by the library. */
  muldiv(f, instruction) {
    const { a, b, c, immediate } = instruction
    const { w } = f
    const x = f.operand(b, 0)
    const y = f.operand(c, 1)
    const divisor = f.operand(immediate & 0xff, 2)
    w.get(divisor)
    w.op(OP.i64Eqz)
    f.leaveIf()
    w.get(x)
    w.get(y)
    w.op(OP.i64Or)
    w.i64(32n)
    w.op(OP.i64ShrU)
    w.i64(0n)
    w.op(OP.i64Ne)
    const wide = w.if('wide')
    for (const [address, value] of [
      [SCRATCH, x],
      [SCRATCH + 8, y],
      [DIVISOR, divisor],
    ] as const) {
      w.i32(0)
      w.get(value)
      w.memory(OP.i64Store, address)
    }
    const operation = libraryOperation('muldiv', (immediate & FLAG_BIT) === 0 ? 0 : 1)
    callLibrary(f, operation, { to: SCRATCH + 16, x: SCRATCH, y: SCRATCH + 8, scratch: true })
    f.leaveIf()
    w.i32(0)
    w.memory(OP.i64Load, SCRATCH + 16)
    w.set(f.result)
    w.op(OP.else)
    w.get(x)
    w.get(y)
    w.op(OP.i64Mul)
    w.tee(f.result)
    w.get(divisor)
    w.op(OP.i64DivU)
    if ((immediate & FLAG_BIT) !== 0) {
      w.get(f.result)
      w.get(divisor)
      w.op(OP.i64RemU)
      w.i64(0n)
      w.op(OP.i64Ne)
      w.op(OP.i64ExtendI32U)
      w.op(OP.i64Add)
    }
    w.set(f.result)
    w.end(wide)
    f.writeSlot(a, () => w.get(f.result))
  },
}
