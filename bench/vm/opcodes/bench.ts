// Nanoseconds per gas of every opcode in each engine, and how far the dearest is from the median: gas follows time.
import { storageWithKeys } from '../../../test/support/storage.ts'
import type { Bench } from '../../harness/bench.ts'
import { atMost, single } from '../../harness/rows.ts'
import type { Row } from '../../harness/rows.ts'
import { summarise } from '../../harness/statistics.ts'
import { numberText } from '../../harness/text.ts'
import { compiledTimes, interpretedTimes, leastOf, nanosecondsOf, verifiedStep } from './measure.ts'
import type { Effort, Keys, RoundTimes } from './measure.ts'
import { subjects } from './programs.ts'
import type { Subject } from './programs.ts'

export interface OpcodeTimes {
  readonly name: string
  readonly gas: number
  readonly compiled: RoundTimes
  readonly interpreted: RoundTimes
  /** Nanoseconds. */
  readonly verified: number
  readonly proofBytes: number
}

/** Each with the nanoseconds of one execution. */
const ENGINES = [
  ['compiled code', (times: OpcodeTimes) => nanosecondsOf(times.compiled)],
  ['interpreter', (times: OpcodeTimes) => nanosecondsOf(times.interpreted)],
  ['step verifier', (times: OpcodeTimes) => times.verified],
] as const

/** Further from the median than this is an outlier. */
const FACTOR = 3
/** What is as far from the median as this is looked at again, and so often: interference only ever adds. */
const SUSPICIOUS_FACTOR = 1.8
const FURTHER_LOOKS = 2

const QUICK: Effort = { milliseconds: 0.05, repetitions: 3 }
const EFFORT: Effort = { milliseconds: 1, repetitions: 20 }

function measure(subject: Subject, keys: Keys, quick: boolean): OpcodeTimes {
  const effort = quick ? QUICK : EFFORT
  const { nanoseconds, bytes } = verifiedStep(subject, keys, quick ? 3 : 60)
  return {
    name: subject.name,
    gas: subject.gas,
    compiled: compiledTimes(subject, keys, effort),
    interpreted: interpretedTimes(subject, keys, effort),
    verified: nanoseconds,
    proofBytes: bytes,
  }
}

type Engine = (typeof ENGINES)[number]

interface PerGas {
  readonly name: string
  /** Nanoseconds. */
  readonly value: number
}

/** Dearest first. */
function perGas(all: readonly OpcodeTimes[], [, timeOf]: Engine): readonly PerGas[] {
  const values = all.map((times) => ({ name: times.name, value: timeOf(times) / times.gas }))
  return values.toSorted((a, b) => b.value - a.value)
}

function medianOf(values: readonly PerGas[]): number {
  return summarise(values.map(({ value }) => value)).median
}

function outliersOf(all: readonly OpcodeTimes[], engine: Engine, factor: number): readonly PerGas[] {
  const values = perGas(all, engine)
  const bound = factor * medianOf(values)
  return values.filter(({ value }) => value > bound)
}

function least(a: OpcodeTimes, b: OpcodeTimes): OpcodeTimes {
  return {
    ...a,
    compiled: leastOf(a.compiled, b.compiled),
    interpreted: leastOf(a.interpreted, b.interpreted),
    verified: Math.min(a.verified, b.verified),
  }
}

function rowOf(all: readonly OpcodeTimes[], measured: Engine): Row {
  const [engine] = measured
  const dear = perGas(all, measured)
  const median = medianOf(dear)
  const listed = outliersOf(all, measured, FACTOR).map(
    ({ name, value }) => `${name} ${(value / median).toFixed(1)}x`,
  )
  return {
    name: `gas: dearest opcode in the ${engine}`,
    unit: 'times the median ns per gas',
    sides: [single('silo', (dear[0]?.value ?? 0) / median)],
    goals: [atMost(FACTOR)],
    note: `median ${numberText(median)} ns per gas; dearest ${dear[0]?.name ?? 'none'}`,
    shortfall: {
      why: `above ${FACTOR}x of the median: ${listed.join(', ')}`,
      next: 'prices in vm/spec that follow these times, or faster code for those',
    },
  }
}

export const opcodesBench: Bench = {
  name: 'opcodes',
  group: 'vm',
  title: 'Time per gas of every opcode',
  about:
    'For each opcode a loop of 16 copies, less the same loop without them: on values that take the slow way (wide factors, long divisors, a valid signature, another storage key each time among 2^18). In compiled code and the interpreter with what hashing a change costs at the end of the block; in the step verifier the whole verification of the step. `end` and `trap`, which end a message, are left out; `ret` goes with the calls.',
  run({ quick, say }) {
    const bits = quick ? 8 : 18
    const keys = { storage: storageWithKeys(2 ** bits), bits }
    keys.storage.root()
    let all = subjects().map((subject) => {
      const times = measure(subject, keys, quick)
      say(`  ${subject.name}: ${ENGINES.map(([, timeOf]) => numberText(timeOf(times))).join(', ')} ns`)
      return times
    })
    for (let again = 0; again < (quick ? 0 : FURTHER_LOOKS); again++) {
      const dear = new Set(
        ENGINES.flatMap((engine) => outliersOf(all, engine, SUSPICIOUS_FACTOR).map(({ name }) => name)),
      )
      say(`  again: ${[...dear].join(', ')}`)
      all = all.map((times) => {
        const subject = dear.has(times.name) ? subjects().find(({ name }) => name === times.name) : undefined
        return subject === undefined ? times : least(times, measure(subject, keys, quick))
      })
    }
    return Promise.resolve({
      rows: ENGINES.map((engine) => rowOf(all, engine)),
      tables: [
        {
          title: 'Every opcode: nanoseconds of one execution, and per gas',
          columns: ['opcode', 'gas', ...ENGINES.flatMap(([engine]) => [engine, 'per gas']), 'proof bytes'],
          lines: all.map((times) => [
            times.name,
            String(times.gas),
            ...ENGINES.flatMap(([, timeOf]) => [
              numberText(timeOf(times)),
              numberText(timeOf(times) / times.gas),
            ]),
            String(times.proofBytes),
          ]),
        },
      ],
    })
  },
}
