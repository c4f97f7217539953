// Makes docs/cli.md out of the table of commands and the exit codes, so that the reference can't drift from what is parsed.
import type { CommandRow } from './commands/rows.ts'
import { COMMANDS } from './commands/table.ts'
import { EXIT } from './outcome.ts'

const EXIT_MEANING: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done',
  failed: 'what was asked for ran and failed: a test, a build, a proof, a trapped call',
  usage: 'the command line or an input file is wrong; nothing was done',
  unreachable: 'no node answers where one is expected',
  interrupted: 'interrupted before it was done',
  bug: 'a fault of silo itself; please report it',
}

/** The command line reference as Markdown. */
export function cliReference(): string {
  const codes = Object.entries(EXIT).map(
    ([name, code]) => `| ${code} | ${EXIT_MEANING[name as keyof typeof EXIT]} |`,
  )
  return [
    '# The silo command',
    '',
    'Made from `cli/commands/table.ts` by `npm run docs:cli`.',
    '',
    'Every command takes `--json` (one JSON value on standard output: amounts and heights as decimal strings) and `--help`. Results go to standard output, progress and errors to standard error.',
    '',
    '| exit code | means |',
    '| --- | --- |',
    ...codes,
    '',
    ...COMMANDS.flatMap(section),
  ].join('\n')
}

function section(row: CommandRow): string[] {
  const usage = [
    'silo',
    row.name,
    ...row.arguments.map((argument) => argument.syntax),
    row.options.length > 0 ? '[options]' : '',
  ]
  const takes = [...row.arguments, ...row.options].map(
    (entry) =>
      `| \`${entry.syntax.replaceAll('|', '\\|')}\` | ${entry.meaning}${'default' in entry && entry.default !== undefined ? ` (default: \`${entry.default}\`)` : ''} |`,
  )
  return [
    `## ${usage.filter((word) => word !== '').join(' ')}`,
    '',
    row.description,
    '',
    ...(takes.length > 0 ? ['| takes | meaning |', '| --- | --- |', ...takes, ''] : []),
    '```sh',
    ...row.examples,
    '```',
    '',
  ]
}
