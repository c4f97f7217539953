// A proof of every opcode, of every trap it can raise, and of running out of gas at it: driven by the opcode table, so that an opcode without
// a case fails here. Each proof must lead to the interpreter's next hash.
import { expect, test } from 'vitest'
import { entryOf, machineOf, outcomeOf, programOfText, provedSteps } from '../../test/support/proved-run.ts'
import { storageWithKeys } from '../../test/support/storage.ts'
import { inspect } from '../machine/inspect.ts'
import { isHalted, run, step } from '../machine/run.ts'
import type { MachineState } from '../machine/state.ts'
import { instructionAt } from '../program/image.ts'
import { WIDE_TYPES } from '../spec/opcode.ts'
import { OPCODE_BY_NAME, OPCODE_LIST, type Opcode } from '../spec/opcodes.ts'

const MAX = (1n << 64n) - 1n
const MIDDLE = 1n << 63n
const WORDS = [0n, 7n, MIDDLE - 1n, MIDDLE, MAX]
const PAIRS = [
  [7n, 3n],
  [3n, 7n],
  [0n, 0n],
  [1n, 65n],
  [MAX, MAX],
  [MIDDLE, MAX],
  [MIDDLE, MIDDLE],
  [MIDDLE - 1n, 1n],
  [MIDDLE, 1n],
  [MAX - 6n, 3n],
] as const
const IMMEDIATES = [0, 1, 0x7fff_ffff, 0xffff_ffff]
const HEAP = 1 << 18
const TOP = 1 << 22

const sizes = { 8: 1, 16: 2, 32: 4, 64: 8, 128: 16, 256: 32 } as const
/** Accesses of more than a word use a group of slots that begins at 12. */
const groupOf = (name: string): string => (/128|256/.test(name) ? '[12]' : '[10]')
const access = (name: string, address: number | string, immediate = 0): string =>
  `.word at ${address}\n ldc [9] at\n ldn [10] -2\n ldn [11] -3\n ${name} ${name.endsWith('l') ? '{8}' : groupOf(name)} [9] ${immediate}`
const heapCases = (name: string, size: number): string[] => [
  access(name, HEAP + 64 + (size === 64 ? 0 : size)),
  access(name, HEAP, size),
  access(name, TOP - size),
  access(name, HEAP - size),
  access(name, TOP - size, size),
  access(name, '0xffffffffffffffff', 1),
  ...(size === 1
    ? []
    : [access(name, HEAP + 1), access(name, TOP - size, 0).replace('[9] 0', `[9] ${size - 1}`)]),
  ...(size === 1 ? [] : [access(name, HEAP, size + 1)]),
]
const pay = (amount: number): string => `ldi [16] ${amount}\n ldi [17] 5\n pay {16}`
const callCase = (name: string, frame: number): string =>
  `ldi [9] 77\n ldi [28] 5\n ${name} ${frame}${name === 'callx' ? ' [9]' : ''} f\n end {8}\nf: from [8]\n self [9]\n ret`
const recursion = (name: string, frame: number): string =>
  `${name} ${frame}${name === 'callx' ? ' [9]' : ''} f\n end {8}\nf: ${name} ${frame}${name === 'callx' ? ' [9]' : ''} f\n ret`
/** Sets the four slots of a group. */
const group = (first: number, words: readonly bigint[]): string =>
  words.map((word, i) => `.word g${first}_${i} ${word}\n ldc [${first + i}] g${first}_${i}\n `).join('')
/** Numbers at the edges of all wide types, as four words: each is also of interest as the two words at its beginning. */
const WIDE_EDGES = [
  [0n, 0n, 0n, 0n],
  [MAX, MAX, MAX, MAX],
  [7n, 0n, 0n, 0n],
  [3n, 1n, 0n, 0n],
  [0n, MIDDLE, MAX, MAX],
  [0n, MIDDLE, 0n, MIDDLE],
  [MAX, MIDDLE - 1n, MAX, MIDDLE - 1n],
  [MIDDLE, MAX, MAX, MAX],
] as const
/** Keys 1 .. 40 hold values; see `storageWithKeys`. */
const storageCase = (name: string, key: number, value: number): string =>
  `ldi [16] ${value}\n ldi [24] ${key}\n ${name} {16} {24}`

