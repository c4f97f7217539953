// Heap accesses and leaves. Bounds and alignment are checked in one comparison where that is possible; stores mark their leaf.
import { LEAF_WRITTEN } from '../../merkle/memory-tree.ts'
import { MEMORY_LAYOUT } from '../../machine/registers.ts'
import { LEAF_BYTES, RAM_BYTES, STACK_BYTES, WORDS_PER_LEAF } from '../../spec/constants.ts'
import type { Program } from '../../program/image.ts'
import { wordOfHalves } from '../../words.ts'
import { OP } from '../wasm/opcodes.ts'
import type { Emit, Emitters, FunctionContext } from './context.ts'

const VECTOR_BYTES = 16

/** Leaves unless [b] + imm is an aligned heap address for `size` bytes. Returns the local that holds [b]. */
function checkAddress(f: FunctionContext, b: number, immediate: number, size: number): number {
  const { w } = f
  const x = f.operand(b, 0)
  const last = RAM_BYTES - size - immediate
  const alignment = BigInt(Math.log2(size))
  if (last < 0) {
    // No address is low enough. What is emitted after this is never reached.
    f.leave()
  } else if (immediate <= STACK_BYTES) {
    // x - first = address - 2^18, so one is aligned iff the other is; rotating puts misaligned bits on top.
    const first = STACK_BYTES - immediate
    w.get(x)
    w.i64(BigInt(first))
    w.op(OP.i64Sub)
    if (size > 1) {
      w.i64(alignment)
      w.op(OP.i64Rotr)
    }
    w.i64(BigInt(last - first) >> alignment)
    w.op(OP.i64GtU)
    f.leaveIf()
  } else {
    w.get(x)
    w.i64(BigInt(last))
    w.op(OP.i64GtU)
    f.leaveIf()
    if (size > 1) {
      w.get(x)
      w.i64(BigInt(immediate))
      w.op(OP.i64Add)
      w.i64(BigInt(size - 1))
      w.op(OP.i64And)
      w.i64(0n)
      w.op(OP.i64Ne)
      f.leaveIf()
    }
  }
  return x
}

function pushAddress({ w }: FunctionContext, x: number): void {
  w.get(x)
  w.op(OP.i32WrapI64)
}

function markLeaf(f: FunctionContext, x: number, immediate: number): void {
  const { w } = f
  pushAddress(f, x)
  w.i32(immediate)
  w.op(OP.i32Add)
  w.i32(Math.log2(LEAF_BYTES))
  w.op(OP.i32ShrU)
  w.i32(LEAF_WRITTEN)
  w.memory(OP.i32Store8, MEMORY_LAYOUT.flags)
}

function load(op: number, size: number): Emit {
  return (f, { a, b, immediate }) => {
    const x = checkAddress(f, b, immediate, size)
    f.writeSlot(a, () => {
      pushAddress(f, x)
      f.w.memory(op, immediate)
    })
  }
}

function store(op: number, size: number): Emit {
  return (f, { a, b, immediate }) => {
    const x = checkAddress(f, b, immediate, size)
    const value = f.operand(a, 1)
    pushAddress(f, x)
    f.w.get(value)
    f.w.memory(op, immediate)
    markLeaf(f, x, immediate)
  }
}

/** A leaf or part of one from the heap into slots. */
function loadGroup(size: number): Emit {
  return (f, { a, b, immediate }) => {
    const x = checkAddress(f, b, immediate, size)
    for (let i = 0; i < size; i += VECTOR_BYTES) {
      f.w.get(f.fp)
      pushAddress(f, x)
      f.w.vectorLoad(immediate + i)
      f.w.vectorStore(a * 8 + i)
    }
  }
}

function storeGroup(size: number): Emit {
  return (f, { a, b, immediate }) => {
    const x = checkAddress(f, b, immediate, size)
    for (let i = 0; i < size; i += VECTOR_BYTES) {
      pushAddress(f, x)
      f.w.get(f.fp)
      f.w.vectorLoad(a * 8 + i)
      f.w.vectorStore(immediate + i)
    }
    markLeaf(f, x, immediate)
  }
}

/** The word of code that is a constant. */
function codeWord({ words }: Program, index: number): bigint {
  return wordOfHalves(words[2 * index] ?? 0, words[2 * index + 1] ?? 0)
}

export function memoryEmitters(program: Program): Emitters {
  return {
    ld8: load(OP.i64Load8U, 1),
    ld16: load(OP.i64Load16U, 2),
    ld32: load(OP.i64Load32U, 4),
    ld64: load(OP.i64Load, 8),
    st8: store(OP.i64Store8, 1),
    st16: store(OP.i64Store16, 2),
    st32: store(OP.i64Store32, 4),
    st64: store(OP.i64Store, 8),
    ldl: loadGroup(LEAF_BYTES),
    stl: storeGroup(LEAF_BYTES),
    ld128: loadGroup(16),
    ld256: loadGroup(32),
    st128: storeGroup(16),
    st256: storeGroup(32),
    movl({ w, fp }, { a, b }) {
      for (let i = 0; i < LEAF_BYTES; i += VECTOR_BYTES) {
        w.get(fp)
        w.get(fp)
        w.vectorLoad(b * 8 + i)
        w.vectorStore(a * 8 + i)
      }
    },
    zerol({ w, fp }, { a }) {
      for (let i = 0; i < LEAF_BYTES; i += VECTOR_BYTES) {
        w.get(fp)
        w.vectorConst(0n, 0n)
        w.vectorStore(a * 8 + i)
      }
    },
    ldc(f, { a, immediate }) {
      f.writeSlot(a, () => f.w.i64(codeWord(program, immediate)))
    },
    ldcl({ w, fp }, { a, immediate }) {
      const first = immediate * WORDS_PER_LEAF
      for (let i = 0; i < WORDS_PER_LEAF; i += 2) {
        w.get(fp)
        w.vectorConst(codeWord(program, first + i), codeWord(program, first + i + 1))
        w.vectorStore((a + i) * 8)
      }
    },
    eql(f, { a, b, c }) {
      const { w } = f
      f.writeSlot(a, () => {
        for (let i = 0; i < WORDS_PER_LEAF; i++) {
          for (const leaf of [b, c]) {
            w.get(f.fp)
            w.memory(OP.i64Load, (leaf + i) * 8)
          }
          w.op(OP.i64Xor)
          if (i > 0) w.op(OP.i64Or)
        }
        w.op(OP.i64Eqz)
        w.op(OP.i64ExtendI32U)
      })
    },
  }
}
