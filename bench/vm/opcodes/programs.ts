// For every opcode a program that does it many times, and the same program without it. Values are such that nothing traps and that the
// slow way of an instruction is taken: wide factors, long divisors, a signature that is valid, storage keys that differ each time. Operands come out of the heap,
// so that no compiler knows them and does the work beforehand.
import { schnorr } from '@noble/curves/secp256k1.js'
import { Assembler } from '../../../vm/program/assembler.ts'
import type { Operands } from '../../../vm/program/assembler.ts'
import type { Program } from '../../../vm/program/image.ts'
import { FLAG_BIT, WIDE_FLAG_BIT } from '../../../vm/spec/opcode.ts'
import { OPCODE_LIST } from '../../../vm/spec/opcodes.ts'
import type { FieldUse, ImmediateUse, Opcode } from '../../../vm/spec/opcodes.ts'
import { STACK_BYTES } from '../../../vm/spec/constants.ts'
import { wordsOfBytes } from '../../../vm/words.ts'

/** What is measured: an opcode, or one way of it that has a price of its own. */
export interface Subject {
  readonly name: string
  readonly opcode: Opcode
  /** With what is measured along, such as the return of a call. */
  readonly gas: number
  readonly isNewKey: boolean
  /** At most so many in one reference block. */
  readonly most: number
}

/** Instructions of the subject in one round of the loop. */
export const COPIES = 16
const FRAME = 20

// Slots. Narrow instructions work on NARROW again and again, each on the result of the one before, so that no engine can do two at once.
const RESULT = 8
const NARROW = 16
const ONE = 24
const ADDRESS = 26
const WIDE = 40
const SHORT = 48
const LONG = 56
const LEAF = 64
const SECOND_LEAF = 72
const ROUNDS = 80
const KEY_COUNTER = 81
const KEY_MASK = 82
const KEY_BITS = 88
/** Where in the heap loads and stores go: beyond the operands. */
const HEAP_PLACE = 4096

/** Opcodes that end a message can't be repeated; `ret` is measured with the calls. */
const NOT_ALONE = new Set(['end', 'trap', 'ret'])

/** One subject for each opcode that can stand in a loop, and one for stores of new keys. */
export function subjects(): readonly Subject[] {
  return OPCODE_LIST.filter(({ name }) => !NOT_ALONE.has(name)).flatMap((opcode) => {
    const { name, gas, extraGas } = opcode
    const subject: Subject = { name, opcode, gas, isNewKey: false, most: Infinity }
    switch (name) {
      case 'call':
      case 'callx':
        return [{ ...subject, name: `${name} and ret`, gas: gas + gasOf('ret') }]
      case 'sstore':
        return [
          { ...subject, name: 'sstore, known key' },
          { ...subject, name: 'sstore, new key', gas: gas + (extraGas ?? 0), isNewKey: true },
        ]
      case 'pay':
      case 'send':
      case 'emit':
        return [{ ...subject, most: 50_000 }]
      default:
        return [subject]
    }
  })
}

function gasOf(name: string): number {
  return OPCODE_LIST.find((opcode) => opcode.name === name)?.gas ?? 0
}

/** The loop with the subject, or without it. Known keys are 1 .. 2^keyBits of instance 0. */
export function measuredProgram(
  subject: Subject,
  rounds: number,
  copies: 0 | typeof COPIES,
  keyBits: number,
): Program {
  const assembler = new Assembler()
  load(assembler, subject, rounds, keyBits)
  assembler.label('again')
  for (let copy = 0; copy < COPIES; copy++) {
    nextKey(assembler, subject)
    if (copies > 0) emit(assembler, subject, copy)
  }
  assembler.emit('subui', { a: ROUNDS, b: ROUNDS, immediate: 1 })
  assembler.emit('jnz', { a: ROUNDS, immediate: { label: 'again' } })
  assembler.emit('end', { a: RESULT })
  // A function has to be called from somewhere to be valid.
  if (copies > 0 && subject.opcode.flow === 'call') assembler.label('callee').emit('ret')
  return built(assembler)
}

/** The subject once; `pc` is where it stands. */
export function singleProgram(subject: Subject, keyBits: number): { program: Program; pc: number } {
  const assembler = new Assembler()
  load(assembler, subject, 1, keyBits)
  nextKey(assembler, subject)
  const pc = assembler.here
  emit(assembler, subject, 0)
  assembler.emit('end', { a: RESULT })
  if (subject.opcode.flow === 'call') assembler.label('callee').emit('ret')
  return { program: built(assembler), pc }
}

function built(assembler: Assembler): Program {
  const result = assembler.build()
  if (!result.ok) throw new Error(result.errors.join('\n'))
  return result.program
}

