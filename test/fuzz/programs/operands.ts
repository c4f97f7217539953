// Operands of single instructions, read off the opcode table: fields in their ranges, and what must stand in the slots that an
// instruction reads for it to go well, or to trap as wished. An opcode that is new to the table gets words at the edges.
import { FIRST_SLOT, MIN_PAY, RAM_BYTES, STACK_BYTES } from '../../../vm/spec/constants.ts'
import { FLAG_BIT, WIDE_FLAG_BIT, immediateSource, spanOf } from '../../../vm/spec/opcode.ts'
import type { FieldUse, Opcode } from '../../../vm/spec/opcodes.ts'
import type { Random } from '../../support/random.ts'
import { line } from './tree.ts'
import type { Immediate, Line, Node } from './tree.ts'

/** Slots that programs compute in: few, so that results meet; slots 4 to 6 are kept for addresses and counters. */
const SLOTS = [...Array.from({ length: 25 }, (_, i) => 7 + i), 47, 100, 255]
const LEAVES = [8, 16, 24, 32, 96, 248]
export const ADDRESS_SLOT = 4
/** Loop counters, one per depth of nesting. */
export const COUNTER_SLOTS = [5, 6]
/** Frames of callees; the nearer ones overwrite slots that their callers use. */
const FRAMES = [1, 2, 3, 4, 6, 8, 31]

/** Constant words and leaves of every program. */
export const WORDS = 8
export const LEAF_CONSTANTS = 4

/** `well`, `edges` (operands where instructions change their ways), or a trap's name. */
type Wish = string

/** An instruction, with what must precede it for the wish to come true, most of the time. */
export function wished(random: Random, op: Opcode, wish: Wish): Node[] {
  const fields = randomFields(random, op)
  const before = preparation(random, op, fields, wish)
  return [...before.nodes, { kind: 'line', line: { ...fields, ...before.change } }]
}

interface Preparation {
  readonly nodes: readonly Node[]
  readonly change?: Partial<Line>
}

function preparation(random: Random, op: Opcode, fields: Line, wish: Wish): Preparation {
  const bytes = accessBytes(op)
  if (bytes !== undefined) return address(random, fields, bytes, wish)
  switch (op.name) {
    case 'msgd': {
      const leaf = wish === 'OutOfBounds' ? random.pick([256, 257, 0x7fff_ffff]) : random.below(256)
      return wish === 'edges' ? edges(random, op, fields) : { nodes: [set(fields.b, leaf)] }
    }
    case 'pay': {
      const amount = Number(MIN_PAY) + (wish === 'Dust' ? -1 - random.below(9) : random.below(1000))
      return { nodes: [set(fields.a, amount)] }
    }
    case 'send': {
      // Only the first part of a call says what value it carries.
      const fee = random.below(3)
      const least = Number(MIN_PAY) + fee
      const value = wish === 'Dust' ? least - 1 - random.below(9) : random.pick([0, least, least + 1000])
      const change = wish === 'edges' && random.below(2) === 0 ? {} : { imm: 0 }
      return { nodes: [set(fields.a, value), set(fields.a + 1, fee)], change }
    }
    case 'sload':
    case 'sstore':
      // Few keys, so that they meet; and sometimes a value of zero, which deletes.
      return { nodes: [...key(random, fields.b), ...(random.below(4) === 0 ? [zero(fields.a)] : [])] }
  }
  if (wish === 'edges') return edges(random, op, fields)
  if (wish === 'DivideByZero')
    return { nodes: [...edges(random, op, fields).nodes, ...setWide(divisorOf(fields, op), 0)] }
  if (wish === 'Overflow')
    return { nodes: sourcesOf(fields, op).flatMap((source) => extreme(random, source)) }
  if (wish === 'well' && op.traps.length > 0) return tame(random, op, fields)
  return { nodes: [] }
}

