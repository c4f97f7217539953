// Instructions on groups of slots and leaves of bytes: moves, bits and conversions in line, arithmetic and hashes by a call to the library (library/attach.ts). Groups have no locals:
// they are read from memory, which is exact, and what they change there is lost to the locals of slots (slots.ts).
import { FLAG_BIT, wideSlots } from '../../spec/opcode.ts'
import { OPCODES } from '../../spec/opcodes.ts'
import { instructionAt } from '../../program/image.ts'
import type { Program } from '../../program/image.ts'
import type { Instruction } from '../../program/instruction.ts'
import { OP, VECTOR } from '../wasm/opcodes.ts'
import { OPERATION_SHIFT } from '../library/indices.ts'
import { LIBRARY_INSTRUCTIONS, libraryOperation } from '../library/attach.ts'
import { DIVISOR, LEAVES, SCRATCH } from '../library/scratch.ts'
import { LIBRARY_FUNCTION } from './context.ts'
import type { Emit, Emitters, FunctionContext } from './context.ts'

const VECTOR_SLOTS = 2

/** Words of the numbers that a wide instruction works on. */
function countOf({ opcode, immediate }: Instruction): 2 | 4 {
  return wideSlots(OPCODES[opcode]?.imm ?? 'wide', immediate)
}

function isSigned({ immediate }: Instruction): boolean {
  return (immediate & 2) !== 0
}

function pushSlot({ w, fp }: FunctionContext, slot: number): void {
  w.get(fp)
  w.memory(OP.i64Load, slot * 8)
}

function storeSlot({ w, fp }: FunctionContext, slot: number, value: () => void): void {
  w.get(fp)
  value()
  w.memory(OP.i64Store, slot * 8)
}

/** By vectors of two words: `value` pushes what the group's slots from `a + i` on become. */
function vectors(value: (f: FunctionContext, instruction: Instruction, i: number) => void): Emit {
  return (f, instruction) => {
    for (let i = 0; i < countOf(instruction); i += VECTOR_SLOTS) {
      f.w.get(f.fp)
      value(f, instruction, i)
      f.w.vectorStore((instruction.a + i) * 8)
    }
  }
}

function pushVector({ w, fp }: FunctionContext, slot: number): void {
  w.get(fp)
  w.vectorLoad(slot * 8)
}

function bitwise(op: number): Emit {
  return vectors((f, { b, c }, i) => {
    pushVector(f, b + i)
    pushVector(f, c + i)
    f.w.vector(op)
  })
}

/** Sets `result` to the lowest word of group b, and leaves when the words from `from` to `to` aren't its extension. */
function checkExtension(f: FunctionContext, b: number, from: number, to: number, signed: boolean): void {
  const { w } = f
  const sign = f.operands[0]
  pushSlot(f, b + from - 1)
  w.i64(63n)
  w.op(OP.i64ShrS)
  w.set(sign)
  for (let i = from; i < to; i++) {
    pushSlot(f, b + i)
    if (signed) {
      w.get(sign)
      w.op(OP.i64Xor)
    }
    if (i > from) w.op(OP.i64Or)
  }
  w.i64(0n)
  w.op(OP.i64Ne)
  f.leaveIf()
}

/** Writes words from `from` to `to` of group a: the sign of the word in a local, or zero. */
function extend(f: FunctionContext, a: number, from: number, to: number, signOf: number | undefined): void {
  for (let i = from; i < to; i++) {
    storeSlot(f, a + i, () => {
      if (signOf === undefined) return f.w.i64(0n)
      f.w.get(signOf)
      f.w.i64(63n)
      f.w.op(OP.i64ShrS)
    })
  }
}

function widen(signed: boolean): Emit {
  return (f, { a, b }) => {
    const [low, high] = f.operands
    for (const [i, local] of [low, high].entries()) {
      pushSlot(f, b + i)
      f.w.set(local)
    }
    for (const [i, local] of [low, high].entries()) storeSlot(f, a + i, () => f.w.get(local))
    extend(f, a, 2, 4, signed ? high : undefined)
  }
}

function narrow(signed: boolean): Emit {
  return (f, { a, b }) => {
    checkExtension(f, b, 2, 4, signed)
    f.w.get(f.fp)
    pushVector(f, b)
    f.w.vectorStore(a * 8)
  }
}

/** Addresses of the result and of two operands, as offsets from the frame, or from 0 where `scratch` is set. */
interface Places {
  readonly to: number
  readonly x: number
  readonly y: number
  readonly scratch?: boolean
}

/** Pushes the answer of an operation of the library. */
export function callLibrary(f: FunctionContext, operation: number, { to, x, y, scratch }: Places): void {
  const { w } = f
  for (const offset of [operation * 2 ** OPERATION_SHIFT + to, x, y]) {
    w.i32(offset)
    if (scratch === true) continue
    w.get(f.fp)
    w.op(OP.i32Add)
  }
  w.call(LIBRARY_FUNCTION)
}

/** Pushes the answer of the instruction's own operation on groups b and c. */
function callOwn(f: FunctionContext, { opcode, a, b, c }: Instruction, variant: number): void {
  const operation = libraryOperation(OPCODES[opcode]?.name ?? '', variant)
  callLibrary(f, operation, { to: a * 8, x: b * 8, y: c * 8 })
}

