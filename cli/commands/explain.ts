// silo explain: what a diagnostic's code means, with an example that fails and one that works.
import { EXAMPLE_OTHER } from '../../compiler/diagnostics/entry.ts'
import { runExample } from '../../compiler/diagnostics/examples.ts'
import { diagnosticJson, renderDiagnostic } from '../../compiler/diagnostics/render.ts'
import { DIAGNOSTICS, type DiagnosticCode } from '../../compiler/diagnostics/table.ts'
import { paintOf } from '../compile.ts'
import { argument, CommandFailure, EXIT, type CommandContext, type CommandRun } from '../outcome.ts'

export const run: CommandRun = async (context) => {
  const typed = argument(context, 0).toUpperCase()
  const code = Object.keys(DIAGNOSTICS).find((known): known is DiagnosticCode => known === typed)
  if (code === undefined)
    throw new CommandFailure(
      `no diagnostic has the code "${typed}"`,
      'Codes look like E0201; docs/diagnostics.md lists all.',
    )
  explain(context, code)
  return EXIT.ok
}

function explain({ output }: CommandContext, code: DiagnosticCode): void {
  const entry = DIAGNOSTICS[code]
  const { diagnostics, program } = runExample(entry, 'failing')
  const { style } = output
  const imports = entry.failing.includes('./other') || entry.working.includes('./other')
  for (const diagnostic of diagnostics)
    output.line(`${renderDiagnostic(diagnostic, program.files, paintOf(output))}\n`)
  output.line(style.dim('In this:'))
  output.line(`${indented(entry.failing)}\n`)
  if (entry.working !== entry.failing) {
    output.line(style.dim('Instead:'))
    output.line(`${indented(entry.working)}\n`)
  }
  if (imports) output.line(`${style.dim('where other.silo holds:')}\n${indented(EXAMPLE_OTHER)}\n`)
  if (entry.severity !== 'error')
    output.line(`Silenced by ${style.bold(`// allow ${code}`)} on the line, or alone on the line above.`)
  output.result({
    code,
    severity: entry.severity,
    message: entry.message,
    help: entry.help,
    failing: entry.failing,
    working: entry.working,
    diagnostics: diagnostics.map((diagnostic) => diagnosticJson(diagnostic, program.files)),
  })
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n')
}
