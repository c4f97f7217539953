// Numbers, goals and verdicts as people read them, for the terminal and the page alike.
import { isReached, judgedValue } from './rows.ts'
import type { Goal, Row, Side } from './rows.ts'

/** Three significant digits, with separators of thousands; no exponent. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return '0'
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  const rounded = Number(value.toPrecision(3))
  return rounded.toLocaleString('en-US', {
    maximumFractionDigits: Math.min(digits, 6),
  })
}

/** The median, with half the distance of the quartiles in percent of it where there were several samples. */
export function sideText({ median, low, high, samples }: Side): string {
  if (samples < 2 || median === 0) return numberText(median)
  return `${numberText(median)} ±${Math.round((50 * (high - low)) / median)}%`
}

export function goalText(row: Row, { of, at, bound }: Goal): string {
  const relation = at === 'most' ? '≤' : '≥'
  const number = bound.toLocaleString('en-US')
  switch (of.kind) {
    case 'own':
      return `${relation} ${number} ${row.unit}`
    case 'own over peer':
      return `${relation} ${number}x of ${of.peer}`
    case 'peer over own':
      return bound === 1 ? `faster than ${of.peer}` : `${relation} ${number}x faster than ${of.peer}`
  }
}

/** What the goal judges, as measured. */
export function judgedText(row: Row, goal: Goal): string {
  const value = judgedValue(row, goal)
  if (value === undefined) return 'not measured'
  return goal.of.kind === 'own' ? numberText(value) : `${numberText(value)}x`
}

export function verdict(row: Row, goal: Goal): string {
  const reached = isReached(row, goal)
  if (reached === undefined) return '?'
  return reached ? 'yes' : 'NO'
}

/** The cells of a row: name, unit, silo's number, the peers', and each goal with what was measured and whether it is reached. */
export function rowCells(row: Row): readonly string[] {
  const [own, ...peers] = row.sides
  return [
    row.name,
    row.unit,
    own === undefined ? '' : sideText(own),
    peers.map((peer) => `${peer.name} ${sideText(peer)}`).join('; '),
    row.goals.map((goal) => `${goalText(row, goal)}: ${judgedText(row, goal)}`).join('; '),
    row.goals.map((goal) => verdict(row, goal)).join('; '),
  ]
}

export const ROW_TITLES: readonly string[] = ['measure', 'unit', 'silo', 'peers', 'goal: measured', 'reached']

/** Lines of aligned columns. */
export function alignedTable(titles: readonly string[], lines: readonly (readonly string[])[]): string {
  const all = [titles, ...lines]
  const widths = titles.map((_, column) => Math.max(...all.map((line) => (line[column] ?? '').length)))
  const text = (line: readonly string[]): string =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [text(titles), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.map(text)].join('\n')
}
