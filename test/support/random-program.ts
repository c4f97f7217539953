// Random valid programs for differential tests, from a seed: functions that call each other, loops bounded by gas, and every instruction of
// the opcode table. Operands are mostly made fit for what uses them, so that runs last; now and then they are not, so that everything traps.
import type { InboxEntry } from '../../vm/inbox.ts'
import { Assembler } from '../../vm/program/assembler.ts'
import type { LabelReference, Operands } from '../../vm/program/assembler.ts'
import type { Program } from '../../vm/program/image.ts'
import { MIN_PAY, STACK_BYTES } from '../../vm/spec/constants.ts'
import { FLAG_BIT, WIDE_FLAG_BIT, immediateSource, spanOf } from '../../vm/spec/opcode.ts'
import { OPCODE_LIST } from '../../vm/spec/opcodes.ts'
import type { FieldUse, Opcode } from '../../vm/spec/opcodes.ts'
import { randomFrom } from './random.ts'
import type { Random } from './random.ts'

/** Slots that programs compute in. Slots 4 to 6 are kept for heap addresses and loop counters. */
const SLOTS = [...Array.from({ length: 25 }, (_, i) => 7 + i), 47, 100, 255]
const LEAVES = [8, 16, 24, 32, 96, 248]
const ADDRESS_SLOT = 4
const COUNTER_SLOT = 5
const MAX_NESTING = 2
/** From slot 24 of the caller on, so that callees overwrite some of the caller's slots but never its counters. */
const CALLEE_FRAMES = [3, 4, 6, 8, 31]

/** Signature checks cost more gas than random programs have; tests of their own cover them. */
const MOST_GAS = 1_000_000
const STRAIGHT = OPCODE_LIST.filter(({ flow, gas }) => flow === 'next' && gas < MOST_GAS)
const BRANCHES = OPCODE_LIST.filter(({ flow }) => flow === 'branch')
const HEAP_SIZE: Readonly<Record<string, number>> = {
  ld8: 1,
  ld16: 2,
  ld32: 4,
  ld64: 8,
  ld128: 16,
  ld256: 32,
  ldl: 64,
  st8: 1,
  st16: 2,
  st32: 4,
  st64: 8,
  st128: 16,
  st256: 32,
  stl: 64,
}

interface Writer {
  readonly random: Random
  readonly assembler: Assembler
  readonly functions: number
  labels: number
  /** Functions not called from anywhere yet: an unreachable one would make the program invalid. */
  readonly uncalled: Set<number>
}

/** A valid program; the same for the same seed. */
export function randomProgram(seed: number): Program {
  const random = randomFrom(seed)
  const functions = 1 + random.below(4)
  const assembler = new Assembler()
  const uncalled = new Set(Array.from({ length: functions - 1 }, (_, i) => i + 1))
  const writer: Writer = { random, assembler, functions, labels: 0, uncalled }
  for (let index = 0; index < functions; index++) writeFunction(writer, index)
  for (const name of ['leaf0', 'leaf1']) assembler.leaf(name, [random.word(), random.word(), random.word()])
  for (const name of ['word0', 'word1', 'word2']) assembler.dataLabel(name).word(random.word())
  const built = assembler.build()
  if (!built.ok) throw new Error(`random program ${seed}: ${built.errors.join('; ')}`)
  return built.program
}

/** Messages to run a random program with: admitted and refused, with and without value, rich and poor in gas. */
export function randomInbox(seed: number, gas: bigint): InboxEntry[] {
  const random = randomFrom(seed ^ 0x5eed)
  return Array.from({ length: random.below(4) }, (_, index) => {
    const admitted = random.below(5) > 0
    const isRemote = index > 0 && random.below(4) === 0
    const isUnproven = isRemote && random.below(3) === 0
    return {
      admitted,
      kind: index === 0 ? 'constructor' : isUnproven ? 'unproven' : isRemote ? 'remote' : 'call',
      source: isRemote ? { instance: random.below(9), index: random.below(99), height: 7 } : undefined,
      sender: random.bytes(32),
      transactionId: random.bytes(32),
      value: isUnproven || random.below(2) === 0 ? 0n : BigInt(random.below(1_000_000_000)),
      gas: random.below(4) === 0 ? BigInt(random.below(200)) : gas,
      refusal: admitted ? 0 : 1 + random.below(9),
      payload: random.bytes(random.below(300)),
    } satisfies InboxEntry
  })
}

