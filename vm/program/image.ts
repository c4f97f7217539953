// A program's image (docs/machine.md, *A program's image*): header, instructions, constant data. Decoding is total and
// bounded; whether the instructions make a valid program is the validator's business.
import { MACHINE_VERSION, MAX_CODE_WORDS } from '../spec/constants.ts'
import { OPCODES } from '../spec/opcodes.ts'
import type { Opcode } from '../spec/opcodes.ts'
import { viewOf } from '../words.ts'
import { decodeInstruction } from './instruction.ts'
import type { Instruction } from './instruction.ts'

/** The words of a program: instructions first, then constant data. */
export interface Program {
  readonly instructionCount: number
  /** All words as pairs of 32-bit halves, low first. Not to be written to. */
  readonly words: Uint32Array
}

export type DecodeResult =
  { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly error: string }

const MAGIC = 0x4f4c4953 // "SILO" read as a little-endian u32
const HEADER_BYTES = 16

/** Number of words, instructions and data. */
export function wordCount(program: Program): number {
  return program.words.length / 2
}

/** The instruction at a word index, which must be below the number of words. */
export function instructionAt(program: Program, index: number): Instruction {
  return decodeInstruction(program.words[2 * index] ?? 0, program.words[2 * index + 1] ?? 0)
}

/** The row of the opcode at a word index; undefined where there is none. */
export function opcodeAt({ words }: Program, index: number): Opcode | undefined {
  return OPCODES[(words[2 * index] ?? 0) & 0xff]
}

/** The immediate of the instruction at a word index. */
export function immediateAt({ words }: Program, index: number): number {
  return words[2 * index + 1] ?? 0
}

/** A program of these words. Throws when they are more than a program may have. */
export function programOf(instructions: readonly bigint[], data: readonly bigint[]): Program {
  const all = BigUint64Array.from([...instructions, ...data])
  if (all.length > MAX_CODE_WORDS) throw new RangeError(`a program has at most ${MAX_CODE_WORDS} words`)
  return { instructionCount: instructions.length, words: new Uint32Array(all.buffer) }
}

/** The words as bytes: a view, not a copy. */
export function bytesOfProgram({ words }: Program): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
}

export function encodeImage(program: Program): Uint8Array {
  const image = new Uint8Array(HEADER_BYTES + program.words.length * 4)
  const view = viewOf(image)
  view.setUint32(0, MAGIC, true)
  view.setUint16(4, MACHINE_VERSION, true)
  view.setUint32(8, program.instructionCount, true)
  view.setUint32(12, wordCount(program), true)
  image.set(bytesOfProgram(program), HEADER_BYTES)
  return image
}

/** Reads an image; never throws. */
export function decodeImage(image: Uint8Array): DecodeResult {
  const fail = (error: string): DecodeResult => ({ ok: false, error })
  if (image.length < HEADER_BYTES) return fail('the image is shorter than its header')
  const view = viewOf(image)
  if (view.getUint32(0, true) !== MAGIC) return fail('the image does not begin with "SILO"')
  const version = view.getUint16(4, true)
  if (version !== MACHINE_VERSION) return fail(`the image is for machine version ${version}`)
  if (view.getUint16(6, true) !== 0) return fail('the reserved bytes of the header are not zero')
  const instructionCount = view.getUint32(8, true)
  const total = view.getUint32(12, true)
  if (total > MAX_CODE_WORDS) return fail(`the image has more than ${MAX_CODE_WORDS} words`)
  if (instructionCount > total) return fail('the image has more instructions than words')
  if (image.length !== HEADER_BYTES + total * 8) return fail('the image is not as long as its header says')
  const words = new Uint32Array(total * 2)
  for (let i = 0; i < words.length; i++) words[i] = view.getUint32(HEADER_BYTES + 4 * i, true)
  return { ok: true, program: { instructionCount, words } }
}
