// Attack: two cheats agree on a state that no run reaches, with a register that means another place than it says once it is cut to 32 bits or to the
// depth of a tree, and have the verifier bless it. Every node must refuse such states alike, so each has a guard; and words that are no
// instruction must be none to the verifier exactly where the validator refuses them.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, machineOf, programOfText } from '../../test/support/proved-run.ts'
import { headerBytes } from '../machine/header.ts'
import { run } from '../machine/run.ts'
import { ListTree } from '../merkle/list-tree.ts'
import { collectSiblings } from '../merkle/multiproof.ts'
import { programOf } from '../program/image.ts'
import { encodeInstruction } from '../program/instruction.ts'
import { checkFields } from '../program/validator/fields.ts'
import { collectProblems } from '../program/validator/problem.ts'
import { encodeProof } from '../proof/encode.ts'
import { buildProof } from '../proof/prove/build-proof.ts'
import { provableOf } from '../proof/prove/prove.ts'
import { decodeInstruction } from '../proof/verify/instruction.ts'
import { verifyStep } from '../proof/verify/verify-step.ts'
import { MAX_CODE_WORDS, STACK_BYTES, STATUS } from '../spec/constants.ts'
import { OPCODE_LIST, type Opcode } from '../spec/opcodes.ts'
import { writeWord } from '../words.ts'

const PC = 0
const FP = 1
const DEPTH = 2
const STATUS_WORD = 5
const MESSAGE = 6
const OUTBOX_COUNT = 18
const EVENT_COUNT = 19

/** The verdict on the true proof of a state's step after a word of its header was replaced, in the state and in the proof alike. */
function verdictWith(text: string, steps: bigint, word: number, value: bigint, ramLeaf?: number): string {
  const machine = machineOf(programOfText(text), [entryOf({ value: 5n })])
  run(machine, { untilStep: steps })
  const header = headerBytes(machine)
  writeWord(header, word * 8, value)
  const altered = ListTree.of(3, header)
  const state = provableOf(machine)
  const honest = buildProof(state)
  const { indices } = honest.header
  const ram = ramLeaf === undefined ? [] : [ramLeaf]
  const verdict = verifyStep(
    altered.root(),
    encodeProof({
      ...honest,
      header: {
        indices,
        leaves: indices.map((index) => altered.leaf(index)),
        siblings: collectSiblings(altered, indices),
      },
      ...(ramLeaf !== undefined && {
        ram: { indices: ram, leaves: [state.ram.leaf(ramLeaf)], siblings: collectSiblings(state.ram, ram) },
      }),
    }),
  )
  return verdict.ok ? 'accepted' : verdict.reason
}

const PLAIN = 'ldi [8] 1\n end {8}'
const LAST_FRAME = BigInt(STACK_BYTES - 2048)

test.each([
  ['accepted', PLAIN, 1n, FP, 0n],
  ['accepted', PLAIN, 1n, FP, LAST_FRAME, Number(LAST_FRAME >> 6n) + 1],
  ['the frame pointer is not a frame', PLAIN, 1n, FP, LAST_FRAME + 64n, Number(LAST_FRAME >> 6n) + 2],
  ['the frame pointer is not a frame', PLAIN, 1n, FP, 8n],
  ['the frame pointer is not a frame', PLAIN, 1n, FP, 1n << 32n],
  ['pc is beyond any code', PLAIN, 1n, PC, 1n << 32n],
  ['pc is beyond any code', PLAIN, 1n, PC, BigInt(MAX_CODE_WORDS)],
  ['accepted', 'call 1 f\n end {8}\nf: ret', 2n, DEPTH, 256n],
  ['a return from the entry function', 'call 1 f\n end {8}\nf: ret', 2n, DEPTH, 0n],
  ['the message is beyond the inbox', 'msgh {8} 0\n end {8}', 1n, MESSAGE, 1n << 12n],
  ['the message is beyond the inbox', 'msgh {8} 0\n end {8}', 1n, MESSAGE, 1n << 32n],
  ['the outbox is beyond its tree', 'trap {8} 1', 2n, OUTBOX_COUNT, 1n << 16n],
  ['the outbox is beyond its tree', 'trap {8} 1', 2n, OUTBOX_COUNT, 1n << 32n],
  ['the events are beyond their tree', 'end {8}', 2n, EVENT_COUNT, 1n << 20n],
  ['the events are beyond their tree', 'end {8}', 2n, EVENT_COUNT, 1n << 32n],
  ['unknown status', PLAIN, 1n, STATUS_WORD, 5n],
  ['unknown status', PLAIN, 1n, STATUS_WORD, (1n << 32n) + BigInt(STATUS.Running)],
] as const)('%s (%s)', (reason, text, steps, word, value, ramLeaf?: number) => {
  expect(verdictWith(text, steps, word, value, ramLeaf)).toBe(reason)
})

describe('words that are no instruction', () => {
  const FIELD = fc.oneof(fc.constantFrom(0, 1, 3, 4, 7, 8, 9, 31, 32, 248, 249, 255), fc.nat(255))
  const IMMEDIATE = fc.oneof(
    fc.constantFrom(0, 1, 2, 3, 4, 63, 64, 255, 256, 259, 260, 511, 512, 516, 0x104, 0xffff_ffff),
    fc.nat(0xffff_ffff),
  )
  // Whether targets and constants exist is no matter of the word alone.
  const ofTheWord = ({ imm }: Opcode): boolean => !['target', 'dataWord', 'dataLeaf'].includes(imm)

  test.each(OPCODE_LIST.map((op) => [op.name, op] as const))('%s', (_, op) => {
    fc.assert(
      fc.property(FIELD, FIELD, FIELD, IMMEDIATE, (a, b, c, immediate) => {
        const used = { a: op.a === 'none' ? 0 : a, b: op.b === 'none' ? 0 : b, c: op.c === 'none' ? 0 : c }
        for (const fields of [{ a, b, c }, used]) {
          const placed = op.imm === 'target' ? 0 : op.imm === 'dataLeaf' ? 1 : 9
          const word = encodeInstruction({
            opcode: op.code,
            ...fields,
            immediate: ofTheWord(op) ? immediate : placed,
          })
          const problems = collectProblems()
          checkFields(
            programOf(
              [word],
              Array.from({ length: 15 }, () => 0n),
            ),
            problems,
          )
          expect(decodeInstruction(word) !== undefined).toBe(problems.list.length === 0)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('opcodes that are not in the table', () => {
    const known = new Set(OPCODE_LIST.map(({ code }) => code))
    for (let code = 0; code < 256; code++)
      expect(known.has(code) || decodeInstruction(BigInt(code)) === undefined).toBe(true)
  })
})
