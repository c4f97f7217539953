// The silo command: reads the command line, loads the one module that the command needs, runs it, and turns what it says into
// output and an exit code. Commands know neither commander nor process.exit.
import { Command, CommanderError, Option } from 'commander'
import { COMMANDS, type CommandRow } from './commands/table.ts'
import { EXIT, type CommandContext, CommandFailure } from './outcome.ts'
import { createOutput, type Output } from './output.ts'
import packageJson from '../package.json' with { type: 'json' }

/** Runs the command line `argv` (without node and script). Sets `process.exitCode`; never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  const json = argv.includes('--json')
  const output = createOutput({ json, stdout: process.stdout, stderr: process.stderr })
  const program = buildProgram(output)
  try {
    if (argv.length === 0) program.outputHelp()
    else await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    process.exitCode = report(error, output)
  }
}

function buildProgram(output: Output): Command {
  const program = new Command('silo')
    .description(packageJson.description)
    .version(packageJson.version, '-V, --version', 'print the version')
    .showSuggestionAfterError(true)
    .showHelpAfterError('(add --help to see what it takes)')
    .exitOverride()
    .configureOutput({ writeErr: (text) => output.usageError(text) })
  for (const row of COMMANDS) program.addCommand(toCommand(row, output))
  return program
}

function toCommand(row: CommandRow, output: Output): Command {
  const command = new Command(row.name)
    .summary(row.summary)
    .description(row.description)
    .exitOverride()
    .showHelpAfterError('(add --help to see what it takes)')
    .configureOutput({ writeErr: (text) => output.usageError(text) })
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

function report(error: unknown, output: Output): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof CommandFailure) {
    output.failure(error)
    return error.exitCode
  }
  output.bug(error)
  return EXIT.bug
}
