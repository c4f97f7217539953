// The node's log: a line of JSON for every event, by pino, at a level that says how much it matters.
import type { DestinationStream, Level, Logger } from 'pino'
import { pino } from 'pino'
import type { NodeEvent, NodesObserver } from './events.ts'

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Chain blocks that may leave at once before it is worth a warning: parallel blocks swap places all the time. */
const NOTABLE_REORG = 10

/** Writes to `destination` what is at least of this level; lines carry the node's name. */
export function createNodeLog(level: LogLevel, destination: DestinationStream): NodesObserver {
  const log = pino({ level, base: null }, destination)
  const children = new Map<string, Logger>()
  return (node, event) => {
    const child = children.get(node) ?? log.child({ node })
    children.set(node, child)
    writeEvent(child, event)
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
    case 'peerRefused':
    case 'peerPruned':
      return 'warn'
    case 'transactionRefused':
    case 'stateRestored':
    case 'peerConnected':
    case 'peerLost':
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
  stateRestored: 'state restored',
  transactionTaken: 'transaction taken',
  transactionRefused: 'transaction refused',
  requestAnswered: 'request answered',
  connectionOpened: 'connection opened',
  connectionClosed: 'connection closed',
  connectionDropped: 'connection dropped',
  peerConnected: 'peer connected',
  peerLost: 'peer lost',
  peerRefused: 'peer refused',
  peerPruned: 'peer has pruned what this node lacks',
}
