// Programs with something about them changed, as hostile deployers write them: mutated words, spliced functions, targets moved, images cut.
import { decodeInstruction, encodeInstruction } from '../../../vm/program/instruction.ts'
import { programOf, wordCount } from '../../../vm/program/image.ts'
import type { Program } from '../../../vm/program/image.ts'
import { OPCODES, OPCODE_LIST } from '../../../vm/spec/opcodes.ts'
import { concatBytes, wordOfHalves } from '../../../vm/words.ts'
import type { Random } from '../../support/random.ts'

/** A program with a few words changed; `other` lends some. */
export function mutated(random: Random, program: Program, other: Program): Program {
  let words = wordsOf(program)
  let count = program.instructionCount
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(count)
    switch (random.below(9)) {
      case 0:
        words[at] = (words[at] ?? 0n) ^ (1n << BigInt(random.below(64)))
        break
      case 1:
        words[at] = random.word()
        break
      case 2:
      case 3:
        words[at] = withOtherTarget(random, words[at] ?? 0n, count)
        break
      case 4:
        words[at] = withOtherOpcode(random, words[at] ?? 0n)
        break
      case 5:
        words = [...words.slice(0, at), ...words.slice(at + 1)]
        count = Math.max(1, count - 1)
        break
      case 6: {
        const lent = wordsOf(other).slice(0, other.instructionCount)
        const from = random.below(lent.length)
        const piece = lent.slice(from, from + 1 + random.below(5))
        words = [...words.slice(0, at), ...piece, ...words.slice(at)]
        count += piece.length
        break
      }
      case 7: {
        const from = random.below(count)
        ;[words[at], words[from]] = [words[from] ?? 0n, words[at] ?? 0n]
        break
      }
      case 8:
        count = 1 + random.below(words.length)
        break
    }
  }
  return programOf(words.slice(0, count), words.slice(count))
}

/** Bytes of an image with some changed, cut off or added. */
export function mutatedBytes(random: Random, bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes)
  switch (random.below(5)) {
    case 0:
      return changed.slice(0, random.below(bytes.length + 1))
    case 1:
      return concatBytes([changed, random.bytes(1 + random.below(70))])
    case 2: {
      const at = random.below(bytes.length + 1)
      return concatBytes([changed.slice(0, at), random.bytes(1 + random.below(9)), changed.slice(at)])
    }
    case 3: {
      const at = random.below(bytes.length + 1)
      return concatBytes([changed.slice(0, at), changed.slice(at + 1 + random.below(9))])
    }
    default:
      for (let left = 1 + random.below(4); left > 0; left--) {
        const at = random.below(Math.max(1, bytes.length))
        if (at < changed.length)
          changed[at] =
            random.below(2) === 0 ? random.below(256) : (changed[at] ?? 0) ^ (1 << random.below(8))
      }
      return changed
  }
}

export function wordsOf(program: Program): bigint[] {
  return Array.from({ length: wordCount(program) }, (_, i) =>
    wordOfHalves(program.words[2 * i] ?? 0, program.words[2 * i + 1] ?? 0),
  )
}

function withOtherTarget(random: Random, word: bigint, count: number): bigint {
  return encodeInstruction({ ...instructionOf(word), immediate: random.below(count) })
}

/** Another opcode of the same operands, where there is one. */
function withOtherOpcode(random: Random, word: bigint): bigint {
  const instruction = instructionOf(word)
  const old = OPCODES[instruction.opcode]
  const alike = OPCODE_LIST.filter(
    (op) => op.a === old?.a && op.b === old.b && op.c === old.c && op.imm === old.imm,
  )
  const { code } = random.pick(alike.length > 0 ? alike : OPCODE_LIST)
  return encodeInstruction({ ...instruction, opcode: code })
}

function instructionOf(word: bigint) {
  return decodeInstruction(Number(word & 0xffff_ffffn), Number(word >> 32n))
}