function writeFunction(writer: Writer, index: number): void {
  const { random, assembler } = writer
  assembler.label(`f${index}`)
  writeBlocks(writer, 1 + random.below(5), 0)
  // A function that nobody has called yet is called by the one before it.
  if (writer.uncalled.has(index + 1)) writeCall(writer, index + 1)
  const leaf = random.pick(LEAVES)
  if (index > 0) assembler.emit('ret')
  else if (random.below(6) > 0) assembler.emit('end', { a: leaf })
  else assembler.emit('trap', { a: leaf, immediate: random.below(1000) })
}

function writeBlocks(writer: Writer, count: number, nesting: number): void {
  const { random } = writer
  for (let i = 0; i < count; i++) {
    const kind = random.below(nesting < MAX_NESTING ? 8 : 5)
    if (kind === 7) writeLoop(writer, nesting)
    else if (kind > 4) writeCondition(writer, nesting)
    else if (kind === 4 && writer.functions > 1) writeCall(writer, 1 + random.below(writer.functions - 1))
    else for (let n = 1 + random.below(6); n > 0; n--) writeInstruction(writer, random.pick(STRAIGHT))
  }
}

function writeCondition(writer: Writer, nesting: number): void {
  const end = `skip${writer.labels++}`
  writeBranch(writer, end)
  writeBlocks(writer, 1 + writer.random.below(3), nesting + 1)
  if (writer.random.below(4) === 0) {
    const otherwise = `else${writer.labels++}`
    writer.assembler.emit('jmp', { immediate: { label: otherwise } })
    writer.assembler.label(end)
    writeBlocks(writer, 1, nesting + 1)
    writer.assembler.label(otherwise)
  } else writer.assembler.label(end)
  writeInstruction(writer, writer.random.pick(STRAIGHT))
}

/** A loop that counts down; now and then one that goes on while some condition holds, which only gas may end. */
function writeLoop(writer: Writer, nesting: number): void {
  const { random, assembler } = writer
  const head = `loop${writer.labels++}`
  const counter = COUNTER_SLOT + nesting
  assembler.emit('ldi', { a: counter, immediate: 1 + random.below(6) })
  assembler.label(head)
  writeBlocks(writer, 1 + random.below(2), nesting + 1)
  if (random.below(10) === 0) return writeBranch(writer, head)
  assembler.emit('addi', { a: counter, b: counter, immediate: -1 })
  assembler.emit('jnz', { a: counter, immediate: { label: head } })
}

function writeBranch(writer: Writer, label: string): void {
  const op = writer.random.pick(BRANCHES)
  writer.assembler.emit(op.name, {
    ...randomFields(writer.random, op, 0),
    immediate: { label },
  })
}

function writeCall(writer: Writer, target: number): void {
  const { random, assembler, uncalled } = writer
  uncalled.delete(target)
  const a = random.pick(CALLEE_FRAMES)
  const immediate = { label: `f${target}` }
  if (random.below(2) === 0) return void assembler.emit('call', { a, immediate })
  assembler.emit('callx', { a, b: random.pick(SLOTS), immediate })
}

/** An instruction with whatever must precede it to make it go well, most of the time. */
function writeInstruction(writer: Writer, op: Opcode): void {
  const { random, assembler } = writer
  const immediate = randomImmediate(random, op)
  const fields = { ...randomFields(random, op, typeof immediate === 'number' ? immediate : 0), immediate }
  const fit = random.below(10) > 0 ? madeFit(random, op, fields) : { before: [], fields }
  for (const [name, operands] of fit.before) assembler.emit(name, operands)
  assembler.emit(op.name, fit.fields)
}