/** Programs for the opcodes that the forms below don't cover. Each is followed by `end {8}` unless it ends by itself. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  ldi: ['ldi [8] 7', 'ldi [255] 0xffffffff'],
  ldn: ['ldn [8] 7', 'ldn [8] -7'],
  ldc: [
    '.word w 99\n ldc [8] w',
    '.leaf pad 1 2 3\n.leaf pad2 4 5 6\n.word w 99\n ldc [8] w',
    '.word w 3\n ldc [200] w',
  ],
  ldcl: ['.leaf w 1 2 3 4 5 6 7 8\n ldcl {248} w'],
  movl: ['ldi [16] 7\n movl {8} {16}', 'movl {8} {8}'],
  zerol: ['ldi [8] 7\n zerol {8}'],
  select: [
    'ldi [20] 1\n ldi [100] 7\n select [8] [100] [10] [20]',
    'select [8] [100] [150] [200]',
    'select [8] [8] [8] [8]',
  ],
  muldiv: [
    ...['0', '1', '7'].flatMap((z) =>
      ['', ' up'].map((up) => `ldi [9] 100\n ldi [10] 3\n ldi [11] ${z}\n muldiv [8] [9] [10] [11]${up}`),
    ),
    'ldn [50] -1\n ldn [100] -1\n ldn [150] -1\n muldiv [200] [50] [100] [150] up',
    'ldn [9] -1\n ldi [10] 1\n ldi [11] 1\n muldiv [8] [9] [10] [11]',
    'ldn [9] -1\n ldi [10] 2\n ldi [11] 1\n muldiv [8] [9] [10] [11]',
    'ldn [9] -1\n ldi [10] 3\n ldi [11] 2\n muldiv [8] [9] [10] [11] up',
  ],
  fitu: ['ldi [9] 255\n fitu [9] 8', 'ldi [9] 256\n fitu [9] 8', 'ldn [9] -1\n fitu [9] 63'],
  fits: [
    'ldi [9] 127\n fits [9] 8',
    'ldi [9] 128\n fits [9] 8',
    'ldn [9] -128\n fits [9] 8',
    'ldn [9] -129\n fits [9] 8',
    'fits [9] 1',
  ],
  eql: ['eql [8] {16} {24}', 'ldi [31] 1\n eql [8] {16} {24}', 'eql [8] {8} {8}'],
  ...Object.fromEntries(
    Object.entries(sizes).flatMap(([bits, size]) => [
      [`ld${bits}`, heapCases(`ld${bits}`, size)],
      [`st${bits}`, heapCases(`st${bits}`, size)],
    ]),
  ),
  ldl: heapCases('ldl', 64),
  stl: heapCases('stl', 64),
  jmp: ['jmp next\nnext:'],
  call: [callCase('call', 3), callCase('call', 31), recursion('call', 1), recursion('call', 31)],
  callx: [callCase('callx', 3), callCase('callx', 31), recursion('callx', 1), recursion('callx', 31)],
  ret: [callCase('call', 3), callCase('callx', 4)],
  end: ['ldi [8] 1\n ldi [11] 2\n ldi [12] 3\n end {8}', 'end {248}'],
  trap: ['ldi [16] 1\n ldi [20] 2\n trap {16} 0xffffffff'],
  sload: [
    storageCase('sload', 7, 0),
    storageCase('sload', 1000, 9),
    storageCase('sload', 1001, 9),
    'ldi [8] 7\n sload {8} {8}',
  ],
  sstore: [
    ...Array.from({ length: 12 }, (_, i) => storageCase('sstore', i + 1, 0)),
    ...Array.from({ length: 6 }, (_, i) => storageCase('sstore', 1000 + i, 0)),
    ...Array.from({ length: 12 }, (_, i) => storageCase('sstore', 2000 + i, 5)),
    storageCase('sstore', 3, 3),
    storageCase('sstore', 3, 300),
    'ldi [8] 7\n sstore {8} {8}',
  ],
  ...Object.fromEntries(
    ['spanl', 'blendl'].map((name) => [
      name,
      [0, 1, 63, 64, 65, 0xffff_ffff].map(
        (count) => `ldi [17] 7\n ldi [24] 9\n ldi [100] ${count}\n ${name} {8} {16} {24} [100]`,
      ),
    ]),
  ),
  wto: ['u128', 'i128', 'u256', 'i256'].flatMap((type) =>
    WIDE_EDGES.map((words) => `${group(16, words)} wto [8] [16] ${type}`),
  ),
  wof: ['u128', 'i128', 'u256', 'i256'].flatMap((type) =>
    ['7', '-7'].map((x) => `ldn [9] ${x}\n wof [100] [9] ${type}`),
  ),
  ...Object.fromEntries(
    ['wextu', 'wexts', 'wnaru', 'wnars'].map((name) => [
      name,
      WIDE_EDGES.map((words) => `${group(16, words)} ${name} [20] [16]`),
    ]),
  ),
  wmuldiv: WIDE_EDGES.flatMap((x) =>
    [WIDE_EDGES[0]!, WIDE_EDGES[1]!, WIDE_EDGES[3]!].flatMap((z) =>
      ['u128', 'u256', 'u128 up', 'u256 up'].map(
        (type) =>
          `${group(16, x)}${group(20, WIDE_EDGES[1]!)}${group(40, z)} wmuldiv [8] [16] [20] [40] ${type}`,
      ),
    ),
  ),
  sha256: ['ldi [16] 1\n ldi [8] 2\n sha256 [8] {16} [8]', 'sha256 [252] {16} [100]'],
  blake2b: ['ldi [8] 1\n ldi [24] 2\n blake2b {8} {16} {24} [100]', 'blake2b {8} {8} {8} [8] last'],
  blake3: ['ldi [8] 1\n ldi [20] 5\n blake3 [8] {16} {8}', 'blake3 [252] {16} {100}'.replace('100', '104')],
  schnorr: ['schnorr [8] {16} [8] [12]'],
  msgh: ['msgh {8} 0', 'msgh {8} 1'],
  msgd: [
    'msgd {8} [16]',
    ...[1, 3, 4, 255, 256, 0xffff_ffff].map((index) => `ldi [9] ${index}\n msgd {8} [9]`),
    'ldn [9] -1\n msgd {8} [9]',
  ],
  ctx: [0, 1, 2, 3].map((leaf) => `ctx {8} ${leaf}`),
  self: ['self [8]'],
  from: ['from [8]'],
  pay: [
    pay(20_000_000),
    pay(0xffff_ffff),
    pay(19_999_999),
    pay(0),
    `${pay(20_000_000)}\n${pay(20_000_001)}\n${pay(20_000_002)}`,
  ],
  send: [
    'send {16} 0',
    ...[
      [19_999_999, 0],
      [20_000_000, 0],
      [20_000_006, 7],
      [20_000_007, 7],
      [0, 7],
    ].map(([value, fee]) => `ldi [16] ${value}\n ldi [17] ${fee}\n ldi [22] 9\n send {16} 0`),
    'ldn [16] -1\n ldn [17] -1\n send {16} 0',
    'ldi [16] 5\n ldi [17] 1\n send {16} 1\n send {16} 255',
  ],
  emit: ['emit {16} 0', 'ldi [22] 1\n ldi [23] 2\n emit {16} 255\n emit {16} 1\n emit {24} 2'],
  hash: ['ldi [8] 1\n hash {8} {8}', 'hash {8} {248}'],
}

/** Opcodes that compute a word from two slots, or a slot and an immediate, or branch on slots: by their shape. */
function casesOfShape({ name, a, b, c, imm, flow, immMax = 0 }: Opcode): string[] {
  const load = (slot: number, word: bigint): string => `.word w${slot} ${word}\n ldc [${slot}] w${slot}\n `
  const pairs = PAIRS.map(([x, y]) => load(9, x) + load(30, y))
  if (flow === 'branch')
    return pairs.map(
      (loads) => `${loads} ${name} [9] ${b === 'read' ? '[30] ' : ''}next\n ldi [8] 1\nnext: ldi [8] 2`,
    )
  if (imm === 'wide' && b === 'readWide') {
    const types = WIDE_TYPES.slice(0, immMax + 1)
    const to = a === 'write' ? 9 : 40
    if (c === 'none')
      return types.flatMap((type) => WIDE_EDGES.map((x) => `${group(16, x)} ${name} [${to}] [16] ${type}`))
    return types.flatMap((type) =>
      WIDE_EDGES.flatMap((x, i) =>
        [WIDE_EDGES[1]!, WIDE_EDGES[(i * 3) % 8]!, WIDE_EDGES[(i * 5 + 2) % 8]!].map(
          (y) => `${group(16, x)}${group(20, y)} ${name} [${to}] [16] [20] ${type}`,
        ),
      ),
    )
  }
  if (a !== 'write' || b !== 'read') return []
  if (c === 'read' && imm === 'none') return pairs.map((loads) => `${loads} ${name} [8] [9] [30]`)
  if (c !== 'none') return []
  if (imm === 'none') return WORDS.map((x) => `${load(9, x)} ${name} [200] [9]`)
  const immediates = imm === 'shift' ? [0, 1, 33, 63] : IMMEDIATES
  return WORDS.flatMap((x) => immediates.map((value) => `${load(9, x)} ${name} [8] [9] ${value}`))
}