/** Bytes that a load or store touches, by its name; undefined for other instructions. */
function accessBytes({ name, imm }: Opcode): number | undefined {
  if (imm !== 'unsigned') return undefined
  const match = /^(?:ld|st)(\d+|l)$/.exec(name)
  if (match === null) return undefined
  return match[1] === 'l' ? 64 : Number(match[1]) / 8
}

function address(random: Random, { b }: Line, bytes: number, wish: Wish): Preparation {
  const place = bytes * random.below(64)
  const imm = bytes * random.below(64)
  const base = random.below(4) === 0 ? RAM_BYTES - 128 * bytes : STACK_BYTES
  const at = (from: number, immediate: number): Preparation => ({
    nodes: [set(ADDRESS_SLOT, from)],
    change: { b: ADDRESS_SLOT, imm: immediate },
  })
  switch (wish) {
    case 'well':
      return at(base + place, imm)
    case 'Misaligned':
      return at(base + place + 1 + random.below(Math.max(1, bytes - 1)), imm)
    case 'OutOfBounds':
      return random.pick([
        () => at(RAM_BYTES - bytes + 1, 0),
        () => at(RAM_BYTES - bytes, bytes),
        () => at(STACK_BYTES - bytes, 0),
        () => at(STACK_BYTES - 1, 0),
        () => at(random.below(STACK_BYTES), 0),
        () => at(STACK_BYTES, 0xffff_ffff - random.below(2 * RAM_BYTES)),
        // The sum has more than 64 bits: it must not wrap into the heap.
        () => ({ nodes: [line('ldn', { a: b, imm: -1 })], change: { imm: STACK_BYTES + bytes + 1 } }),
      ])()
    default:
      return random.pick([
        () => at(RAM_BYTES - bytes, 0),
        () => at(STACK_BYTES, RAM_BYTES - STACK_BYTES - bytes),
        () => ({ nodes: [constant(random, b)] }),
        () => ({ nodes: [] }),
      ])()
  }
}

/** Small operands, and a divisor that isn't zero. */
function tame(random: Random, op: Opcode, fields: Line): Preparation {
  const small = (slot: number): Node => line('andi', { a: slot, b: slot, imm: 0xffff })
  if (op.name === 'fitu' || op.name === 'fits')
    return { nodes: [small(fields.a)], change: { imm: 17 + random.below(47) } }
  if (op.name === 'subu') return { nodes: [small(fields.c), set(fields.b, 0x7fff_0000)] }
  if (op.name === 'subui') return { nodes: [set(fields.b, 0x7fff_0000)], change: { imm: random.below(1000) } }
  const smallSources = sourcesOf(fields, op).flatMap(({ first, slots }) =>
    slots === 1 ? [small(first)] : setWide({ first, slots }, random.below(0x1_0000)),
  )
  if (!op.traps.includes('DivideByZero')) return { nodes: smallSources }
  return { nodes: [...smallSources, ...setWide(divisorOf(fields, op), 1 + random.below(1000))] }
}

function edges(random: Random, op: Opcode, fields: Line): Preparation {
  return { nodes: readSlots(fields, op).map((slot) => constant(random, slot)) }
}

/** The largest or least number, signed or unsigned, of one or more slots. */
function extreme(random: Random, { first, slots }: { first: number; slots: number }): Node[] {
  const top = first + slots - 1
  const all = (value: number): Node[] =>
    Array.from({ length: slots }, (_, i) => line('ldn', { a: first + i, imm: value }))
  return random.pick([
    all(-1),
    [...all(-1), line('shrui', { a: top, b: top, imm: 1 })],
    [...all(0), set(top, 1), line('shli', { a: top, b: top, imm: 63 })],
    [...all(0), set(first, random.below(2))],
  ])
}

/** First slot of the divisor and how many it has. */
function divisorOf({ c, imm }: Line, op: Opcode): { first: number; slots: number } {
  const number = typeof imm === 'number' ? imm : 0
  const third = immediateSource(op.imm, number)
  return third.slots > 0 ? third : { first: c, slots: spanOf(op.c, op.imm, number) }
}

