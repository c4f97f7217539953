// Digests of bytes and signatures: functions around the machine's compressions, which take one block each.
import type { FunctionBuilder } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { FunctionKey, MirFunction, Reg } from '../mir/types.ts'
import { hexWords } from './layout.ts'
import { allocate, build, copyItems, HEADER, lengthOf, loop } from './memory.ts'
import type { SiloPlan } from './plan.ts'

const KEYS = { sha256: '@sha256', blake2b: '@blake2b' } as const satisfies Record<string, FunctionKey>

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

/** The four words of a digest of a block of bytes. */
export function digest(b: FunctionBuilder, name: keyof typeof KEYS, block: Reg): readonly Reg[] {
  return b.call(KEYS[name], null, [block], 4)
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

/** The functions; the linker takes those that are called. */
export function lowerDigests(plan: SiloPlan): readonly MirFunction[] {
  return [sha256(plan), blake2b(plan)]
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
    b.return([state, state + 1, state + 2, state + 3].map((reg) => b.value('mov', { b: reg })))
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
    b.return([state, state + 1, state + 2, state + 3].map((reg) => b.value('mov', { b: reg })))
  })
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
