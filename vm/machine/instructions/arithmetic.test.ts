import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OPCODE_BY_NAME } from '../../spec/opcodes.ts'
import type { TrapName } from '../../spec/traps.ts'
import { bytesOfWords } from '../../words.ts'
import type { MachineState } from '../state.ts'
import { oneStep, poke, readyToStep, stepped } from './one-step.ts'

type Outcome = bigint | TrapName
const WORD = (1n << 64n) - 1n
const wrap = (x: bigint): bigint => x & WORD
const s = (x: bigint): bigint => BigInt.asIntN(64, x)
const u64 = (x: bigint): Outcome => (x < 0n || x > WORD ? 'Overflow' : x)
const i64 = (x: bigint): Outcome => (s(wrap(x)) === x ? wrap(x) : 'Overflow')
const bool = (x: boolean): bigint => (x ? 1n : 0n)

/** The reference: what each instruction makes of [b] and [c], or of [b] and imm (already extended as its row says). */
const FORMULAS: Record<string, (b: bigint, c: bigint) => Outcome> = {
  mov: (b) => b,
  add: (b, c) => wrap(b + c),
  sub: (b, c) => wrap(b - c),
  mul: (b, c) => wrap(b * c),
  mulhu: (b, c) => (b * c) >> 64n,
  and: (b, c) => b & c,
  or: (b, c) => b | c,
  xor: (b, c) => b ^ c,
  shl: (b, c) => wrap(b << (c & 63n)),
  shru: (b, c) => b >> (c & 63n),
  shrs: (b, c) => wrap(s(b) >> (c & 63n)),
  addi: (b, c) => wrap(b + c),
  andi: (b, c) => b & c,
  xori: (b, c) => b ^ c,
  shli: (b, c) => wrap(b << c),
  shrui: (b, c) => b >> c,
  shrsi: (b, c) => wrap(s(b) >> c),
  addu: (b, c) => u64(b + c),
  subu: (b, c) => u64(b - c),
  mulu: (b, c) => u64(b * c),
  divu: (b, c) => (c === 0n ? 'DivideByZero' : b / c),
  remu: (b, c) => (c === 0n ? 'DivideByZero' : b % c),
  adds: (b, c) => i64(s(b) + s(c)),
  subs: (b, c) => i64(s(b) - s(c)),
  muls: (b, c) => i64(s(b) * s(c)),
  divs: (b, c) => (c === 0n ? 'DivideByZero' : i64(s(b) / s(c))),
  rems: (b, c) => (c === 0n ? 'DivideByZero' : wrap(s(b) % s(c))),
  addui: (b, c) => u64(b + c),
  subui: (b, c) => u64(b - c),
  mului: (b, c) => u64(b * c),
  eq: (b, c) => bool(b === c),
  ne: (b, c) => bool(b !== c),
  ltu: (b, c) => bool(b < c),
  leu: (b, c) => bool(b <= c),
  lts: (b, c) => bool(s(b) < s(c)),
  les: (b, c) => bool(s(b) <= s(c)),
  eqi: (b, c) => bool(b === c),
  ltui: (b, c) => bool(b < c),
}

const EDGES = [
  0n,
  1n,
  2n,
  63n,
  64n,
  (1n << 31n) - 1n,
  1n << 31n,
  (1n << 32n) - 1n,
  1n << 32n,
  (1n << 32n) + 1n,
]
  .flatMap((x) => [x, wrap(-x), (1n << 63n) - 1n - x, wrap((1n << 63n) + x)])
  .filter((x, i, all) => all.indexOf(x) === i)
/** Words of all sizes, near powers of two above all. */
const word = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.tuple(fc.integer({ min: 0, max: 63 }), fc.bigInt(-3n, 3n)).map(([n, d]) => wrap((1n << BigInt(n)) + d)),
  fc.bigInt(0n, WORD),
)

interface Observed {
  readonly status: string
  readonly trap: string
  readonly target: bigint
  readonly pc: number
  readonly gasUsed: bigint
}

const machines = new Map<string, { state: MachineState; registers: Int32Array }>()

