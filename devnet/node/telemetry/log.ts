// The node's log: a line of JSON for every event, by pino, at a level that says how much it matters.
import type { DestinationStream, Level, Logger } from 'pino'
import { pino } from 'pino'
import type { NodeEvent, NodeObserver } from './events.ts'

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Chain blocks that may leave at once before it is worth a warning: parallel blocks swap places all the time. */
const NOTABLE_REORG = 10

export interface NodeLog {
  /** An observer whose lines carry the node's name. */
  readonly of: (node: string) => NodeObserver
  /** Something about the process itself. */
  readonly note: (message: string, fields?: Readonly<Record<string, unknown>>) => void
}

/** Writes to `destination` what is at least of this level. */
export function createNodeLog(level: LogLevel, destination: DestinationStream): NodeLog {
  const log = pino({ level, base: null }, destination)
  return {
    of(node) {
      const child = log.child({ node })
      return (event) => writeEvent(child, event)
    },
    note: (message, fields = {}) => log.info(fields, message),
  }
}

function writeEvent(log: Logger, event: NodeEvent): void {
  const level = levelOf(event)
  if (!log.isLevelEnabled(level)) return
  const { kind, ...fields } = event
  const plain = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? value.toString() : value,
  ])
  log[level](Object.fromEntries(plain), MESSAGES[kind])
}

function levelOf(event: NodeEvent): Level {
  switch (event.kind) {
    case 'blockAdded':
      return event.removed > NOTABLE_REORG ? 'warn' : event.removed > 0 ? 'info' : 'debug'
    case 'blockRefused':
    case 'connectionDropped':
      return 'warn'
    case 'transactionRefused':
      return 'info'
    case 'requestAnswered':
      return event.ok ? 'trace' : 'debug'
    case 'transactionTaken':
    case 'connectionOpened':
    case 'connectionClosed':
      return 'debug'
  }
}

const MESSAGES: Readonly<Record<NodeEvent['kind'], string>> = {
  blockAdded: 'block added',
  blockRefused: 'block refused',
  transactionTaken: 'transaction taken',
  transactionRefused: 'transaction refused',
  requestAnswered: 'request answered',
  connectionOpened: 'connection opened',
  connectionClosed: 'connection closed',
  connectionDropped: 'connection dropped',
}
