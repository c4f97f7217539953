// Where commands write: text for people (colour only on a terminal), or one JSON value with --json. Progress and notes go to
// standard error, results to standard output, so that a pipe gets results only.
import picocolors from 'picocolors'
import type { CommandFailure } from './outcome.ts'

export interface OutputStream {
  readonly isTTY?: boolean
  /** Width of the terminal in characters. */
  readonly columns?: number
  write(text: string): unknown
}

const DEFAULT_COLUMNS = 80

export interface Output {
  readonly json: boolean
  /** Whether standard output is a terminal that takes colour and redrawing. */
  readonly interactive: boolean
  /** Whether `style` colours anything. */
  readonly coloured: boolean
  readonly style: Style
  /** A result line for people; nothing with --json. */
  line(text?: string): void
  /** The command's result as data; printed only with --json. Call it once. */
  result(value: unknown): void
  /** Shows what is going on now in one plain line that is redrawn in place, cut to the terminal's width; nothing off a terminal. Empty text takes it away. */
  status(text: string): void
  /** Progress or a side note; goes to standard error, silent with --json. */
  note(text: string): void
  failure(failure: CommandFailure): void
  usageError(text: string): void
  bug(error: unknown): void
}

export type Style = Pick<
  ReturnType<typeof picocolors.createColors>,
  'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta' | 'inverse'
>

/** Makes the output of one run. */
export function createOutput(options: { json: boolean; stdout: OutputStream; stderr: OutputStream }): Output {
  const { json, stdout, stderr } = options
  const interactive = stdout.isTTY === true && !json
  const coloured = interactive && process.env['NO_COLOR'] === undefined
  const style = picocolors.createColors(coloured)
  const errorStyle = picocolors.createColors(stderr.isTTY === true && process.env['NO_COLOR'] === undefined)
  let shown = false
  const clearStatus = (): void => {
    if (shown) stdout.write('\r\u001B[2K')
    shown = false
  }
  return {
    json,
    interactive,
    coloured,
    style,
    line: (text = '') => {
      if (json) return
      clearStatus()
      stdout.write(`${text}\n`)
    },
    status: (text) => {
      if (!interactive) return
      clearStatus()
      if (text === '') return
      // A line that wraps could not be taken away again by clearing one line.
      stdout.write(style.dim(text.slice(0, (stdout.columns ?? DEFAULT_COLUMNS) - 1)))
      shown = true
    },
    result: (value) => {
      if (json) stdout.write(`${toJson(value)}\n`)
    },
    note: (text) => {
      if (json) return
      clearStatus()
      stderr.write(`${text}\n`)
    },
    failure: (failure) => {
      if (json) {
        stdout.write(
          `${toJson({ error: failure.message, help: failure.help, exitCode: failure.exitCode, ...failure.details })}\n`,
        )
      } else {
        stderr.write(
          `${errorStyle.red('error:')} ${failure.message}\n${failure.help === '' ? '' : `  ${errorStyle.dim(failure.help)}\n`}`,
        )
      }
    },
    usageError: (text) => {
      if (!json) {
        stderr.write(text)
        return
      }
      const [error = '', ...help] = text
        .trim()
        .replace(/^error: /, '')
        .split('\n')
      stdout.write(`${toJson({ error, help: help.join(' '), exitCode: 2 })}\n`)
    },
    bug: (error) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
      if (json) stdout.write(`${toJson({ error: 'internal error', detail, exitCode: 70 })}\n`)
      else
        stderr.write(
          `${errorStyle.red('internal error:')} this is a fault of silo; please report it with the lines below.\n${detail}\n`,
        )
    },
  }
}

/** JSON with amounts and heights (bigint) as decimal strings and bytes as hex, so that no reader loses a bit. */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, item: unknown) => {
      if (typeof item === 'bigint') return item.toString()
      if (item instanceof Uint8Array) return Buffer.from(item).toString('hex')
      if (item instanceof Map) return Object.fromEntries(item)
      return item
    },
    2,
  )
}