const storage = storageWithKeys(40)
const endsItself = (text: string): boolean => / end | trap /.test(` ${text}`)

function machineFor(text: string, gas: bigint): MachineState {
  const program = programOfText(endsItself(text) ? text : `${text}\n end {8}`)
  return machineOf(program, [entryOf({ gas, value: 5n })], storage)
}

/** The last turn of an opcode in a run: how many steps come before it, and the gas used up before it and after it. */
function lastTurn(text: string, name: string, gas: bigint): { steps: bigint; before: bigint; used: bigint } {
  const scout = machineFor(text, gas)
  const code = OPCODE_BY_NAME.get(name)?.code
  let turn = { steps: -1n, before: 0n, used: 0n }
  while (!isHalted(scout)) {
    const view = inspect(scout)
    step(scout)
    if (view.status !== 'Running' || instructionAt(scout.program, view.pc).opcode !== code) continue
    turn = { steps: view.steps, before: gas - view.gas, used: gas - inspect(scout).gas }
  }
  if (turn.steps < 0n) throw new Error(`${name} has no turn in\n${text}`)
  return turn
}

/** Proves all steps from the last turn of an opcode on, and returns what became of that turn. */
function prove(text: string, name: string, gas: bigint): string {
  const machine = machineFor(text, gas)
  run(machine, { untilStep: lastTurn(text, name, gas).steps })
  const steps = [...provedSteps(machine)]
  expect(steps[0]?.what).toBe(name)
  expect(steps.at(-1)?.what).toBe('Halted')
  return outcomeOf(steps[0]!)
}

const PLENTY = 4_000_000n
/** Traps that take a whole reference block to reach: proved in full.test.ts. */
const REACHED_ELSEWHERE: readonly string[] = ['OutboxFull', 'EventsFull']

test.each(OPCODE_LIST.map((op) => [op.name, op] as const))('%s', (name, op) => {
  const outcomes = new Set<string>()
  const proveShort = (text: string): void => {
    const { before, used } = lastTurn(text, name, PLENTY)
    const price = used > before ? used - before : BigInt(op.gas)
    outcomes.add(prove(text, name, before + price - 1n))
  }
  for (const text of CASES[name] ?? []) {
    const outcome = prove(text, name, PLENTY)
    outcomes.add(outcome)
    if (outcome === 'ok' || outcome === 'UserError') proveShort(text)
  }
  for (const [at, text] of casesOfShape(op).entries()) {
    outcomes.add(prove(text, name, PLENTY))
    if (at === 0) proveShort(text)
  }
  const expected = ['OutOfGas', ...op.traps, ...(name === 'trap' ? [] : ['ok'])]
  expect([...outcomes].sort()).toEqual(expected.filter((trap) => !REACHED_ELSEWHERE.includes(trap)).sort())
})
