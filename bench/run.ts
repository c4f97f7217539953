// `npm run bench`: measures, prints tables, and writes the results, their page and the charts. What can be asked for is in harness/command-line.ts.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { BENCHES } from './benches.ts'
import type { Bench } from './harness/bench.ts'
import { readCommandLine } from './harness/command-line.ts'
import { drawSvg, goalsChart, peersChart } from './harness/chart.ts'
import { benchmarksPage } from './harness/page.ts'
import { peers } from './harness/peers.ts'
import type { Peers } from './harness/peers.ts'
import { merged, readResults, resultOf, writeResults } from './harness/results.ts'
import type { BenchResult } from './harness/results.ts'
import { isReached } from './harness/rows.ts'
import { ROW_TITLES, alignedTable, rowCells } from './harness/text.ts'

const ROOT = join(import.meta.dirname, '..')
const RESULTS = join(ROOT, 'bench/results.json')

const wanted = readCommandLine(process.argv.slice(2), BENCHES)
switch (wanted.kind) {
  case 'run':
    await main(wanted.benches, wanted.quick)
    break
  case 'page':
    await publish(peers((line) => console.error(line)))
    break
  case 'help':
    console.log(wanted.text)
    break
  case 'wrong':
    console.error(wanted.text)
    process.exitCode = 2
    break
}

async function main(benches: readonly Bench[], quick: boolean): Promise<void> {
  const say = (line: string): void => console.error(line)
  const found = peers(say)
  const fresh: BenchResult[] = []
  for (const bench of benches) {
    say(`\n${bench.group}: ${bench.title}`)
    try {
      const outcome = await bench.run({ peers: found, quick, say })
      const result = resultOf(bench, outcome, new Date().toISOString().slice(0, 10))
      fresh.push(result)
      print(result)
      // Each is kept at once: a later one may be interrupted.
      if (!quick) await keep([result])
    } catch (error) {
      console.error(error)
      process.exitCode = 1
    }
  }
  if (!quick) await publish(found)
  const missed = fresh.flatMap(({ rows }) =>
    rows.flatMap((row) => row.goals.filter((goal) => isReached(row, goal) !== true)),
  )
  console.log(`\n${fresh.length} of ${benches.length} benchmarks done; ${missed.length} goals missed`)
}

function print({ rows, tables = [] }: BenchResult): void {
  console.log(`\n${alignedTable(ROW_TITLES, rows.map(rowCells))}`)
  for (const { title, columns, lines } of tables) console.log(`\n${title}\n${alignedTable(columns, lines)}`)
}

async function keep(fresh: readonly BenchResult[]): Promise<void> {
  const names = BENCHES.map(({ name }) => name)
  const { benches } = readResults(RESULTS)
  await writeResults(RESULTS, { format: 'silo-bench', benches: merged(benches, fresh, names) })
}

/** The page and the charts, from the file of results alone. */
async function publish(found: Peers): Promise<void> {
  const { benches } = readResults(RESULTS)
  const page = await format(benchmarksPage(benches), { parser: 'markdown', printWidth: 110 })
  writeFileSync(join(ROOT, 'docs/benchmarks.md'), page)
  writeFileSync(join(ROOT, 'docs/benchmarks-goals.svg'), await drawSvg(found, goalsChart(benches)))
  writeFileSync(join(ROOT, 'docs/benchmarks-peers.svg'), await drawSvg(found, peersChart(benches)))
}
