// What the validator accepts runs without ever reaching something that is no instruction, and what it refuses it refuses calmly.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inspect } from '../machine/inspect.ts'
import { run } from '../machine/run.ts'
import { OPCODE_LIST } from '../spec/opcodes.ts'
import type { FieldUse, ImmediateUse } from '../spec/opcodes.ts'
import { testMachine } from '../testing.ts'
import { encodeImage, programOf } from './image.ts'
import { encodeInstruction } from './instruction.ts'
import { loadProgram } from './validator/validate.ts'

const INSTRUCTIONS = 12
const DATA_WORDS = 20

function fieldOf(use: FieldUse, seed: number): number {
  switch (use) {
    case 'none':
      return 0
    case 'read':
    case 'write':
      return 4 + (seed % 30)
    case 'readLeaf':
    case 'writeLeaf':
    case 'updateLeaf':
      return 8 * (1 + (seed % 4))
    case 'frame':
      return 1 + (seed % 31)
    default:
      return 4 * (1 + (seed % 8))
  }
}

/** A value that is mostly allowed. */
function immediateOf(use: ImmediateUse, seed: number): number {
  switch (use) {
    case 'none':
      return 0
    case 'target':
      return seed % INSTRUCTIONS
    case 'dataWord':
      return INSTRUCTIONS + (seed % DATA_WORDS)
    case 'dataLeaf':
      return 2 + (seed % 2)
    case 'slot':
    case 'slotAndFlag':
      return 4 + (seed % 30)
    case 'shift':
    case 'bits':
      return 1 + (seed % 63)
    case 'quad':
    case 'wideAndFlag':
      return 4 * (1 + (seed % 8)) + 0x200 * (use === 'quad' ? 0 : seed % 2)
    case 'wide':
    case 'selector':
      return seed % 2
    case 'unsigned':
    case 'signed':
      return seed % 3 === 0 ? 0x4_0000 : seed
  }
}

const seed = fc.integer({ min: 0, max: 0xffff_ffff })
const instruction = fc
  .tuple(fc.constantFrom(...OPCODE_LIST), seed, seed, seed, seed)
  .map(([{ code, a, b, c, imm }, ...seeds]) =>
    encodeInstruction({
      opcode: code,
      a: fieldOf(a, seeds[0]),
      b: fieldOf(b, seeds[1]),
      c: fieldOf(c, seeds[2]),
      immediate: immediateOf(imm, seeds[3]),
    }),
  )
const END = encodeInstruction({ opcode: 0x5c, a: 8, b: 0, c: 0, immediate: 0 })
const data = Array.from({ length: DATA_WORDS }, (_, i) => BigInt(i))

describe('the validator', () => {
  it('accepts only what the machine can run', () => {
    let accepted = 0
    fc.assert(
      fc.property(
        fc.array(instruction, { maxLength: INSTRUCTIONS - 1, minLength: INSTRUCTIONS - 1 }),
        (list) => {
          const loaded = loadProgram(encodeImage(programOf([...list, END], data)))
          if (!loaded.ok) return loaded.problems.length > 0
          accepted++
          const state = testMachine(loaded.program)
          run(state, { untilStep: 500n })
          return inspect(state).trap !== 'InvalidInstruction'
        },
      ),
      { numRuns: 1500 },
    )
    expect(accepted).toBeGreaterThan(50)
  })

  it('is calm about images with any byte changed', () => {
    const base = fc.array(instruction, { maxLength: INSTRUCTIONS - 1, minLength: 1 })
    fc.assert(
      fc.property(base, fc.nat(300), fc.integer({ min: 0, max: 255 }), (list, at, byte) => {
        const image = encodeImage(programOf([...list, END], data))
        image[at % image.length] = byte
        const loaded = loadProgram(image)
        expect(loaded.ok || loaded.error.length > 0).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
