// Compressions of hash functions, and signatures: the functions themselves are shared with the interpreter (vm/hash).
import { compressBlake2bWords } from '../../hash/blake2b.ts'
import { compressBlake3Words } from '../../hash/blake3.ts'
import { verifySchnorr } from '../../hash/schnorr.ts'
import { compressSha256Words } from '../../hash/sha256.ts'
import { LEAF_BYTES } from '../../spec/constants.ts'
import { FLAG_BIT } from '../../spec/opcode.ts'
import { concatBytes } from '../../words.ts'
import { leafOfWords, wordOf } from '../bytes.ts'
import type { Effect } from './effect.ts'
import type { Instruction, Operands } from './instruction.ts'

const LEAF_WORDS = 16
const QUAD_BYTES = 32

/** The effect of an instruction of this group; undefined when it isn't one. */
export function useCrypto(instruction: Instruction, operands: Operands): Effect | undefined {
  const { leafB, c, third } = operands
  switch (instruction.op.name) {
    case 'sha256':
      return { kind: 'slot', value: sha256(bytesOf(c), leafB) }
    case 'blake2b':
      return { kind: 'leaf', value: blake2b(operands, (Number(instruction.imm) & FLAG_BIT) !== 0) }
    case 'blake3':
      return { kind: 'slot', value: blake3(operands) }
    case 'schnorr':
      return { kind: 'slot', value: verifySchnorr(leafB, bytesOf(c), bytesOf(third)) ? 1n : 0n }
    default:
      return undefined
  }
}

function sha256(state: Uint8Array, block: Uint8Array): bigint {
  const words = halves(state, block)
  compressSha256Words(words, 0, words, 0, words, 8)
  return numberOf(words)
}

function blake2b({ leafA, leafB, leafC, third }: Operands, isLast: boolean): Uint8Array {
  const words = halves(leafA, leafB, leafC)
  const low = Number(third & 0xffff_ffffn)
  const high = Number(third >> 32n)
  compressBlake2bWords(words, 0, words, 0, words, LEAF_WORDS, 2 * LEAF_WORDS, low, high, isLast)
  return new Uint8Array(words.buffer).slice(0, LEAF_BYTES)
}

function blake3({ leafB, leafC }: Operands): bigint {
  const words = halves(leafC, leafB)
  const parameter = (index: number): number => words[index] ?? 0
  compressBlake3Words(
    words,
    0,
    words,
    0,
    words,
    LEAF_WORDS,
    parameter(8),
    parameter(9),
    parameter(10),
    parameter(11),
  )
  return numberOf(words)
}

/** The bytes one after another, as 32-bit words in memory of their own. */
function halves(...parts: readonly Uint8Array[]): Uint32Array {
  return new Uint32Array(concatBytes(parts).buffer)
}

/** Bytes of a group of four slots, in the order in which they stand in memory. */
function bytesOf(quad: bigint): Uint8Array {
  return leafOfWords([0n, 64n, 128n, 192n].map((shift) => quad >> shift)).slice(0, QUAD_BYTES)
}

/** The number that a group of four slots holds when its bytes are the first of these. */
function numberOf(words: Uint32Array): bigint {
  const bytes = new Uint8Array(words.buffer)
  return [3, 2, 1, 0].reduce((value, word) => (value << 64n) | wordOf(bytes, word), 0n)
}
