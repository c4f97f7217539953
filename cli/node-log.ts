// The options --log and --log-file of commands that run nodes: a line of JSON for every event.
import { createWriteStream } from 'node:fs'
import type { NodesObserver } from '../devnet/node/telemetry/events.ts'
import { createNodeLog, LOG_LEVELS } from '../devnet/node/telemetry/log.ts'
import { stringOption, type CommandContext } from './outcome.ts'

/** Undefined when no log was asked for; to standard error unless a file is named. */
export function openNodeLog(context: CommandContext): NodesObserver | undefined {
  const file = stringOption(context, 'logFile')
  const asked = stringOption(context, 'log')
  const level = LOG_LEVELS.find((known) => known === asked) ?? (file === undefined ? undefined : 'info')
  if (level === undefined) return undefined
  if (file === undefined) return createNodeLog(level, process.stderr)
  const stream = createWriteStream(file, { flags: 'a' })
  stream.on('error', (error) => context.output.note(`the log can't be written: ${error.message}`))
  return createNodeLog(level, stream)
}
