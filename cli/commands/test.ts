// silo test: runs the project's in-language tests through the machine, on the bytecode that would be deployed.
import { formatValue } from '../../compiler/abi/parse-argument.ts'
import { test, type TestReport } from '../../compiler/index.ts'
import type { ReportedTrap, ReportedValue } from '../../compiler/testing/report.ts'
import { lineText, positionAt, spanText, type SourceFile, type Span } from '../../compiler/source.ts'
import { buildFailure, projectHost, showDiagnostics } from '../compile.ts'
import { siloPaths } from '../files.ts'
import { CommandFailure, EXIT, flag, type CommandRun } from '../outcome.ts'
import type { Output } from '../output.ts'
import { findProject } from '../project.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const project = await findProject(context.cwd)
  const pattern = context.arguments[0] ?? ''
  const entries = siloPaths(project.root)
  const { tests, diagnostics, program } = test(projectHost(project), entries, {
    select: (name) => name.includes(pattern),
  })
  showDiagnostics(output, diagnostics, program.files)
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error'))
    throw buildFailure(diagnostics, program.files)
  if (tests.length === 0) {
    throw new CommandFailure(
      pattern === '' ? 'this project has no tests' : `no test's name contains "${pattern}"`,
      'Write one in a contract file: test "a deposit counts" { … }',
      EXIT.failed,
    )
  }
  for (const report of tests) showReport(output, report, program.files, flag(context, 'gas'))
  const failed = tests.filter((report) => report.failure !== null).length
  output.line()
  output.line(`${tests.length - failed} passed, ${failed} failed`)
  output.result({
    passed: tests.length - failed,
    failed,
    tests: tests.map((report) => reportData(report, program.files)),
  })
  return failed === 0 ? EXIT.ok : EXIT.failed
}

function showReport(output: Output, report: TestReport, files: readonly SourceFile[], gas: boolean): void {
  const { style } = output
  const cost = gas
    ? style.dim(`  ${report.gasUsed} gas, ${report.steps} steps in ${report.messages.length} messages`)
    : ''
  const { failure } = report
  output.line(`${failure === null ? style.green('pass') : style.red('FAIL')} ${report.name}${cost}`)
  if (failure === null) return
  output.line(`     ${failure.message}`)
  showPlace(output, failure.span, files)
  for (const value of failure.values) {
    output.line(`       ${textOf(value.span, files)} is ${style.bold(valueText(value))}`)
  }
  if (failure.trap !== null) {
    output.line(`     ${trapText(failure.trap)}`)
    if (failure.trap.span !== null) showPlace(output, failure.trap.span, files)
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

function reportData(report: TestReport, files: readonly SourceFile[]): Record<string, unknown> {
  const { failure } = report
  const file = failure === null ? undefined : files[failure.span.file]
  return {
    name: report.name,
    passed: failure === null,
    steps: report.steps,
    gasUsed: report.gasUsed,
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
