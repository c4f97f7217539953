// What each pass of the optimiser brings: steps, code and time of compiled code without it, on the benchmark contract, the
// templates and the test programs.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ALL_PASSES, compile, memoryHost, test } from '../../compiler/index.ts'
import type { Artifact, Host, PassName } from '../../compiler/index.ts'
import { folderHost } from '../../test/support/folder-host.ts'
import type { Bench } from '../harness/bench.ts'
import type { Row } from '../harness/rows.ts'
import { geometricMean } from '../harness/statistics.ts'
import { contractFunction, contractText } from '../vm/silo-contract.ts'

const ROOT = join(import.meta.dirname, '../..')
const FUNCTIONS = ['loop_checked', 'loop_wrapping', 'transfers'] as const

interface Project {
  readonly name: string
  readonly host: Host
  readonly entry: string
}

/** All numbers of one setting, each for one program. */
interface Measured {
  /** Of tests that make nothing up and of properties with one case each, by project. */
  readonly steps: readonly number[]
  readonly words: readonly number[]
  /** Milliseconds of compiled code, by function of the benchmark contract. */
  readonly times: readonly number[]
}

function projects(): readonly Project[] {
  const folders = (path: string): readonly string[] =>
    readdirSync(join(ROOT, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  return [
    ...folders('templates').map((name) => ({
      name: `templates/${name}`,
      host: folderHost(join(ROOT, 'templates', name)),
      entry: `src/${name}.silo`,
    })),
    ...folders('test/programs').map((name) => ({
      name: `test/programs/${name}`,
      host: folderHost(join(ROOT, 'test/programs', name)),
      entry: `${name}.silo`,
    })),
  ]
}

function built(host: Host, entry: string, passes: readonly PassName[]): Artifact {
  const { artifact, diagnostics } = compile(host, entry, { passes })
  if (artifact === undefined)
    throw new Error(`${entry}: ${diagnostics[0]?.message ?? 'nothing was compiled'}`)
  return artifact
}

function measure(all: readonly Project[], passes: readonly PassName[], quick: boolean): Measured {
  const bench = built(memoryHost({ 'bench.silo': contractText('bench.silo') }), 'bench.silo', passes)
  const steps = all.map(({ host, entry }) => {
    const { tests } = test(host, [entry], { passes, runs: 1 })
    return tests.reduce((sum, report) => sum + Number(report.steps), 0)
  })
  const words = all.map(({ host, entry }) =>
    built(host, entry, passes).sourceMap.instructions.reduce(addRun, 0),
  )
  const times = FUNCTIONS.map((name) => {
    const { call } = contractFunction(bench, name)
    const n = quick ? 100 : name === 'transfers' ? 20_000 : 3_000_000
    // The least of several: other work on the computer only ever adds.
    return Math.min(...Array.from({ length: quick ? 1 : 9 }, () => call(n).milliseconds))
  })
  return { steps, words, times }
}

/** Instructions of a source map: the sum of the lengths of its runs, which are every other number. */
function addRun(sum: number, value: number, index: number): number {
  return index % 2 === 0 ? sum + value : sum
}

/** How much more of it there is than with all passes: the geometric mean over the programs. */
function change(values: readonly number[], all: readonly number[]): string {
  const ratios = values.flatMap((value, i) => {
    const base = all[i] ?? 0
    return base > 0 && value > 0 ? [value / base] : []
  })
  const percent = (geometricMean(ratios) - 1) * 100
  return `${percent < 0 ? '-' : '+'}${Math.abs(percent).toFixed(1)}%`
}

export const passesBench: Bench = {
  name: 'passes',
  group: 'compiler',
  title: 'The passes of the optimiser',
  about:
    'What leaving out a pass costs, against all of them: steps of the tests of all templates and test programs (properties and campaigns with one case), instructions of their code, and the time of compiled code of the benchmark contract (contracts/bench.silo: two loops, and transfers that load and store). Geometric means; more is worse. Steps and instructions are exact, times the least of nine.',
  run({ quick, say }) {
    const all = quick ? projects().slice(0, 1) : projects()
    const settings: readonly (readonly [string, readonly PassName[]])[] = [
      ['none', ALL_PASSES],
      ['all', []],
      ...ALL_PASSES.map((pass) => [pass, ALL_PASSES.filter((other) => other !== pass)] as const),
    ]
    const measured = settings.map(([name, passes]) => {
      say(`  without ${name}`)
      return { name, numbers: measure(all, passes, quick) }
    })
    const base = measured[0]?.numbers
    if (base === undefined) throw new Error('nothing was measured')
    const plain = measured[1]?.numbers ?? base
    const lines = measured
      .slice(1)
      .map(({ name, numbers }) => [
        name,
        change(numbers.steps, base.steps),
        change(numbers.words, base.words),
        ...FUNCTIONS.map((_, i) => change(numbers.times.slice(i, i + 1), base.times.slice(i, i + 1))),
      ])
    const columns = ['without', 'steps', 'instructions', ...FUNCTIONS.map((name) => `time of ${name}`)]
    return Promise.resolve({
      rows: [
        row('steps, all passes', base.steps, plain.steps),
        row('instructions, all passes', base.words, plain.words),
      ],
      tables: [{ title: 'Pass by pass', columns, lines }],
    })
  },
}

/** The share that is left of what there is without any pass. */
function row(name: string, optimised: readonly number[], plain: readonly number[]): Row {
  const shares = optimised.flatMap((value, i) => (value > 0 ? [value / (plain[i] ?? value)] : []))
  const percent = 100 * geometricMean(shares)
  const side = { name: 'silo', median: percent, low: percent, high: percent, samples: shares.length }
  return { name, unit: '% of without any', sides: [side], goals: [] }
}
