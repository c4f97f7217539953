// How silo test shows what ran: a line for each test, and of what failed the place, the values and the smallest case.
import { formatValue } from '../compiler/abi/parse-argument.ts'
import type { TestReport } from '../compiler/index.ts'
import type { Cases, FailingExample, ReportedTrap, ReportedValue } from '../compiler/testing/report.ts'
import { lineText, positionAt, spanText, type SourceFile, type Span } from '../compiler/source.ts'
import type { Output } from './output.ts'

const MOST_LABELS = 8

export function showReport(
  output: Output,
  report: TestReport,
  files: readonly SourceFile[],
  gas: boolean,
): void {
  const { style } = output
  const cost = gas
    ? style.dim(`  ${report.gasUsed} gas, ${report.steps} steps in ${report.messages.length} messages`)
    : ''
  const { failure } = report
  const cases = report.cases === null ? '' : style.dim(`  ${casesText(report.cases)}`)
  output.line(`${failure === null ? style.green('pass') : style.red('FAIL')} ${report.name}${cases}${cost}`)
  if (report.cases !== null) showLabels(output, report.cases)
  if (failure === null) return
  output.line(`     ${failure.message}`)
  if (report.cases?.example) showExample(output, report.cases.example)
  showPlace(output, failure.span, files)
  for (const value of failure.values) {
    output.line(`       ${textOf(value.span, files)} is ${style.bold(valueText(value))}`)
  }
  if (failure.trap !== null) {
    output.line(`     ${trapText(failure.trap)}`)
    if (failure.trap.span !== null) showPlace(output, failure.trap.span, files)
  }
}

function casesText({ runs }: Cases): string {
  return `${runs} ${runs === 1 ? 'case' : 'cases'}`
}

function showLabels({ line, style }: Output, { labels }: Cases): void {
  const sum = labels.reduce((total, { count }) => total + count, 0)
  for (const { text, count } of labels.slice(0, MOST_LABELS))
    line(style.dim(`     ${((100 * count) / sum).toFixed(1).padStart(5)}% ${text}`))
  if (labels.length > MOST_LABELS) line(style.dim(`            and ${labels.length - MOST_LABELS} more`))
}

/** The smallest case that fails: inputs by name, or messages one by one. */
function showExample({ line, style }: Output, example: FailingExample): void {
  switch (example.kind) {
    case 'inputs':
      for (const { name, text } of example.inputs) line(`       ${name} = ${style.bold(text)}`)
      return
    case 'calls':
      for (const { actor, text, refused } of example.calls)
        line(
          `       as ${actor}: ${style.bold(text)}${refused === null ? '' : style.dim(`  refused: ${refused}`)}`,
        )
  }
}

function showPlace(output: Output, span: Span, files: readonly SourceFile[]): void {
  const file = files[span.file]
  if (file === undefined) return
  const { line, column } = positionAt(file, span.start)
  output.line(`     at ${file.path}:${line + 1}:${column + 1}`)
  output.line(`       ${output.style.dim(lineText(file, line).trim())}`)
}

function trapText(trap: ReportedTrap): string {
  const { args } = trap
  const values =
    args === null
      ? ''
      : ` { ${trap.fields.map((field) => `${field.name}: ${formatValue(field.type, args[field.name] ?? '?')}`).join(', ')} }`
  return `trap ${trap.error ?? trap.trap}${values}: ${trap.meaning}`
}

function valueText({ type, value, actor }: ReportedValue): string {
  const text = formatValue(type, value)
  return actor === null ? text : `${actor} (${text})`
}

function textOf(span: Span, files: readonly SourceFile[]): string {
  const file = files[span.file]
  return file === undefined ? '' : spanText(file, span).replaceAll(/\s+/g, ' ')
}

export function reportData(report: TestReport, files: readonly SourceFile[]): Record<string, unknown> {
  const { failure } = report
  const file = failure === null ? undefined : files[failure.span.file]
  return {
    name: report.name,
    passed: failure === null,
    steps: report.steps,
    gasUsed: report.gasUsed,
    ...(report.cases === null
      ? {}
      : {
          runs: report.cases.runs,
          seed: report.cases.seed,
          labels: report.cases.labels,
          example: report.cases.example,
        }),
    ...(failure === null || file === undefined
      ? {}
      : {
          message: failure.message,
          path: file.path,
          line: positionAt(file, failure.span.start).line + 1,
          values: failure.values.map((value) => ({
            expression: textOf(value.span, files),
            value: valueText(value),
          })),
        }),
  }
}
