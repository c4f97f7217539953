// Digests of bytes and signatures: functions around the machine's compressions, which take one block each.
import type { FunctionBuilder } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { FunctionKey, MirFunction, Reg } from '../mir/types.ts'
import { DIGEST_NAMES, type DigestName } from '../typed/tree.ts'
import { hexWords } from './layout.ts'
import { allocate, build, copyItems, HEADER, lengthOf, loop, wordsBlock } from './memory.ts'
import type { SiloPlan } from './plan.ts'

const KEYS = {
  sha256: '@sha256',
  blake2b: '@blake2b',
  blake3: '@blake3',
} as const satisfies Record<DigestName, FunctionKey>
const BLAKE3_CHUNK: FunctionKey = '@blake3_chunk'
const BLAKE3_PARENT: FunctionKey = '@blake3_parent'

const SHA256_BLOCK = 64
const BLAKE2B_BLOCK = 128
/** First state of SHA-256 (FIPS 180-4, 5.3.3), in the order of a digest. */
const SHA256_START = '6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19'
/** First state of BLAKE2b (RFC 7693, 2.6), before the parameters: 32 bytes of digest, no key. */
const BLAKE2B_START = [
  0x6a09e667f3bcc908n ^ 0x01010020n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
]

/** First chaining value of BLAKE3, which is that of SHA-256 as little-endian words of 32 bits. */
const BLAKE3_START = [0xbb67ae85_6a09e667n, 0xa54ff53a_3c6ef372n, 0x9b05688c_510e527fn, 0x5be0cd19_1f83d9abn]
const BLAKE3_BLOCK = 64
const BLAKE3_CHUNK_BYTES = 1024
const CHUNK_START = 1
const CHUNK_END = 2
const PARENT = 4
const ROOT = 8
/** Where the flags stand in word 5 of the leaf that the compression takes. */
const FLAGS_SHIFT = 32
const CHAINING_BYTES = 32
/** Chaining values that wait for a neighbour: one for each bit of the number of chunks, of which memory holds fewer than 2^12. */
const MOST_WAITING = 12

/** The four words of a digest of a block of bytes. */
export function digest(b: FunctionBuilder, name: DigestName, block: Reg): readonly Reg[] {
  return b.call(KEYS[name], null, [block], 4)
}

/**
 * The four words of the BLAKE3 of words in registers. Their number is known, so it takes neither a loop nor memory, up to the size of a chunk; beyond it goes
 * through a block of bytes.
 */
export function digestOfWords(b: FunctionBuilder, words: readonly Reg[]): readonly Reg[] {
  if (words.length > BLAKE3_CHUNK_BYTES / 8) return digest(b, 'blake3', wordsBlock(b, words))
  const [state, block] = [b.leaf(), b.leaf()]
  const blocks = Math.max(1, Math.ceil(words.length / 8))
  b.constantLeaf(state, BLAKE3_START)
  for (let at = 0; at < blocks; at++) {
    const own = words.slice(8 * at, 8 * at + 8)
    if (own.length < 8) b.constantLeaf(block, [])
    own.forEach((word, i) => b.move(block + i, word))
    const last = at === blocks - 1
    const flags = (at === 0 ? CHUNK_START : 0) | (last ? CHUNK_END | ROOT : 0)
    b.setConstant(state + 5, BigInt(8 * own.length) | blake3Flags(flags))
    b.op('blake3', { a: state, b: block, c: state })
  }
  return firstFour(b, state)
}

/** 1 if the bytes are a signature of the message by the key, else 0. */
export function verifySchnorr(
  b: FunctionBuilder,
  key: readonly Reg[],
  message: readonly Reg[],
  signature: Reg,
): Reg {
  const [keys, messages, signatures] = [b.leaf(), b.leaf(), b.leaf()]
  key.forEach((word, i) => b.move(keys + i, word))
  message.forEach((word, i) => b.move(messages + i, word))
  const result = b.reg()
  b.setConstant(result, 0n)
  const [right, done] = [b.label(), b.label()]
  b.branch('jeq', lengthOf(b, signature), b.constant(64n), right, done)
  b.place(right)
  for (let i = 0; i < 8; i++) b.op('ld64', { a: signatures + i, b: signature, imm: HEADER + 8 * i })
  b.op('schnorr', { a: result, b: signatures, c: messages, d: keys })
  b.place(done)
  return result
}

const FUNCTIONS: Record<DigestName, readonly ((plan: SiloPlan) => MirFunction)[]> = {
  sha256: [sha256],
  blake2b: [blake2b],
  blake3: [blake3, blake3Chunk, blake3Parent],
}

/** The functions of those digests that are called. */
export function lowerDigests(plan: SiloPlan, called: ReadonlySet<FunctionKey>): readonly MirFunction[] {
  return DIGEST_NAMES.filter((name) => called.has(KEYS[name])).flatMap((name) =>
    FUNCTIONS[name].map((lower) => lower(plan)),
  )
}