type Fit = { readonly before: readonly (readonly [string, Operands])[]; readonly fields: Operands }

function madeFit(random: Random, op: Opcode, fields: Operands): Fit {
  const { a = 0, b = 0, c = 0 } = fields
  const small = (slot: number) => ['andi', { a: slot, b: slot, immediate: 0xffff }] as const
  const positive = (slot: number) => ['ldi', { a: slot, immediate: 1 + random.below(1000) }] as const
  const large = (slot: number) => ['ldi', { a: slot, immediate: 0x7fff_0000 + random.below(0xffff) }] as const
  const size = HEAP_SIZE[op.name]
  if (size !== undefined) {
    const address = ['ldi', { a: ADDRESS_SLOT, immediate: STACK_BYTES + size * random.below(64) }] as const
    return { before: [address], fields: { ...fields, b: ADDRESS_SLOT, immediate: size * random.below(64) } }
  }
  switch (op.name) {
    case 'muldiv': {
      const third = Number(fields.immediate) & 0xff
      return { before: [small(b), small(c), positive(third)], fields }
    }
    case 'fitu':
    case 'fits':
      return { before: [small(a)], fields: { ...fields, immediate: 17 + random.below(47) } }
    case 'subu':
      return { before: [small(c), large(b)], fields }
    case 'subui':
      return { before: [large(b)], fields: { ...fields, immediate: random.below(1000) } }
    case 'msgd':
      return { before: [['andi', { a: b, b, immediate: 0xff }]], fields }
    case 'pay':
      return { before: [['ldi', { a, immediate: Number(MIN_PAY) + random.below(1000) }]], fields }
    default:
      if (op.imm.startsWith('wide')) return { before: fitWide(random, op, fields), fields }
      if (op.traps.includes('DivideByZero')) return { before: [positive(c)], fields }
      if (op.traps.includes('Overflow')) return { before: [small(b), ...(c > 0 ? [small(c)] : [])], fields }
      return { before: [], fields }
  }
}

function randomFields(random: Random, op: Opcode, immediate: number): { a: number; b: number; c: number } {
  const field = (use: FieldUse): number => {
    const slots = spanOf(use, op.imm, immediate)
    return slots === 0 ? 0 : slots === 8 ? random.pick(LEAVES) : randomSlots(random, slots)
  }
  return { a: field(op.a), b: field(op.b), c: field(op.c) }
}

/** Makes divisors of wide numbers other than zero, and what must fit a word small. */
function fitWide(random: Random, op: Opcode, { b = 0, c = 0, immediate = 0 }: Operands): Fit['before'] {
  const small = (to: number, type: number) =>
    [
      ['ldi', { a: to, immediate: 1 + random.below(1000) }],
      ['wof', { a: to, b: to, immediate: type }],
    ] as const
  const imm = typeof immediate === 'number' ? immediate : 0
  if (op.name === 'wmuldiv') return small(imm & 0xff, imm >>> 9)
  if (op.traps.includes('DivideByZero')) return small(c, imm)
  return op.traps.includes('Overflow') ? small(b, imm) : []
}

/** The first of so many slots. */
function randomSlots(random: Random, slots: number): number {
  const slot = random.pick(SLOTS)
  return slot - (slot % slots)
}

function randomImmediate(random: Random, op: Opcode): number | LabelReference {
  switch (op.imm) {
    case 'none':
    case 'target':
      return 0
    case 'unsigned':
    case 'signed':
      return Number(BigInt.asUintN(32, random.word()))
    case 'dataWord':
      return { label: `word${random.below(3)}` }
    case 'dataLeaf':
      return { label: `leaf${random.below(2)}` }
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
      return randomSlots(random, 4)
    case 'wide':
      return random.below((op.immMax ?? 0) + 1)
    case 'wideAndFlag': {
      const bits = random.below(2) * FLAG_BIT + random.below(2) * WIDE_FLAG_BIT
      return bits | randomSlots(random, immediateSource(op.imm, bits).slots)
    }
  }
}
