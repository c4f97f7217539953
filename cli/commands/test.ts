// silo test: runs the project's in-language tests through the machine, on the bytecode that would be deployed.
import { analyse, test, type TestReport } from '../../compiler/index.ts'
import type { Diagnostic } from '../../compiler/diagnostics/types.ts'
import type { SourceFile } from '../../compiler/source.ts'
import { runExamples } from '../../compiler/testing/run-examples.ts'
import type { TestOptions } from '../../compiler/testing/run-tests.ts'
import { buildFailure, projectHost, showDiagnostics } from '../compile.ts'
import { siloPaths } from '../files.ts'
import {
  CommandFailure,
  EXIT,
  flag,
  integerOption,
  stringOption,
  type CommandContext,
  type CommandRun,
} from '../outcome.ts'
import { findProject, type Project } from '../project.ts'
import { openKeptCases } from '../test-cases.ts'
import { reportData, showReport } from '../test-report.ts'

const MOST_RUNS = 100_000

/** A test that ran, with the files that its spans lead to. */
interface Ran {
  readonly report: TestReport
  readonly files: readonly SourceFile[]
}

export const run: CommandRun = async (context) => {
  const { output } = context
  const project = await findProject(context.cwd)
  const pattern = context.arguments[0] ?? ''
  const options: TestOptions = {
    select: (name) => name.includes(pattern),
    runs: integerOption(context, 'runs', 1, MOST_RUNS) ?? 100,
    seed: stringOption(context, 'seed') ?? '1',
    engine: stringOption(context, 'engine') === 'compiled' ? 'compiled' : 'interpreter',
  }
  const doc = flag(context, 'doc')
  const gas = flag(context, 'gas')
  const ran = doc ? runDocumented(context, project, options, gas) : runWritten(context, project, options, gas)
  if (ran.length === 0) throw nothingRan(doc ? 'example' : 'test', pattern)
  const failed = ran.filter(({ report }) => report.failure !== null).length
  output.line()
  output.line(`${ran.length - failed} passed, ${failed} failed`)
  output.result({
    passed: ran.length - failed,
    failed,
    tests: ran.map(({ report, files }) => reportData(report, files)),
  })
  return failed === 0 ? EXIT.ok : EXIT.failed
}

/** The tests in the project's files. */
function runWritten(
  { output }: CommandContext,
  project: Project,
  options: TestOptions,
  gas: boolean,
): readonly Ran[] {
  const kept = openKeptCases(project)
  const host = projectHost(project)
  const { tests, diagnostics, program } = test(host, siloPaths(project.root), { ...options, kept: kept.of })
  const { files } = program
  showDiagnostics(output, diagnostics, files)
  if (hasErrors(diagnostics)) throw buildFailure(diagnostics, files)
  for (const report of tests) showReport(output, report, files, gas)
  kept.update(tests)
  return tests.map((report) => ({ report, files }))
}

/** The examples in its doc comments. */
function runDocumented(
  { output }: CommandContext,
  project: Project,
  options: TestOptions,
  gas: boolean,
): readonly Ran[] {
  const [host, entries] = [projectHost(project), siloPaths(project.root)]
  const { diagnostics, program } = analyse(host, entries)
  if (hasErrors(diagnostics)) {
    showDiagnostics(output, diagnostics, program.files)
    throw buildFailure(diagnostics, program.files)
  }
  return runExamples(host, entries, options).flatMap(({ reports, diagnostics: wrong, files }) => {
    for (const report of reports) showReport(output, report, files, gas)
    showDiagnostics(output, wrong, files)
    return reports.map((report) => ({ report, files }))
  })
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}

function nothingRan(what: 'test' | 'example', pattern: string): CommandFailure {
  const help = {
    test: 'Write one in a contract file: test "a deposit counts" { … }',
    example: 'Write one in a doc comment: three backticks with silo behind them, code, three backticks.',
  }
  const where = what === 'test' ? 'this project has no tests' : "this project's doc comments have no examples"
  return new CommandFailure(
    pattern === '' ? where : `no ${what}'s name contains "${pattern}"`,
    help[what],
    EXIT.failed,
  )
}
