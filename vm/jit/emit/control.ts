// Conditions of branches, calls, and the instructions that imported host functions do.
import { CALLER, INSTANCE } from '../../machine/registers.ts'
import type { Instruction } from '../../program/instruction.ts'
import { FRAME_BYTES, LEAF_BYTES, MAX_CALL_DEPTH, STACK_BYTES } from '../../spec/constants.ts'
import { FLAG_BIT } from '../../spec/opcode.ts'
import { OPCODE_BY_NAME } from '../../spec/opcodes.ts'
import { FRAME_DEPTH_SHIFT, registerAddress } from '../layout.ts'
import { OP } from '../wasm/opcodes.ts'
import { HOST_FUNCTION, PARAMETERS } from './context.ts'
import type { Emit, Emitters, FunctionContext } from './context.ts'

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

/** A call to a compiled function: the last instruction of its segment. Slots from 8·a on are lost to the callee. */
export function emitCall(f: FunctionContext, instruction: Instruction, functionIndex: number): void {
  const { a, b, immediate } = instruction
  const { w, fp } = f
  const bytes = a * LEAF_BYTES
  const changesInstance = instruction.opcode === CALLX
  const instance = changesInstance ? f.operand(b, 0) : 0
  w.get(PARAMETERS.frame)
  w.i32(MAX_CALL_DEPTH << FRAME_DEPTH_SHIFT)
  w.op(OP.i32GeU)
  w.get(fp)
  w.i32(STACK_BYTES - FRAME_BYTES - bytes)
  w.op(OP.i32GtU)
  w.op(OP.i32Or)
  f.leaveIf()

  w.get(fp)
  w.i64(BigInt(f.current.pc + 1))
  w.memory(OP.i64Store, bytes)
  w.get(fp)
  w.get(fp)
  w.op(OP.i64ExtendI32U)
  w.memory(OP.i64Store, bytes + 8)
  w.get(fp)
  w.i32(0)
  w.vectorLoad(registerAddress(INSTANCE))
  w.vectorStore(bytes + 16)
  if (changesInstance) {
    w.i32(0)
    w.i32(0)
    w.memory(OP.i64Load, registerAddress(INSTANCE))
    w.memory(OP.i64Store, registerAddress(CALLER))
    w.i32(0)
    w.get(instance)
    w.memory(OP.i64Store, registerAddress(INSTANCE))
  }
  w.get(PARAMETERS.frame)
  w.i32((1 << FRAME_DEPTH_SHIFT) + bytes)
  w.op(OP.i32Add)
  w.set(f.small)
  f.record({ pc: immediate, steps: 0, gas: 0 }, f.small)
  w.i32(0)
  w.get(f.small)
  w.get(PARAMETERS.fuel)
  w.call(functionIndex)
  w.tee(PARAMETERS.fuel)
  w.i64(0n)
  w.op(OP.i64LtS)
  w.brIf(f.unwind)
  if (changesInstance) {
    w.i32(0)
    w.get(fp)
    w.vectorLoad(bytes + 16)
    w.vectorStore(registerAddress(INSTANCE))
  }
}

/** Has the host do the current instruction; leaves when it would trap or has no room on its stack. */
export const emitHostCall: Emit = (f) => {
  const { w } = f
  f.record(f.current, PARAMETERS.frame)
  w.i32(f.current.pc)
  w.get(f.fp)
  w.get(PARAMETERS.fuel)
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
  sload: emitHostCall,
  msgh: emitHostCall,
  msgd: emitHostCall,
  ctx: emitHostCall,
  pay: emitHostCall,
  emit: emitHostCall,
  hash: emitHostCall,
  /** The host answers with the gas beyond the row's, when the key is new. */
  sstore(f, instruction) {
    emitHostCall(f, instruction)
    f.w.get(PARAMETERS.fuel)
    f.w.get(f.small)
    f.w.op(OP.i64ExtendI32U)
    f.w.op(OP.i64Sub)
    f.w.set(PARAMETERS.fuel)
  },
  /** Products below 2^64 are divided here, wider ones by the host. */
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
    emitHostCall(f, instruction)
    w.get(f.fp)
    w.memory(OP.i64Load, a * 8)
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
