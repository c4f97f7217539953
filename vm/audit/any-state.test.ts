// Attack: find a state in which the step verifier and the interpreter differ, so that an honest manager loses or a cheat wins. Programs reach
// few values of the registers; here they are set by hand to whatever a run could in principle hold, near every boundary of 32 and 64
// bits, and one instruction is done, proved, and followed through the steps that close its message.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, entryOf, machineOf } from '../../test/support/proved-run.ts'
import { type Random, randomFrom } from '../../test/support/random.ts'
import { machineHash } from '../machine/header.ts'
import { inspect } from '../machine/inspect.ts'
import * as at from '../machine/registers.ts'
import { run, step } from '../machine/run.ts'
import { type MachineState, forkMachine } from '../machine/state.ts'
import { LEAF_WRITTEN } from '../merkle/memory-tree.ts'
import { type Program, programOf } from '../program/image.ts'
import { encodeInstruction } from '../program/instruction.ts'
import { validateProgram } from '../program/validator/validate.ts'
import { proveStep } from '../proof/prove/prove.ts'
import { verifyStep } from '../proof/verify/verify-step.ts'
import {
  FRAME_BYTES,
  MAX_CALL_DEPTH,
  MAX_INBOX_ENTRIES,
  MAX_PAYLOAD_BYTES,
  MIN_PAY,
  RAM_BYTES,
  STACK_BYTES,
} from '../spec/constants.ts'
import { FLAG_BIT, WIDE_FLAG_BIT, spanOf } from '../spec/opcode.ts'
import { type FieldUse, OPCODE_BY_NAME, OPCODE_LIST, type Opcode } from '../spec/opcodes.ts'
import { bytesOfWords, writeWord } from '../words.ts'

/** SILO_STATES tries more of them. */
const STATES = Number(process.env['SILO_STATES'] ?? 15)

/** A full inbox, of which a state is in any message: admitted or not, with no value, some, and as much as fits a word. */
const INBOX = Array.from({ length: MAX_INBOX_ENTRIES }, (_, i) =>
  entryOf({
    admitted: i % 7 !== 3,
    refusal: i % 7 === 3 ? 0xffff_ffff - i : 0,
    value: [0n, 1n, BigInt(i), (1n << 64n) - 1n][i % 4] ?? 0n,
    payload: i === MAX_INBOX_ENTRIES - 1 ? bytesOf(9, MAX_PAYLOAD_BYTES) : bytesOf(i, i % 130),
  }),
)

/** Leaf index of the last place on the stack that has room for a frame. */
const LAST_FRAME = (STACK_BYTES - FRAME_BYTES) / 64
const CALLEE = 3
const DATA = 8
const SLOTS = [4, 5, 7, 8, 9, 15, 16, 31, 100, 255]
const LEAVES = [8, 16, 24, 248]
const AMOUNTS = [
  0n,
  1n,
  99n,
  100n,
  499n,
  500n,
  501n,
  1n << 30n,
  (1n << 30n) + 1n,
  1n << 32n,
  (1n << 32n) + 5n,
]
const EDGES = [...AMOUNTS, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n]

function field(random: Random, op: Opcode, use: FieldUse, immediate: number): number {
  const slots = spanOf(use, op.imm, immediate)
  switch (use) {
    case 'none':
      return 0
    case 'read':
    case 'write':
      return random.pick(SLOTS)
    case 'readLeaf':
    case 'writeLeaf':
    case 'updateLeaf':
      return random.pick(LEAVES)
    case 'frame':
      return random.pick([1, 2, 3, 31])
    default:
      return group(random, slots)
  }
}

/** The first of so many slots. */
function group(random: Random, slots: number): number {
  const slot = random.pick(SLOTS)
  return slot - (slot % slots)
}

function immediate(random: Random, op: Opcode): number {
  switch (op.imm) {
    case 'none':
      return 0
    case 'unsigned':
    case 'signed':
      return Number(BigInt.asUintN(32, random.word()))
    case 'target':
      return op.flow === 'call' ? CALLEE : 2
    case 'dataWord':
      return DATA + random.below(8)
    case 'dataLeaf':
      return DATA / 8
    case 'shift':
      return random.below(64)
    case 'bits':
      return 1 + random.below(63)
    case 'selector':
      return random.below((op.immMax ?? 0) + 1)
    case 'slot':
      return random.pick(SLOTS)
    case 'slotAndFlag':
      return random.pick(SLOTS) | (random.below(2) * FLAG_BIT)
    case 'quad':
      return group(random, 4)
    case 'wide':
      return random.below((op.immMax ?? 0) + 1)
    case 'wideAndFlag':
      return group(random, 4) | (random.below(2) * FLAG_BIT) | (random.below(2) * WIDE_FLAG_BIT)
  }
}

/** The instruction at word 0 (a `ret` at word 3, in the function that begins there). */
function programWith(random: Random, op: Opcode): Program {
  const word = (name: string, a: number, imm = 0): bigint =>
    encodeInstruction({ opcode: OPCODE_BY_NAME.get(name)!.code, a, b: 0, c: 0, immediate: imm })
  const ofTested = immediate(random, op)
  const tested = encodeInstruction({
    opcode: op.code,
    a: field(random, op, op.a, ofTested),
    b: field(random, op, op.b, ofTested),
    c: field(random, op, op.c, ofTested),
    immediate: ofTested,
  })
  const first = op.name === 'ret' ? word('zerol', 8) : tested
  const padding = Array.from({ length: DATA - 4 }, () => 0n)
  const data = Array.from({ length: 8 }, () => random.word())
  return programOf([first, word('call', 1, CALLEE), word('end', 16), word('ret', 0)], [...padding, ...data])
}