function load(assembler: Assembler, { name, isNewKey }: Subject, rounds: number, keyBits: number): void {
  const words = new Map<number, bigint>([
    [ROUNDS, BigInt(rounds)],
    [ONE, 1n],
    [ONE + 1, 1n],
    [ADDRESS, BigInt(STACK_BYTES)],
    [KEY_COUNTER, 0n],
    [KEY_MASK, BigInt(2 ** keyBits - 1)],
    [KEY_BITS, isNewKey ? BigInt(2 ** (keyBits + 1)) : 1n],
    [NARROW, 1n << 60n],
    ...quad(WIDE, (1n << 200n) + (1n << 130n) + 12345n),
    ...quad(SHORT, (1n << 50n) + 77n),
    ...quad(LONG, (1n << 130n) + (1n << 70n) + 99n),
    // An amount that may be paid, and a leaf with something in it everywhere.
    ...[1_000_000_000n, 2n, 3n, 4n, 5n, 6n, 7n, 8n].map((word, i) => [SECOND_LEAF + i, word] as const),
  ])
  if (name === 'schnorr') for (const [slot, word] of signed()) words.set(slot, word)
  for (const [slot, word] of words) {
    assembler.dataLabel(`w${slot}`).word(word)
    assembler.emit('ldc', { a: slot, immediate: { label: `w${slot}` } })
  }
  for (const slot of words.keys()) {
    if (slot === ADDRESS) continue
    assembler.emit('st64', { a: slot, b: ADDRESS, immediate: slot * 8 })
    assembler.emit('ld64', { a: slot, b: ADDRESS, immediate: slot * 8 })
  }
  assembler.leaf('leaf', [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n])
}

function quad(slot: number, value: bigint): (readonly [number, bigint])[] {
  return [0, 1, 2, 3].map((i) => [slot + i, (value >> BigInt(64 * i)) & 0xffff_ffff_ffff_ffffn] as const)
}

/** A valid signature in LEAF, its message in SHORT and its key in LONG. */
function signed(): (readonly [number, bigint])[] {
  const secret = new Uint8Array(32).fill(7)
  const message = new Uint8Array(32).fill(9)
  const parts = [
    [LEAF, schnorr.sign(message, secret, new Uint8Array(32))],
    [SHORT, message],
    [LONG, schnorr.getPublicKey(secret)],
  ] as const
  return parts.flatMap(([slot, bytes]) => wordsOfBytes(bytes).map((word, i) => [slot + i, word] as const))
}

/** Storage instructions meet another key each time, all over the tree. */
function nextKey(assembler: Assembler, { name, isNewKey }: Subject): void {
  if (name !== 'sload' && !name.startsWith('sstore')) return
  assembler.emit('addi', { a: KEY_COUNTER, b: KEY_COUNTER, immediate: isNewKey ? 1 : 40_503 })
  if (isNewKey) assembler.emit('add', { a: LEAF, b: KEY_COUNTER, c: KEY_BITS })
  else {
    assembler.emit('and', { a: LEAF, b: KEY_COUNTER, c: KEY_MASK })
    assembler.emit('add', { a: LEAF, b: LEAF, c: KEY_BITS })
  }
  // The values differ as well: storing what is there changes nothing.
  assembler.emit('mov', { a: SECOND_LEAF, b: KEY_COUNTER })
}

function emit(assembler: Assembler, { opcode }: Subject, copy: number): void {
  const { name, flow } = opcode
  const instance = opcode.b === 'none' ? 0 : ONE
  if (flow === 'call') assembler.emit(name, { a: FRAME, b: instance, immediate: { label: 'callee' } })
  else if (flow === 'branch' || flow === 'jump') {
    assembler.emit(name, { ...operandsOf(opcode), immediate: { label: `next${copy}` } })
    assembler.label(`next${copy}`)
  } else assembler.emit(name, operandsOf(opcode))
}

function operandsOf(opcode: Opcode): Operands {
  const { name, a, b, c, imm } = opcode
  const isHeap = name.startsWith('ld') || name.startsWith('st')
  const source = isHeap ? ADDRESS : NARROW
  // Checks that a number fits see one that does.
  const fitting = new Set(['wto', 'wnaru', 'wnars']).has(name) ? SHORT : WIDE
  const first: Readonly<Record<FieldUse, number>> = {
    ...fieldsOf(fitting),
    write: isHeap ? RESULT : NARROW,
    read: name.startsWith('fit') ? ONE : NARROW,
  }
  const second: Readonly<Record<FieldUse, number>> = {
    ...fieldsOf(fitting),
    read: name === 'msgd' ? KEY_COUNTER : source,
    readLeaf: LEAF,
  }
  const isDivision = name === 'wdiv' || name === 'wrem'
  const third: Readonly<Record<FieldUse, number>> = {
    ...fieldsOf(isDivision ? LONG : SHORT),
    read: ONE,
    readLeaf: SECOND_LEAF,
  }
  return {
    a: first[a],
    b: second[b],
    c: third[c],
    immediate: isHeap && imm === 'unsigned' ? HEAP_PLACE : immediateOf(imm),
  }
}

function fieldsOf(wide: number): Record<FieldUse, number> {
  return {
    none: 0,
    read: ONE,
    write: RESULT,
    readPair: SHORT,
    writePair: RESULT,
    readQuad: wide,
    writeQuad: RESULT,
    readLeaf: SECOND_LEAF,
    writeLeaf: RESULT,
    updateLeaf: RESULT,
    readWide: wide,
    writeWide: RESULT,
    frame: FRAME,
  }
}

function immediateOf(use: ImmediateUse): Operands['immediate'] & {} {
  switch (use) {
    case 'none':
    case 'selector':
    case 'target':
      return 0
    case 'unsigned':
    case 'signed':
    case 'shift':
      return 1
    case 'bits':
      return 62
    case 'dataWord':
      return { label: `w${ONE}` }
    case 'dataLeaf':
      return { label: 'leaf' }
    case 'slot':
      return ONE + 1
    case 'slotAndFlag':
      return (ONE + 1) | FLAG_BIT
    case 'quad':
      return LONG
    case 'wide':
      return 1
    case 'wideAndFlag':
      return LONG | WIDE_FLAG_BIT
  }
}
