// Blocks in the heap, which hold arrays, bytes and strings: word 0 is the length, word 1 for how many there is room, then the items.
// Blocks don't change once they are made, but for those of variables that hold an array themselves: each of these has its own.
// Bytes lie eight to a word; those behind the length in the last word are zero.
import type { FunctionBuilder } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { FunctionKey, MirFunction, Reg } from '../mir/types.ts'
import type { Type, TypedProgram } from '../typed/tree.ts'
import { BLOCK_BYTES } from './heap.ts'
import { wordCount } from './layout.ts'
import type { SiloPlan } from './plan.ts'
import { FunctionBuilder as Builder } from '../mir/builder.ts'

export const HEADER = 16
const CAPACITY = 8

const ALLOCATE: FunctionKey = '@allocate'
const COPY: FunctionKey = '@copy'
const EQUAL: FunctionKey = '@equal'
const JOIN: FunctionKey = '@join'
const CUT: FunctionKey = '@cut'
const PACK: FunctionKey = '@pack'

const HASH_BYTES = 32n

/** Bytes that an item takes: a byte of a text one, otherwise whole words. */
export function itemBytes(program: TypedProgram, type: Type): number {
  return type.kind === 'array' ? 8 * wordCount(program, type.element) : 1
}

/** A block with room for `items` (a register) of this many bytes; its length is set to `length`. */
export function allocate(b: FunctionBuilder, items: Reg, bytes: number, length: Reg): Reg {
  const [block] = b.call(ALLOCATE, null, [items, b.constant(BigInt(bytes))], 1)
  const address = block ?? NO_REG
  b.op('st64', { a: length, b: address })
  return address
}

/** A block of bytes with the bytes of these words. */
export function wordsBlock(b: FunctionBuilder, words: readonly Reg[]): Reg {
  const length = b.constant(BigInt(8 * words.length))
  const block = allocate(b, length, 1, length)
  words.forEach((word, i) => b.op('st64', { a: word, b: block, imm: HEADER + 8 * i }))
  return block
}

/** A block of its own with the same items and room for as many. */
export function copyBlock(b: FunctionBuilder, block: Reg, bytes: number): Reg {
  const length = lengthOf(b, block)
  const made = allocate(b, length, bytes, length)
  copyItems(b, made, block, length, bytes)
  return made
}

/** Copies the first items of one block to the beginning of another. */
export function copyItems(b: FunctionBuilder, to: Reg, from: Reg, items: Reg, bytes: number): void {
  const size = bytes === 1 ? items : b.value('mului', { b: items, imm: bytes })
  b.call(
    COPY,
    null,
    [b.value('addi', { b: to, imm: HEADER }), b.value('addi', { b: from, imm: HEADER }), size],
    0,
  )
}

export function lengthOf(b: FunctionBuilder, block: Reg): Reg {
  return b.value('ld64', { b: block })
}

export function capacityOf(b: FunctionBuilder, block: Reg): Reg {
  return b.value('ld64', { b: block, imm: CAPACITY })
}

/** The four words of a block of 32 bytes; traps OutOfBounds if it has another length. */
export function hashOfBlock(b: FunctionBuilder, block: Reg): readonly Reg[] {
  const length = lengthOf(b, block)
  const [good, bad] = [b.label(), b.label()]
  b.branch('jeq', length, b.constant(HASH_BYTES), good, bad)
  b.place(bad)
  demandIndex(b, length, length)
  b.jump(good)
  b.place(good)
  return [0, 1, 2, 3].map((i) => b.value('ld64', { b: block, imm: HEADER + 8 * i }))
}

/** A block of bytes out of an array of bytes, each of which takes a word there. */
export function packedBlock(b: FunctionBuilder, list: Reg): Reg {
  return b.call(PACK, null, [list], 1)[0] ?? NO_REG
}

/** 1 if two blocks hold the same. */
export function equalBlocks(b: FunctionBuilder, x: Reg, y: Reg, bytes: number): Reg {
  return b.call(EQUAL, null, [x, y, b.constant(BigInt(bytes))], 1)[0] ?? NO_REG
}