/** By the library; leaves when the operation would trap. */
const arithmetic: Emit = (f, instruction) => {
  callOwn(f, instruction, instruction.immediate)
  f.leaveIf()
}

/** By the library; never traps. */
const compression: Emit = (f, instruction) => {
  callOwn(f, instruction, 0)
  f.w.op(OP.drop)
}

/** Pushes the sum of n = min(word, 64) and an address. */
function pushPlace({ w }: FunctionContext, count: number, address: () => void): void {
  w.get(count)
  w.i64(64n)
  w.get(count)
  w.i64(64n)
  w.op(OP.i64LtU)
  w.op(OP.select)
  w.op(OP.i32WrapI64)
  address()
  w.op(OP.i32Add)
}

/** Copies a leaf by vectors; `from` and `to` push addresses. */
function copyLeaf(
  f: FunctionContext,
  to: () => void,
  toOffset: number,
  from: () => void,
  fromOffset: number,
): void {
  for (let i = 0; i < 64; i += 16) {
    to()
    from()
    f.w.vectorLoad(fromOffset + i)
    f.w.vectorStore(toOffset + i)
  }
}

export const WIDE: Emitters = {
  wmov: vectors((f, { b }, i) => pushVector(f, b + i)),
  wof(f, instruction) {
    const { a, b } = instruction
    const x = f.operand(b, 0)
    storeSlot(f, a, () => f.w.get(x))
    extend(f, a, 1, countOf(instruction), isSigned(instruction) ? x : undefined)
  },
  wto(f, instruction) {
    const { a, b } = instruction
    checkExtension(f, b, 1, countOf(instruction), isSigned(instruction))
    f.writeSlot(a, () => pushSlot(f, b))
  },
  wextu: widen(false),
  wexts: widen(true),
  wnaru: narrow(false),
  wnars: narrow(true),
  wand: bitwise(VECTOR.and),
  wor: bitwise(VECTOR.or),
  wxor: bitwise(VECTOR.xor),
  wnot: vectors((f, { b }, i) => {
    pushVector(f, b + i)
    f.w.vector(VECTOR.not)
  }),
  weq(f, instruction) {
    const { a, b, c } = instruction
    f.writeSlot(a, () => {
      for (let i = 0; i < countOf(instruction); i++) {
        pushSlot(f, b + i)
        pushSlot(f, c + i)
        f.w.op(OP.i64Xor)
        if (i > 0) f.w.op(OP.i64Or)
      }
      f.w.op(OP.i64Eqz)
      f.w.op(OP.i64ExtendI32U)
    })
  },
  wlt(f, instruction) {
    f.writeSlot(instruction.a, () => {
      callOwn(f, { ...instruction, a: 0 }, instruction.immediate)
      f.w.op(OP.i64ExtendI32U)
    })
  },
  wmuldiv(f, instruction) {
    const { immediate } = instruction
    for (let i = 0; i < countOf(instruction); i += VECTOR_SLOTS) {
      f.w.i32(0)
      pushVector(f, (immediate & 0xff) + i)
      f.w.vectorStore(DIVISOR + i * 8)
    }
    const type = countOf(instruction) / 2 - 1
    callOwn(f, instruction, (immediate & FLAG_BIT) === 0 ? type : type + 2)
    f.leaveIf()
  },
  ...Object.fromEntries(
    ['wadd', 'wsub', 'wmul', 'waddx', 'wsubx', 'wmulx', 'wdiv', 'wrem', 'wshl', 'wshr'].map((name) => [
      name,
      arithmetic,
    ]),
  ),

  spanl(f, { a, b, c, immediate }) {
    const count = f.operand(immediate, 0)
    const [scratch, frame] = [() => f.w.i32(0), () => f.w.get(f.fp)]
    copyLeaf(f, scratch, LEAVES, frame, b * 8)
    copyLeaf(f, scratch, LEAVES + 64, frame, c * 8)
    const place = (): void => pushPlace(f, count, () => f.w.i32(LEAVES))
    copyLeaf(f, frame, a * 8, place, 0)
  },
  blendl(f, { a, b, c, immediate }) {
    const { w } = f
    const count = f.operand(immediate, 0)
    const [scratch, frame] = [() => w.i32(0), () => w.get(f.fp)]
    copyLeaf(f, scratch, LEAVES, frame, b * 8)
    pushPlace(f, count, () => w.i32(LEAVES))
    pushPlace(f, count, () => {
      w.get(f.fp)
      w.i32(c * 8)
      w.op(OP.i32Add)
    })
    w.i32(64)
    pushPlace(f, count, () => w.i32(0))
    w.op(OP.i32Sub)
    w.copyBytes()
    copyLeaf(f, frame, a * 8, scratch, LEAVES)
  },

  sha256: compression,
  blake3: compression,
  blake2b(f, instruction) {
    const { immediate } = instruction
    const counter = f.operand(immediate & 0xff, 0)
    f.w.i32(0)
    f.w.get(counter)
    f.w.memory(OP.i64Store, SCRATCH)
    callOwn(f, instruction, (immediate & FLAG_BIT) === 0 ? 0 : 1)
    f.w.op(OP.drop)
  },
}

/** Whether a program has instructions that call the library. */
export function usesLibrary(program: Program): boolean {
  for (let word = 0; word < program.instructionCount; word++)
    if (LIBRARY_INSTRUCTIONS.has(OPCODES[instructionAt(program, word).opcode]?.name ?? '')) return true
  return false
}