/** A machine about to execute this instruction, used again and again: its immediate is set by hand. */
function machineFor(text: string, immediate: number | undefined): MachineState {
  let known = machines.get(text)
  if (known === undefined) {
    const state = readyToStep(`${text}\nend {8}`)
    known = { state, registers: state.registers.slice() }
    machines.set(text, known)
  }
  known.state.registers.set(known.registers)
  if (immediate !== undefined) known.state.code[1] = immediate
  return known.state
}

const ZEROS = { 10: 77n, 20: 0n, 30: 0n, 40: 0n }

/** Executes an instruction whose target is slot 10; `immediate` replaces the one in the text. */
function observe(text: string, slots: Record<number, bigint>, immediate?: bigint): Observed {
  const state = machineFor(text, immediate === undefined ? undefined : Number(BigInt.asUintN(32, immediate)))
  const all = { ...ZEROS, ...slots }
  poke(state, Object.fromEntries(Object.entries(all).map(([slot, value]) => [Number(slot) * 8, value])))
  const { view, slot, before } = stepped(state)
  const { status, trap, pc } = view
  return { status, trap, pc, target: slot(10), gasUsed: before.gas - view.gas }
}

/** What must be seen of an instruction with this outcome, where slot 10 held `target` before. */
function wanted(text: string, outcome: Outcome, target = 77n): Observed {
  if (typeof outcome === 'string') return { status: 'Refunding', trap: outcome, target, pc: 0, gasUsed: 0n }
  const { gas = 0 } = OPCODE_BY_NAME.get(text.split(' ')[0] ?? '') ?? {}
  return { status: 'Running', trap: 'None', target: outcome, pc: 1, gasUsed: BigInt(gas) }
}

/** The immediate that `c` stands for, with the extension that its row asks for. */
function immediateOf(use: string, c: bigint): bigint {
  const low = c & 0xffff_ffffn
  return use === 'signed' ? BigInt.asIntN(32, low) : use === 'shift' ? low % 64n : low
}

/** Observed and wanted for an instruction of two operands, the second a slot or an immediate. */
function both(name: string, b: bigint, c: bigint): [Observed, Observed] {
  const formula = FORMULAS[name]!
  const { imm } = OPCODE_BY_NAME.get(name)!
  const text = `${name} [10] [20]${name === 'mov' ? '' : imm === 'none' ? ' [30]' : ' 1'}`
  if (imm === 'none') return [observe(text, { 20: b, 30: c }), wanted(text, formula(b, c))]
  const value = immediateOf(imm, c)
  return [observe(text, { 20: b }, value), wanted(text, formula(b, value))]
}