/** A block with the items of two. */
export function joinBlocks(b: FunctionBuilder, x: Reg, y: Reg, bytes: number): Reg {
  return b.call(JOIN, null, [x, y, b.constant(BigInt(bytes))], 1)[0] ?? NO_REG
}

/** A block with the items from `from` up to but without `to`; traps OutOfBounds unless they are within the block. */
export function cutBlock(b: FunctionBuilder, block: Reg, from: Reg, to: Reg, bytes: number): Reg {
  return b.call(CUT, null, [block, from, to, b.constant(BigInt(bytes))], 1)[0] ?? NO_REG
}

/** Traps OutOfBounds unless the index is below the length: no heap address is that large. */
export function demandIndex(b: FunctionBuilder, index: Reg, length: Reg): void {
  const [good, bad] = [b.label(), b.label()]
  b.branch('jltu', index, length, good, bad)
  b.place(bad)
  b.op('ld8', { a: b.reg(), b: b.constant(0n) })
  b.jump(good)
  b.place(good)
}

/** The functions that work on blocks; the linker takes those that are called. */
export function lowerMemory(plan: SiloPlan): readonly MirFunction[] {
  return [allocation(plan), copying(plan), comparing(plan), joining(plan), cutting(plan), packing(plan)]
}

/** A function that the compiler adds to every silo. */
export function build(
  plan: SiloPlan,
  key: FunctionKey,
  params: number,
  results: number,
  body: (b: Builder, params: readonly Reg[]) => void,
): MirFunction {
  const span = plan.root.nameSpan
  const b = new Builder(span)
  const given = Array.from({ length: params }, () => b.param())
  b.at(span, 'prologue', () => body(b, given))
  return b.finish({ key, name: key.slice(1), contract: null, span, resultWords: results })
}

/** `for (at = 0; at < end; at += step)` */
export function loop(b: Builder, end: Reg, step: number, body: (at: Reg) => void): void {
  const at = b.reg()
  b.setConstant(at, 0n)
  const [test, inside, done] = [b.label(), b.label(), b.label()]
  b.jump(test)
  b.place(inside)
  body(at)
  b.op('addi', { a: at, b: at, imm: step })
  b.place(test)
  b.branch('jltu', at, end, inside, done)
  b.place(done)
}

/** Bytes up to whole words. */
function rounded(b: Builder, bytes: Reg): Reg {
  return b.value('shli', {
    b: b.value('shrui', { b: b.value('addui', { b: bytes, imm: 7 }), imm: 3 }),
    imm: 3,
  })
}

function allocation(plan: SiloPlan): MirFunction {
  return build(plan, ALLOCATE, 2, 1, (b, [items = NO_REG, bytes = NO_REG]) => {
    const size = b.value('addui', { b: rounded(b, b.value('mulu', { b: items, c: bytes })), imm: HEADER })
    const base = b.constant(BigInt(BLOCK_BYTES))
    const used = b.value('ld64', { b: base })
    const after = b.value('addu', { b: used, c: size })
    b.op('st64', { a: after, b: base })
    const block = b.value('addui', { b: used, imm: plan.heap.free })
    b.op('st64', { a: items, b: block, imm: CAPACITY })
    b.return([block])
  })
}

/** Whole words; what lies behind the bytes in the last one is copied too. */
function copying(plan: SiloPlan): MirFunction {
  return build(plan, COPY, 3, 0, (b, [to = NO_REG, from = NO_REG, bytes = NO_REG]) => {
    loop(b, bytes, 8, (at) => {
      const word = b.value('ld64', { b: b.value('add', { b: from, c: at }) })
      b.op('st64', { a: word, b: b.value('add', { b: to, c: at }) })
    })
    b.return([])
  })
}

