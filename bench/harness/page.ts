// docs/benchmarks.md out of the file of results: what was measured, on what, the goal, whether it is reached, and if not, why.
import type { BenchResult, Computer } from './results.ts'
import { isReached } from './rows.ts'
import type { DetailTable, Row } from './rows.ts'
import { ROW_TITLES, goalText, judgedText, rowCells } from './text.ts'

const GROUP_TITLES: Readonly<Record<string, string>> = {
  vm: 'The machine',
  compiler: 'The compiler',
  devnet: 'The base layer',
}

export function benchmarksPage(benches: readonly BenchResult[]): string {
  const rows = benches.flatMap((bench) => bench.rows)
  const judged = rows.flatMap((row) => row.goals.map((goal) => isReached(row, goal)))
  const reached = judged.filter((is) => is === true).length
  return [
    '# Benchmarks',
    '`npm run bench` measures everything here anew, prints it, and writes this page, its charts and `bench/results.json`; `npm run bench -- vm` (or `compiler`, `devnet`, or the name of a benchmark) measures a part and keeps the rest. The peers are installed in `bench/peers` when they are first wanted, never with silo.',
    "Sides of a row run in one process run after another in turns, after warm-up, and the harness refuses to compare sides that computed different results. Work of this process is timed by what its thread spends on a processor, which other work on the computer disturbs less; where another process does the work, and in the comparison with EVMs, the clock on the wall counts. A number is the median; ± is half the distance between the quartiles. Numbers of different computers or different runs can't be compared, ratios can. A load above the number of cores says that other work took part of them: absolute times are then too long, by about the quotient.",
    `**${reached} of ${judged.length} goals are reached.**`,
    '![How far each row is from its goal](benchmarks-goals.svg)',
    '![Silo and its peers](benchmarks-peers.svg)',
    ...groupsOf(benches),
    '',
  ].join('\n\n')
}

function groupsOf(benches: readonly BenchResult[]): string[] {
  const groups = [...new Set(benches.map(({ group }) => group))]
  return groups.flatMap((group) => [
    `## ${GROUP_TITLES[group] ?? group}`,
    ...benches.filter((bench) => bench.group === group).flatMap(benchSection),
  ])
}

function benchSection(bench: BenchResult): string[] {
  const { title, name, about, day, computer, rows, tables = [] } = bench
  return [
    `### ${title}`,
    about,
    markdownTable(ROW_TITLES, rows.map(rowCells)),
    ...notesOf(rows),
    ...tables.flatMap(detailSection),
    `<sub>\`npm run bench -- ${name}\`, ${day}: ${computerText(computer)}.</sub>`,
  ]
}

function notesOf(rows: readonly Row[]): string[] {
  const notes = rows.flatMap(({ name, note }) => (note === undefined ? [] : [`- ${name}: ${note}`]))
  const missed = rows.flatMap((row) =>
    row.goals
      .filter((goal) => isReached(row, goal) !== true)
      .map((goal) => {
        const { why, next } = row.shortfall ?? { why: 'not explained yet', next: 'a profile' }
        return `- **${row.name}** (${goalText(row, goal)}; measured ${judgedText(row, goal)}). Why: ${why}. What would get there: ${next}.`
      }),
  )
  return [
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
    ...(missed.length === 0 ? [] : [`Not reached:\n\n${missed.join('\n')}`]),
  ]
}

function detailSection({ title, columns, lines }: DetailTable): string[] {
  return [`<details><summary>${title}</summary>`, markdownTable(columns, lines), '</details>']
}

function computerText({ processor, cores, memoryGigabytes, platform, node, load }: Computer): string {
  return `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${platform}, Node ${node}${load === undefined ? '' : `; load ${load}`}`
}

function markdownTable(titles: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...lines.map(line)].join('\n')
}