describe('arithmetic, bits and comparison against BigInt', () => {
  it.each(Object.keys(FORMULAS))('%s', (name) => {
    const agrees = (b: bigint, c: bigint): void => {
      const [observed, expected] = both(name, b, c)
      expect({ b, c, ...observed }).toEqual({ b, c, ...expected })
    }
    for (const b of EDGES) for (const c of EDGES) agrees(b, c)
    fc.assert(fc.property(word, word, agrees), { numRuns: 300 })
  })

  it.each(Object.keys(FORMULAS).filter((name) => OPCODE_BY_NAME.get(name)?.c === 'read'))(
    '%s with one slot for all',
    (name) => {
      const text = `${name} [10] [10] [10]`
      for (const b of EDGES) {
        expect(observe(text, { 10: b })).toEqual(wanted(text, FORMULAS[name]!(b, b), b))
      }
    },
  )

  it.each(['shl', 'shru', 'shrs', 'shli', 'shrui', 'shrsi'])('%s by every distance', (name) => {
    for (const b of [1n, WORD, 1n << 63n, 0x0123_4567_89ab_cdefn, 0xfedc_ba98_7654_3210n]) {
      for (let c = 0n; c < 130n; c++) {
        const [observed, expected] = both(name, b, c)
        expect({ b, c, ...observed }).toEqual({ b, c, ...expected })
      }
    }
  })

  it('muldiv in 128 bits, rounded either way', () => {
    fc.assert(
      fc.property(word, word, word, fc.boolean(), (b, c, d, up) => {
        const quotient = d === 0n ? 0n : (b * c + (up ? d - 1n : 0n)) / d
        const text = `muldiv [10] [20] [30] [40]${up ? ' up' : ''}`
        const expected = wanted(text, d === 0n ? 'DivideByZero' : u64(quotient))
        expect(observe(text, { 20: b, 30: c, 40: d })).toEqual(expected)
      }),
      { numRuns: 5000 },
    )
  })

  it('muldiv rounding up past the largest word overflows', () => {
    const [b, c, d] = [6n, 15_372_286_728_091_293_013n, 5n] as const
    expect([(b * c) / d, (b * c) % d]).toEqual([WORD, 3n])
    const slots = { 20: b, 30: c, 40: d }
    expect(observe('muldiv [10] [20] [30] [40]', slots).target).toBe(WORD)
    expect(observe('muldiv [10] [20] [30] [40] up', slots).trap).toBe('Overflow')
  })

  it('fitu and fits', () => {
    fc.assert(
      fc.property(word, fc.integer({ min: 1, max: 63 }), (a, bits) => {
        const limit = 1n << BigInt(bits)
        const fitsSigned = s(a) >= -limit / 2n && s(a) < limit / 2n
        const check = (name: string) => observe(`${name} [10] 1`, { 10: a }, BigInt(bits))
        expect(check('fitu')).toEqual(wanted('fitu', a < limit ? a : 'Overflow', a))
        expect(check('fits')).toEqual(wanted('fits', fitsSigned ? a : 'Overflow', a))
      }),
      { numRuns: 3000 },
    )
  })

  it('constants, moves and selection', () => {
    const target = (text: string, slots = {}) => oneStep(text, slots).slot(10)
    expect(target('ldi [10] 4294967295')).toBe(0xffff_ffffn)
    expect(target('ldn [10] -1')).toBe(WORD)
    expect(target('ldn [10] 2147483647')).toBe(0x7fff_ffffn)
    expect(target('ldc [10] x\n.word x 0xfedcba9876543210')).toBe(0xfedc_ba98_7654_3210n)
    expect(target('select [10] [20] [30] [40]', { 20: 1n, 30: 2n, 40: 1n << 40n })).toBe(1n)
    expect(target('select [10] [20] [30] [40]', { 20: 1n, 30: 2n, 40: 0n })).toBe(2n)
  })

  it('leaves', () => {
    const numbers = [1n, 2n, 3n, WORD, 5n, 6n, 7n, 8n]
    const at = (start: number, words: bigint[]) => Object.fromEntries(words.map((w, i) => [start + i, w]))
    expect(oneStep('movl {16} {248}', at(248, numbers)).leaf(16)).toEqual(numbers)
    expect(oneStep('zerol {16}', at(16, numbers)).leaf(16)).toEqual(numbers.map(() => 0n))
    expect(oneStep('ldcl {16} x\n.leaf x 1 2 3 -1 5 6 7 8').leaf(16)).toEqual(numbers)
    expect(oneStep('eql [10] {16} {24}', { ...at(16, numbers), ...at(24, numbers) }).slot(10)).toBe(1n)
    const bytes = (words: readonly bigint[]): number[] => [...bytesOfWords(words)]
    const others = numbers.map((word) => word ^ 0x5555_aaaan)
    for (const count of [0n, 1n, 7n, 8n, 63n, 64n, 65n, 1n << 32n, WORD]) {
      const memory = { ...at(16, numbers), ...at(24, others), 40: count }
      const n = count < 64n ? Number(count) : 64
      const both = [...bytes(numbers), ...bytes(others)]
      for (const target of [8, 16, 24]) {
        expect(bytes(oneStep(`spanl {${target}} {16} {24} [40]`, memory).leaf(target))).toEqual(
          both.slice(n, n + 64),
        )
        expect(bytes(oneStep(`blendl {${target}} {16} {24} [40]`, memory).leaf(target))).toEqual([
          ...both.slice(0, n),
          ...both.slice(64 + n),
        ])
      }
    }
    for (let i = 0; i < 8; i++) {
      const other = numbers.map((w, j) => (i === j ? w ^ (1n << BigInt(i * 9)) : w))
      expect(oneStep('eql [17] {16} {24}', { ...at(16, numbers), ...at(24, other) }).slot(17)).toBe(0n)
    }
  })
})