function setRegister(state: MachineState, index: number, value: bigint): void {
  state.registers[index] = Number(BigInt.asIntN(32, value))
  state.registers[index + 1] = Number(BigInt.asIntN(32, value >> 32n))
}

function poke(state: MachineState, address: number, value: bigint): void {
  writeWord(state.ramBytes, address, value)
  state.flags[address >>> 6] = LEAF_WRITTEN
}

/** Words that instructions take for addresses, indices and amounts are drawn near the bounds of those. */
function wordFor(random: Random): bigint {
  const near = (value: bigint): bigint => BigInt.asUintN(64, value + BigInt(random.below(131)) - 65n)
  switch (random.below(8)) {
    case 0:
      return near(BigInt(STACK_BYTES))
    case 1:
      return near(BigInt(RAM_BYTES))
    case 2:
      return near(256n)
    case 3:
      return near(MIN_PAY)
    case 4:
      return (random.word() & ~0xffff_ffffn) | BigInt(random.below(300))
    default:
      return random.word()
  }
}

/** A machine in some message, about to execute the program's tested instruction. */
function anyState(seed: number, op: Opcode): MachineState {
  const random = randomFrom(seed)
  const program = programWith(random, op)
  expect(validateProgram(program)).toEqual({ ok: true })
  const state = machineOf(program, INBOX)
  // What earlier messages left; then the message begins; then what it did itself so far.
  const message = random.pick([0, 1, 2, 4095, random.below(MAX_INBOX_ENTRIES)])
  state.registers[at.MESSAGE] = message - (message % 7 === 3 ? 1 : 0)
  const instance = random.word()
  const dirty = (): void => {
    for (let i = random.below(4); i > 0; i--) {
      state.storage.set(random.pick([0n, instance]), keyOf(random.below(4)), bytesOfWords(EDGES.slice(0, 8)))
      state.outbox.append(new Uint32Array(16).fill(random.below(99)), 0)
      if (random.below(2) === 0) state.events.append(new Uint32Array(16).fill(random.below(99)), 0)
    }
    state.registers[at.OUTBOX_COUNT] = state.outbox.length
    state.registers[at.EVENT_COUNT] = state.events.length
  }
  dirty()
  step(state)
  dirty()

  const fp = 64 * random.pick([0, LAST_FRAME, LAST_FRAME - 1, LAST_FRAME - 31, random.below(LAST_FRAME + 1)])
  const returns = op.name === 'ret'
  setRegister(state, at.PC, returns ? BigInt(CALLEE) : 0n)
  setRegister(state, at.FP, BigInt(fp))
  const depths = [1, 2, MAX_CALL_DEPTH - 1, MAX_CALL_DEPTH]
  setRegister(state, at.DEPTH, BigInt(random.pick(returns ? depths : [0, ...depths])))
  setRegister(state, at.STEPS, random.pick([7n, (1n << 32n) - 2n, (1n << 32n) - 1n, (1n << 63n) - 1n]))
  setRegister(state, at.GAS, random.pick([...EDGES, BigInt(op.gas) - 1n, BigInt(op.gas), 100_000n, 100_000n]))
  setRegister(state, at.GAS_LIMIT, random.pick(EDGES))
  setRegister(state, at.INSTANCE, instance)
  setRegister(state, at.CALLER, random.word())
  for (const slot of SLOTS) poke(state, fp + slot * 8, wordFor(random))
  for (const leaf of LEAVES) {
    if (random.below(3) === 0) state.ramBytes.fill(0, fp + leaf * 8, fp + leaf * 8 + 64)
    if (random.below(3) === 0) state.ramBytes.set(keyOf(random.below(4)), fp + leaf * 8)
    state.flags[(fp >>> 6) + leaf / 8] = LEAF_WRITTEN
  }
  if (returns) {
    const link = [random.below(4), 64 * random.below(LAST_FRAME + 1)].map(BigInt)
    ;[...link, random.word(), random.word()].forEach((word, slot) => poke(state, fp + slot * 8, word))
  }
  for (const address of [STACK_BYTES, STACK_BYTES + 64, RAM_BYTES - 64]) poke(state, address, random.word())
  return state
}

function keyOf(key: number): Uint8Array {
  return bytesOfWords([BigInt(key), 0n, 0n, 0n, 0n, 0n, 0n])
}

/** Steps once in both implementations. */
function agree(state: MachineState): void {
  const verdict = verifyStep(machineHash(state), proveStep(state))
  step(state)
  expect(verdict).toEqual({ ok: true, next: machineHash(state) })
}

test.each(OPCODE_LIST.map((op) => [op.name, op] as const))('%s in any state', (_, op) => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const state = anyState(seed, op)
      const ahead = forkMachine(state)
      const { steps } = inspect(state)
      agree(state)
      // To the end of the message, if it ended: refund, receipt, the next one's beginning.
      let taken = 1n
      for (; inspect(state).status !== 'Running' && taken < 5n; taken++) agree(state)
      // A stretch of several steps is the same as one by one.
      run(ahead, { untilStep: steps + taken })
      expect(machineHash(ahead)).toEqual(machineHash(state))
    }),
    { numRuns: STATES },
  )
})