function comparing(plan: SiloPlan): MirFunction {
  return build(plan, EQUAL, 3, 1, (b, [x = NO_REG, y = NO_REG, bytes = NO_REG]) => {
    const [same, other] = [b.label(), b.label()]
    const length = lengthOf(b, x)
    b.branch('jeq', length, lengthOf(b, y), same, other)
    b.place(same)
    loop(b, b.value('mul', { b: length, c: bytes }), 8, (at) => {
      const left = b.value('ld64', { b: b.value('add', { b: x, c: at }), imm: HEADER })
      const right = b.value('ld64', { b: b.value('add', { b: y, c: at }), imm: HEADER })
      const next = b.label()
      b.branch('jeq', left, right, next, other)
      b.place(next)
    })
    b.return([b.constant(1n)])
    b.place(other)
    b.return([b.constant(0n)])
  })
}

function joining(plan: SiloPlan): MirFunction {
  return build(plan, JOIN, 3, 1, (b, [x = NO_REG, y = NO_REG, bytes = NO_REG]) => {
    const [first, second] = [lengthOf(b, x), lengthOf(b, y)]
    const length = b.value('addu', { b: first, c: second })
    const made = b.call(ALLOCATE, null, [length, bytes], 1)[0] ?? NO_REG
    b.op('st64', { a: length, b: made })
    const body = b.value('addi', { b: made, imm: HEADER })
    const size = b.value('mul', { b: first, c: bytes })
    b.call(COPY, null, [body, b.value('addi', { b: x, imm: HEADER }), size], 0)
    const to = b.value('add', { b: body, c: size })
    moveBytes(b, to, b.value('addi', { b: y, imm: HEADER }), b.value('mul', { b: second, c: bytes }))
    b.return([made])
  })
}

function cutting(plan: SiloPlan): MirFunction {
  return build(plan, CUT, 4, 1, (b, [block = NO_REG, from = NO_REG, to = NO_REG, bytes = NO_REG]) => {
    const end = b.value('addui', { b: lengthOf(b, block), imm: 1 })
    demandIndex(b, to, end)
    demandIndex(b, from, b.value('addui', { b: to, imm: 1 }))
    const length = b.value('sub', { b: to, c: from })
    const made = b.call(ALLOCATE, null, [length, bytes], 1)[0] ?? NO_REG
    b.op('st64', { a: length, b: made })
    const start = b.value('add', { b: block, c: b.value('mul', { b: from, c: bytes }) })
    moveBytes(
      b,
      b.value('addi', { b: made, imm: HEADER }),
      b.value('addi', { b: start, imm: HEADER }),
      b.value('mul', { b: length, c: bytes }),
    )
    b.return([made])
  })
}

function packing(plan: SiloPlan): MirFunction {
  return build(plan, PACK, 1, 1, (b, [list = NO_REG]) => {
    const length = lengthOf(b, list)
    const made = allocate(b, length, 1, length)
    const at = b.reg()
    b.move(at, list)
    loop(b, length, 1, (i) => {
      b.op('st8', {
        a: b.value('ld64', { b: at, imm: HEADER }),
        b: b.value('add', { b: made, c: i }),
        imm: HEADER,
      })
      b.op('addi', { a: at, b: at, imm: 8 })
    })
    b.return([made])
  })
}

/** Word by word where both addresses are aligned and the size is in whole words, otherwise byte by byte. */
function moveBytes(b: Builder, to: Reg, from: Reg, size: Reg): void {
  const [words, bytes, done] = [b.label(), b.label(), b.label()]
  const all = b.value('or', { b: b.value('or', { b: to, c: from }), c: size })
  b.branch('jz', b.value('andi', { b: all, imm: 7 }), NO_REG, words, bytes)
  b.place(words)
  b.call(COPY, null, [to, from, size], 0)
  b.jump(done)
  b.place(bytes)
  loop(b, size, 1, (at) => {
    const byte = b.value('ld8', { b: b.value('add', { b: from, c: at }) })
    b.op('st8', { a: byte, b: b.value('add', { b: to, c: at }) })
  })
  b.jump(done)
  b.place(done)
}