function sha256(plan: SiloPlan): MirFunction {
  return build(plan, KEYS.sha256, 1, 4, (b, [data = NO_REG]) => {
    const length = lengthOf(b, data)
    // One byte that ends the message and eight of its length come behind it.
    const total = upTo(b, b.value('addi', { b: length, imm: 9 }), SHA256_BLOCK)
    const padded = paddedCopy(b, data, length, total)
    b.op('st8', { a: b.constant(0x80n), b: b.value('add', { b: padded, c: length }), imm: HEADER })
    const bits = b.value('shli', { b: length, imm: 3 })
    const end = b.value('add', { b: padded, c: total })
    for (let i = 0; i < 4; i++)
      b.op('st8', { a: b.value('shrui', { b: bits, imm: 8 * i }), b: end, imm: HEADER - 1 - i })
    const [state, block] = [b.leaf(), b.leaf()]
    b.constantLeaf(state, hexWords(SHA256_START))
    loop(b, total, SHA256_BLOCK, (at) => {
      load(b, block, b.value('add', { b: padded, c: at }), HEADER)
      b.op('sha256', { a: state, b: block, c: state })
    })
    b.return(firstFour(b, state))
  })
}

function blake2b(plan: SiloPlan): MirFunction {
  return build(plan, KEYS.blake2b, 1, 4, (b, [data = NO_REG]) => {
    const length = lengthOf(b, data)
    const some = b.value('eqi', { b: length, imm: 0 })
    // The empty message has one block too.
    const total = upTo(b, b.value('add', { b: length, c: some }), BLAKE2B_BLOCK)
    const padded = paddedCopy(b, data, length, total)
    const [state, left, right] = [b.leaf(), b.leaf(), b.leaf()]
    b.constantLeaf(state, BLAKE2B_START)
    const last = b.value('addi', { b: total, imm: -BLAKE2B_BLOCK })
    const take = (at: Reg): void => {
      const from = b.value('add', { b: padded, c: at })
      load(b, left, from, HEADER)
      load(b, right, from, HEADER + 64)
    }
    loop(b, last, BLAKE2B_BLOCK, (at) => {
      take(at)
      b.op('blake2b', { a: state, b: left, c: right, d: b.value('addi', { b: at, imm: BLAKE2B_BLOCK }) })
    })
    take(last)
    b.op('blake2b', { a: state, b: left, c: right, d: length, imm: 1 })
    b.return(firstFour(b, state))
  })
}

/**
 * BLAKE3 (1.0 of its specification): chunks of 1,024 bytes are leaves of a binary tree, in which each left subtree is as large a power of two as fits.
 * Of the chunks before, the chaining values of whole subtrees wait in memory.
 */
function blake3(plan: SiloPlan): MirFunction {
  return build(plan, KEYS.blake3, 1, 4, (b, [data = NO_REG]) => {
    const length = lengthOf(b, data)
    const some = b.value('eqi', { b: length, imm: 0 })
    const padded = paddedCopy(b, data, length, upTo(b, b.value('add', { b: length, c: some }), BLAKE3_BLOCK))
    const room = b.constant(BigInt(MOST_WAITING * CHAINING_BYTES))
    const bottom = allocate(b, room, 1, room)
    const top = b.value('mov', { b: bottom })
    // The last chunk is not empty, unless all is.
    const before = b.value('sub', { b: b.value('add', { b: length, c: some }), c: b.constant(1n) })
    const shift = Math.log2(BLAKE3_CHUNK_BYTES)
    const last = b.value('shli', { b: b.value('shrui', { b: before, imm: shift }), imm: shift })
    const whole = b.constant(BigInt(BLAKE3_CHUNK_BYTES))
    const none = b.constant(0n)
    const chaining = b.regs(4)
    /** The value so far becomes that of the subtree of it and the one on top. */
    const joinTop = (root: () => Reg): void => {
      b.op('addi', { a: top, b: top, imm: -CHAINING_BYTES })
      b.moveAll(chaining, b.call(BLAKE3_PARENT, null, [top, ...chaining, root()], 4))
    }
    loop(b, last, BLAKE3_CHUNK_BYTES, (at) => {
      const number = b.value('shrui', { b: at, imm: shift })
      const from = b.value('add', { b: padded, c: at })
      b.moveAll(chaining, b.call(BLAKE3_CHUNK, null, [from, whole, number, none], 4))
      // As many subtrees are complete now as the number of chunks is even, halved over and over.
      const left = b.value('addi', { b: number, imm: 1 })
      const [test, join, done] = [b.label(), b.label(), b.label()]
      b.jump(test)
      b.place(join)
      joinTop(() => none)
      b.op('shrui', { a: left, b: left, imm: 1 })
      b.place(test)
      b.branch('jz', b.value('andi', { b: left, imm: 1 }), NO_REG, join, done)
      b.place(done)
      chaining.forEach((word, i) => b.op('st64', { a: word, b: top, imm: HEADER + 8 * i }))
      b.op('addi', { a: top, b: top, imm: CHAINING_BYTES })
    })
    const isRoot = (): Reg =>
      b.value('shli', { b: b.value('eq', { b: top, c: bottom }), imm: Math.log2(ROOT) })
    const rest = b.value('sub', { b: length, c: last })
    const number = b.value('shrui', { b: last, imm: shift })
    const from = b.value('add', { b: padded, c: last })
    b.moveAll(chaining, b.call(BLAKE3_CHUNK, null, [from, rest, number, isRoot()], 4))
    const [test, join, done] = [b.label(), b.label(), b.label()]
    b.jump(test)
    b.place(join)
    joinTop(isRoot)
    b.place(test)
    b.branch('jeq', top, bottom, done, join)
    b.place(done)
    b.return(chaining)
  })
}

