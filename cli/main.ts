// The silo command: reads the command line, loads the one module that the command needs, runs it, and turns what it says into
// output and an exit code. Commands know neither commander nor process.exit.
import { Command, CommanderError, Option } from 'commander'
import type { CommandRow } from './commands/rows.ts'
import { COMMANDS } from './commands/table.ts'
import { EXIT, type CommandContext, CommandFailure } from './outcome.ts'
import { createOutput, type Output } from './output.ts'
import { fileFailure } from './file-failure.ts'
import packageJson from '../package.json' with { type: 'json' }

const SEE_HELP = '(add --help to see what it takes)'

/** Runs the command line `argv` (without node and script). Sets `process.exitCode`; never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  endQuietlyOnBrokenPipe()
  const json = argv.includes('--json')
  const output = createOutput({ json, stdout: process.stdout, stderr: process.stderr })
  const program = buildProgram(wantedRows(argv), output)
  try {
    if (argv.length === 0) program.outputHelp()
    else await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    process.exitCode = report(error, output)
  }
}

/** The commands that this line can be about: all of them only where it doesn't begin with the name of one. */
function wantedRows([first]: readonly string[]): readonly CommandRow[] {
  const rows = COMMANDS.filter(({ name }) => name.split(' ')[0] === first)
  return rows.length > 0 ? rows : COMMANDS
}

function buildProgram(rows: readonly CommandRow[], output: Output): Command {
  const program = new Command('silo')
    .description(packageJson.description)
    .version(packageJson.version, '-V, --version', 'print the version')
    .showSuggestionAfterError(true)
    .showHelpAfterError(output.json ? false : SEE_HELP)
    .exitOverride()
    .configureOutput({ writeErr: (text) => output.usageError(withDashHint(text)) })
  for (const row of rows) {
    const [word = row.name, subcommand] = row.name.split(' ')
    if (subcommand === undefined) program.addCommand(toCommand(row, word, output))
    else groupOf(program, word, output).addCommand(toCommand(row, subcommand, output))
  }
  return program
}

/** The command that others go under: one of the table by itself, if it comes before them there, or else a mere group. */
function groupOf(program: Command, name: string, output: Output): Command {
  const known = program.commands.find((command) => command.name() === name)
  if (known !== undefined) return known
  const group = new Command(name)
    .summary(name)
    .showHelpAfterError(output.json ? false : SEE_HELP)
    .exitOverride()
    .configureOutput({ writeErr: (text) => output.usageError(withDashHint(text)) })
  program.addCommand(group)
  return group
}

function toCommand(row: CommandRow, name: string, output: Output): Command {
  const command = new Command(name)
    .summary(row.summary)
    .description(row.description)
    .exitOverride()
    .showHelpAfterError(output.json ? false : SEE_HELP)
    .configureOutput({ writeErr: (text) => output.usageError(withDashHint(text)) })
  for (const argument of row.arguments) command.argument(argument.syntax, argument.meaning)
  for (const option of row.options) {
    const made = new Option(option.syntax, option.meaning)
    if (option.default !== undefined) made.default(option.default)
    if (option.choices !== undefined) made.choices([...option.choices])
    command.addOption(made)
  }
  command.option('--json', 'print one JSON value on standard output instead of text')
  command.addHelpText('after', `\nExamples:\n${row.examples.map((example) => `  $ ${example}`).join('\n')}`)
  command.action(async () => {
    const values = command.processedArgs.flat().filter((value): value is string => typeof value === 'string')
    const context: CommandContext = {
      arguments: values,
      options: command.opts(),
      output,
      cwd: process.cwd(),
      env: process.env,
    }
    const { run } = await row.load()
    process.exitCode = await run(context)
  })
  return command
}

/** A value such as -5kas looks like an option: says how to write one. */
function withDashHint(text: string): string {
  const [, value] = /unknown option '(-[\d.][^']*)'/.exec(text) ?? []
  if (value === undefined) return text
  return `${text.trimEnd()}\n(amounts are never negative; an argument that begins with a dash goes behind --, as in: -- ${value})\n`
}

/** Whoever reads the output may leave early (`silo inspect | head -1`): that is no fault, and nobody is left to tell it. */
function endQuietlyOnBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(EXIT.ok)
      throw error
    })
  }
}

function report(caught: unknown, output: Output): number {
  const error = fileFailure(caught) ?? caught
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof CommandFailure) {
    output.failure(error)
    return error.exitCode
  }
  output.bug(error)
  return EXIT.bug
}
