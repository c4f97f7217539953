// Every straight instruction, compiled and interpreted, over operands at the edges of words, halves, addresses and signs.
import { describe, expect, it } from 'vitest'
import { readFrame, inspect } from '../machine/inspect.ts'
import { run, step } from '../machine/run.ts'
import type { MachineState } from '../machine/state.ts'
import { poke } from '../machine/instructions/one-step.ts'
import { RAM_BYTES, STACK_BYTES } from '../spec/constants.ts'
import { WIDE_TYPES } from '../spec/opcode.ts'
import { OPCODE_LIST } from '../spec/opcodes.ts'
import type { Opcode } from '../spec/opcodes.ts'
import { testMachine, testProgram } from '../testing.ts'
import { equalBytes } from '../words.ts'
import { createJit } from './engine.ts'
import { frameAndRegisters, rewind } from './testing.ts'

const TOP = 1n << 64n
const EDGES = [
  [0n, 1n, 2n, 3n, 7n, 63n, 64n, 255n, 256n, 20_000_000n],
  [31n, 32n, 63n].flatMap((n) => [(1n << n) - 1n, 1n << n, (1n << n) + 1n]),
  [3037000500n, TOP - 1n, TOP - 2n, TOP - (1n << 31n), TOP - (1n << 31n) - 1n],
].flat()
const ADDRESSES = [
  [-1, 0, 1, 2, 4, 8, 64, 100].map((n) => BigInt(STACK_BYTES + n)),
  [-65, -64, -63, -8, -7, -4, -2, -1, 0, 1].map((n) => BigInt(RAM_BYTES + n)),
  [0n, 64n, 1n << 32n, (1n << 32n) + BigInt(STACK_BYTES), TOP - 64n, TOP - 1n],
].flat()
const HEAP_IMMEDIATES = [
  0,
  1,
  64,
  STACK_BYTES,
  STACK_BYTES + 64,
  STACK_BYTES + 1,
  RAM_BYTES - 64,
  RAM_BYTES - 1,
  RAM_BYTES,
  0xffff_ffff,
]

function immediatesOf({ imm, traps, flag, immMax = 0 }: Opcode): readonly string[] {
  switch (imm) {
    case 'none':
    case 'target':
      return ['']
    case 'unsigned':
      return (
        traps.includes('OutOfBounds') ? HEAP_IMMEDIATES : [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]
      ).map(String)
    case 'signed':
      return ['0', '1', '-1', '2147483647', '-2147483648']
    case 'dataWord':
      return ['word']
    case 'dataLeaf':
      return ['data']
    case 'shift':
      return ['0', '1', '31', '32', '63']
    case 'bits':
      return ['1', '31', '32', '33', '63']
    case 'selector':
      return ['0', '1']
    case 'slot':
      return ['[16]']
    case 'slotAndFlag':
      return ['[16]', `[16] ${flag}`]
    case 'quad':
      return ['[16]']
    case 'wide':
      return WIDE_TYPES.slice(0, immMax + 1)
    case 'wideAndFlag':
      return ['[16] u128', '[16] u256', '[16] u128 up', '[16] u256 up']
  }
}

/** Fields as text: all different, or all the same slot. */
function textsOf(op: Opcode): string[] {
  return ['different', 'same'].flatMap((kind) => {
    const fields = [op.a, op.b, op.c].map((use, i) => {
      if (use === 'none') return ''
      const number = kind === 'same' ? 8 : 8 * (i + 1)
      return use.endsWith('Leaf') ? `{${number}}` : `[${number}]`
    })
    return immediatesOf(op).map((immediate) =>
      [op.name, ...fields, immediate].filter((part) => part !== '').join(' '),
    )
  })
}

/** Something to load; what stores change stays changed, in both machines alike. */
function fillHeap(state: MachineState): void {
  poke(state, {
    [STACK_BYTES]: 0x1122_3344_5566_7788n,
    [STACK_BYTES + 64]: 0x99aa_bbcc_ddee_ff00n,
    [RAM_BYTES - 8]: TOP - 5n,
  })
}

function heapSample(state: MachineState): bigint[] {
  return [STACK_BYTES, STACK_BYTES + 128, RAM_BYTES - 2048].flatMap((address) => readFrame(state, address))
}

const STRAIGHT = OPCODE_LIST.filter(({ flow }) => flow === 'next')

describe('a compiled instruction', () => {
  it.each(STRAIGHT.map((op) => [op.name, op] as const))('%s does what the interpreter does', (_name, op) => {
    const isHeap = op.traps.includes('OutOfBounds') && op.name !== 'msgd'
    const firsts = isHeap ? ADDRESSES : EDGES
    for (const text of textsOf(op)) {
      const program = testProgram(
        `${text}\nend {8}\n.word word 0xfedcba9876543210\n.leaf data 1 2 3 0xffffffffffffffff`,
      )
      const jit = createJit(program)
      const [compiled, specified] = [testMachine(program), testMachine(program)]
      for (const state of [compiled, specified]) {
        step(state)
        fillHeap(state)
      }
      for (const b of firsts) {
        for (const c of isHeap || op.c === 'none' ? EDGES.slice(-3) : EDGES) {
          // Slot 8 is a: what a store writes, a payment's amount, a range to check.
          const slots = { 64: c, 128: b, 192: c, [16 * 8]: b, [24 * 8]: c }
          for (const gas of b === firsts[0] ? [1000, op.gas, op.gas - 1] : [1000]) {
            rewind(compiled, slots, gas)
            rewind(specified, slots, gas)
            jit.run(compiled, { untilStep: 1n })
            run(specified, { untilStep: 1n })
            if (equalBytes(frameAndRegisters(compiled), frameAndRegisters(specified))) continue
            // Slow, and only to show where.
            expect({ text, b, c, gas, view: inspect(compiled) }).toEqual({
              text,
              b,
              c,
              gas,
              view: inspect(specified),
            })
            expect(readFrame(compiled), `${text} ${b} ${c}`).toEqual(readFrame(specified))
            expect.unreachable('frames or registers differ')
          }
        }
      }
      expect(heapSample(compiled)).toEqual(heapSample(specified))
      expect(compiled.storage.root()).toEqual(specified.storage.root())
      expect(compiled.outbox.root()).toEqual(specified.outbox.root())
      expect(compiled.events.root()).toEqual(specified.events.root())
    }
  })
})
