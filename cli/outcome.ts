// What a command gets and how it ends: its context, the exit codes, and the one exception by which it says that it can't go on.
import type { Output } from './output.ts'

/** Exit codes of every command; docs/cli.md lists them from here. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** What was asked for ran and failed: a test, a build, a proof, a trapped call. */
  failed: 1,
  /** The command line or an input file is wrong; nothing was done. */
  usage: 2,
  /** No devnet answers where one is expected. */
  unreachable: 3,
  /** Interrupted before it was done. */
  interrupted: 130,
  /** A fault of silo itself. */
  bug: 70,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export interface CommandContext {
  /** Positional arguments, variadic ones flattened. */
  readonly arguments: readonly string[]
  /** Options by camel-case name, as the command's table row declares them. */
  readonly options: Readonly<Record<string, unknown>>
  readonly output: Output
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

export type CommandRun = (context: CommandContext) => Promise<ExitCode>

/** An expected failure: what is wrong, what to do next, and the exit code. */
export class CommandFailure extends Error {
  readonly help: string
  readonly exitCode: ExitCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    message: string,
    help: string,
    exitCode: ExitCode = EXIT.usage,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
    this.help = help
    this.exitCode = exitCode
    this.details = details
  }
}

/** A string option, or undefined where it wasn't given. */
export function stringOption(context: CommandContext, name: string): string | undefined {
  const value = context.options[name]
  return typeof value === 'string' ? value : undefined
}

/** Whether a flag was given. */
export function flag(context: CommandContext, name: string): boolean {
  return context.options[name] === true
}

/** A whole number option within bounds. */
export function integerOption(
  context: CommandContext,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const text = stringOption(context, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new CommandFailure(
      `--${kebab(name)} takes a whole number from ${least} to ${most}, not "${text}"`,
      'Give a number in that range.',
    )
  }
  return value
}

/** The n-th positional argument, which commander has made sure of. */
export function argument(context: CommandContext, index: number): string {
  const value = context.arguments[index]
  if (value === undefined) throw new Error(`argument ${index} is not declared by the command's table row`)
  return value
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