/** Sets a number of one or more slots to a small one. */
function setWide({ first, slots }: { first: number; slots: number }, value: number): Node[] {
  return Array.from({ length: slots }, (_, i) => set(first + i, i === 0 ? value : 0))
}

/** Slots that an instruction reads; of a leaf, its first words. */
function readSlots(fields: Line, op: Opcode): number[] {
  return sourcesOf(fields, op).flatMap(({ first, slots }) =>
    Array.from({ length: slots === 8 ? 2 : slots }, (_, i) => first + i),
  )
}

/** What an instruction reads: the first slot of each source and how many it has. */
function sourcesOf(fields: Line, op: Opcode): { first: number; slots: number }[] {
  const number = typeof fields.imm === 'number' ? fields.imm : 0
  const sources = (['a', 'b', 'c'] as const)
    .filter((name) => /^(read|update)/.test(op[name]))
    .map((name) => ({ first: fields[name], slots: spanOf(op[name], op.imm, number) as number }))
  const third = immediateSource(op.imm, number)
  return third.slots > 0 ? [...sources, third] : sources
}

/** Any of the program's constants, or a small number. */
export function constant(random: Random, slot: number): Node {
  if (random.below(3) > 0) return line('ldc', { a: slot, imm: { word: random.below(WORDS) } })
  return line(random.pick(['ldi', 'ldn']), { a: slot, imm: random.below(5) - 1 })
}

function set(slot: number, value: number): Node {
  return line('ldi', { a: slot, imm: value })
}

function zero(leaf: number): Node {
  return line('zerol', { a: leaf })
}

function key(random: Random, leaf: number): Node[] {
  return random.below(4) === 0 ? [] : [zero(leaf), set(leaf, random.below(8))]
}

export function randomFields(random: Random, op: Opcode): Line {
  const imm = randomImmediate(random, op)
  const number = typeof imm === 'number' ? imm : 0
  const field = (use: FieldUse): number => {
    if (use === 'frame') return random.below(8) === 0 ? 1 + random.below(31) : random.pick(FRAMES)
    return randomGroup(random, spanOf(use, op.imm, number))
  }
  return { op: op.name, a: field(op.a), b: field(op.b), c: field(op.c), imm }
}

/** The first of so many slots. */
function randomGroup(random: Random, slots: 0 | 1 | 2 | 4 | 8): number {
  if (slots === 0) return 0
  const anywhere = random.below(20) === 0
  if (slots === 8) return anywhere ? 8 * (1 + random.below(31)) : random.pick(LEAVES)
  const slot = anywhere ? FIRST_SLOT + random.below(256 - FIRST_SLOT) : random.pick(SLOTS)
  return slot - (slot % slots)
}

function randomImmediate(random: Random, op: Opcode): Immediate {
  switch (op.imm) {
    case 'none':
    case 'target':
      return 0
    case 'unsigned':
    case 'signed':
      return Number(BigInt.asUintN(32, random.word()))
    case 'dataWord':
      return { word: random.below(WORDS) }
    case 'dataLeaf':
      return { leaf: random.below(LEAF_CONSTANTS) }
    case 'shift':
      return random.below(64)
    case 'bits':
      return 1 + random.below(63)
    case 'selector':
    case 'wide':
      return random.below((op.immMax ?? 0) + 1)
    case 'slot':
      return randomGroup(random, 1)
    case 'slotAndFlag':
      return randomGroup(random, 1) | (random.below(2) * FLAG_BIT)
    case 'quad':
      return randomGroup(random, 4)
    case 'wideAndFlag': {
      const bits = random.below(2) * FLAG_BIT + random.below(2) * WIDE_FLAG_BIT
      return bits | randomGroup(random, immediateSource(op.imm, bits).slots)
    }
  }
}
