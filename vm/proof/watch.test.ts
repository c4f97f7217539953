// Who changed a place last: found through checkpoints as by watching every step.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, machineOf, programOfText } from '../../test/support/proved-run.ts'
import { createJit } from '../jit/engine.ts'
import { isHalted, step } from '../machine/run.ts'
import { createMachine } from '../machine/state.ts'
import type { MachineInput, MachineState } from '../machine/state.ts'
import { bytesOfWords } from '../words.ts'
import { createMachineTrace } from './prove/machine-trace.ts'
import type { WatchTarget } from './watch.ts'

const HEAP = 262_144

// Stores now and then what it counts under two keys, and in RAM; one key is deleted again, one heap word rewritten with what it holds.
const PROGRAM = programOfText(`
  ldc [8] heap
  ldi [9] 12000
again:
  andi [10] [9] 1023
  jnz [10] next
  mov [24] [9]
  ldi [16] 1
  sstore {24} {16}
  ldi [16] 2
  sstore {24} {16}
  ldi [24] 0
  sstore {24} {16}
  st64 [9] [8] 0
  st64 [9] [8] 8192
  ldi [11] 0
  st64 [11] [8] 8192
next:
  ldi [12] 7
  st64 [12] [8] 4096
  subui [9] [9] 1
  jnz [9] again
  end {8}
.word heap ${HEAP}`)

const FAILING = programOfText(`
  ldi [16] 1
  ldi [24] 99
  sstore {24} {16}
  ldi [24] 0
  sstore {24} {16}
  ldi [24] 5
  sstore {24} {16}
  trap {8} 1`)

function inputOf(program: typeof PROGRAM, messages: number): MachineInput {
  const { inbox, context, storage } = machineOf(
    program,
    Array.from({ length: messages }, () => entryOf({ gas: 10_000_000n })),
  )
  return { program, inbox, context, storage }
}

const keyOf = (word: bigint): Uint8Array => bytesOfWords([word, 0n, 0n, 0n, 0n, 0n, 0n])
const ram = (address: number, length = 8): WatchTarget => ({ kind: 'ram', address, length })
const stored = (word: bigint): WatchTarget => ({ kind: 'storage', instance: 0n, key: keyOf(word) })

const TARGETS: readonly (readonly [string, WatchTarget])[] = [
  ['a word of the heap', ram(HEAP)],
  ['one that holds the same again and again', ram(HEAP + 4096)],
  ['one that is zero again at once', ram(HEAP + 8192)],
  ['one that is never written', ram(HEAP + 65_536)],
  ['a slot that counts', ram(9 * 8)],
  ['several leaves', ram(0, 128)],
  ['a key', stored(1n)],
  ['a key that comes and goes', stored(2n)],
  ['a key that nobody writes', stored(3n)],
]

function contentOf(state: MachineState, target: WatchTarget): string {
  const bytes =
    target.kind === 'ram'
      ? state.ramBytes.slice(target.address, target.address + target.length)
      : state.storage.get(target.instance, target.key)
  return Buffer.from(bytes).toString('hex')
}

/** For each step its last change by watching all; -1 where there is none. */
function watchedSteps(input: MachineInput, target: WatchTarget): number[] {
  const state = createMachine({ ...input, storage: input.storage.fork() })
  const lastChanges = [-1]
  let before = contentOf(state, target)
  let last = -1
  for (let t = 0; !isHalted(state); t++) {
    const message = state.message
    step(state)
    const now = contentOf(state, target)
    if (now !== before) last = t
    if (target.kind === 'ram' && state.message !== message) last = -1
    before = now
    lastChanges.push(last)
  }
  return lastChanges
}

describe.each([
  ['two messages', inputOf(PROGRAM, 2)],
  ['messages that are rolled back', inputOf(FAILING, 9)],
])('%s', (_, input) => {
  const jit = createJit(input.program)
  const traces = [createMachineTrace(input, { checkpoints: 9 }), createMachineTrace(input, { run: jit.run })]

  test.each(TARGETS)('%s: the last change before any step', (_name, target) => {
    const expected = watchedSteps(input, target)
    fc.assert(
      fc.property(fc.nat(expected.length - 1), (t) => {
        for (const trace of traces)
          expect(Number(trace.lastChange(target, BigInt(t)) ?? -1n)).toBe(expected[t])
      }),
      { numRuns: 30 },
    )
  })
})

test('places that no machine has are refused', () => {
  const trace = createMachineTrace(inputOf(FAILING, 1))
  expect(() => trace.lastChange(ram(-8), 3n)).toThrow(RangeError)
  expect(() => trace.lastChange(ram(1 << 22), 3n)).toThrow(RangeError)
  expect(() => trace.lastChange(ram(0, 0), 3n)).toThrow(RangeError)
})