/** The chaining value of a chunk: its address (less the header), size, number, and the flag of the root or 0. */
function blake3Chunk(plan: SiloPlan): MirFunction {
  return build(plan, BLAKE3_CHUNK, 4, 4, (b, given) => {
    const [from = NO_REG, size = NO_REG, number = NO_REG, root = NO_REG] = given
    const [state, block] = [b.leaf(), b.leaf()]
    b.constantLeaf(state, [...BLAKE3_START, 0n, BigInt(BLAKE3_BLOCK)])
    b.move(state + 4, number)
    const first = b.constant(blake3Flags(CHUNK_START))
    const start = b.value('mov', { b: first })
    const take = (at: Reg): void => load(b, block, b.value('add', { b: from, c: at }), HEADER)
    const none = b.value('eqi', { b: size, imm: 0 })
    const before = b.value('sub', { b: b.value('add', { b: size, c: none }), c: b.constant(1n) })
    const shift = Math.log2(BLAKE3_BLOCK)
    const last = b.value('shli', { b: b.value('shrui', { b: before, imm: shift }), imm: shift })
    const full = b.constant(BigInt(BLAKE3_BLOCK))
    loop(b, last, BLAKE3_BLOCK, (at) => {
      take(at)
      b.op('or', { a: state + 5, b: full, c: start })
      b.op('blake3', { a: state, b: block, c: state })
      b.setConstant(start, 0n)
    })
    take(last)
    const end = b.value('or', { b: start, c: b.constant(blake3Flags(CHUNK_END)) })
    const flags = b.value('or', { b: end, c: b.value('shli', { b: root, imm: FLAGS_SHIFT }) })
    b.op('or', { a: state + 5, b: b.value('sub', { b: size, c: last }), c: flags })
    b.op('blake3', { a: state, b: block, c: state })
    b.return(firstFour(b, state))
  })
}

/** The chaining value of two: where the left one lies (less the header), the words of the right one, and the flag of the root or 0. */
function blake3Parent(plan: SiloPlan): MirFunction {
  return build(plan, BLAKE3_PARENT, 6, 4, (b, [left = NO_REG, ...given]) => {
    const right = given.slice(0, 4)
    const root = given[4] ?? NO_REG
    const [state, block] = [b.leaf(), b.leaf()]
    b.constantLeaf(state, [...BLAKE3_START, 0n, BigInt(BLAKE3_BLOCK) | blake3Flags(PARENT)])
    b.op('or', { a: state + 5, b: state + 5, c: b.value('shli', { b: root, imm: FLAGS_SHIFT }) })
    for (let i = 0; i < 4; i++) b.op('ld64', { a: block + i, b: left, imm: HEADER + 8 * i })
    right.forEach((word, i) => b.move(block + 4 + i, word))
    b.op('blake3', { a: state, b: block, c: state })
    b.return(firstFour(b, state))
  })
}

function blake3Flags(flags: number): bigint {
  return BigInt(flags) << BigInt(FLAGS_SHIFT)
}

/** Copies of the first words of a leaf. */
function firstFour(b: FunctionBuilder, leaf: Reg): readonly Reg[] {
  return [leaf, leaf + 1, leaf + 2, leaf + 3].map((reg) => b.value('mov', { b: reg }))
}

/** The bytes, and zeros up to a size: memory that was never used is zero. */
function paddedCopy(b: FunctionBuilder, data: Reg, length: Reg, total: Reg): Reg {
  const padded = allocate(b, total, 1, total)
  copyItems(b, padded, data, length, 1)
  return padded
}

/** The next multiple of a power of two. */
function upTo(b: FunctionBuilder, size: Reg, block: number): Reg {
  const shift = Math.log2(block)
  const more = b.value('addi', { b: size, imm: block - 1 })
  return b.value('shli', { b: b.value('shrui', { b: more, imm: shift }), imm: shift })
}

function load(b: FunctionBuilder, leaf: Reg, address: Reg, offset: number): void {
  for (let i = 0; i < 8; i++) b.op('ld64', { a: leaf + i, b: address, imm: offset + 8 * i })
}
