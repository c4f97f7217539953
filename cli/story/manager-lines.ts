// What managers do, a line each, for the terminals of silo devnet, silo dispute and silo demo.
import type { EngineAlarm } from '../../client/silo/audit.ts'
import type { ManagerEvent } from '../../devnet/manager/index.ts'

/** One line for an event; undefined for those that tell a user nothing. */
export function describeManagerEvent(event: ManagerEvent): string | undefined {
  switch (event.kind) {
    case 'trouble':
      return `trouble: ${event.reason}`
    case 'alarm':
      return describeAlarm(event.alarm)
    case 'failed':
      return `could not ${describe(event.action.kind)}: ${event.reason}`
    case 'sent':
      return sentLine(event.action)
  }
}

/** A fault of compiled code, in words that nobody overlooks. */
export function describeAlarm({ block, reason }: EngineAlarm): string {
  return `ALARM in reference block ${short(block)}: ${reason}; going on with the interpreter. Please report this.`
}

type Action = Extract<ManagerEvent, { kind: 'sent' }>['action']

function sentLine(action: Action): string {
  switch (action.kind) {
    case 'stake':
      return `locks ${action.count} stake(s)`
    case 'commit':
      return `wins a ticket and commits to ${action.entries.length} reference block(s), state ${short(action.entries.at(-1)?.roots.storage ?? '')}`
    case 'challenge':
      return `challenges commitment ${short(action.node)}`
    case 'play':
      return `makes the ${action.side}'s move ${action.dispute.position + 1} in dispute ${short(action.dispute.disputeId)}`
    case 'claimTimeout':
      return `claims a timeout in dispute ${short(action.dispute.disputeId)}`
    case 'slash':
      return `slashes the loser of dispute ${short(action.dispute.disputeId)}`
    case 'equivocation':
      return `reports a stake that committed to both ${short(action.first)} and ${short(action.second)}`
    case 'finalise':
      return `finalises commitment ${short(action.node)}`
    case 'publish':
      return `publishes ${action.indices.length} outbox payment(s) of commitment ${short(action.node)}`
    case 'deliver':
      return `delivers outbox entry ${action.item.index} of commitment ${short(action.node)} to the silo that it goes to`
    case 'collectFees':
      return 'collects its fees'
    case 'requestUnlock':
      return 'asks for a stake back'
    case 'unlock':
      return 'takes a stake back'
  }
}

function describe(kind: Action['kind']): string {
  const words: Readonly<Record<Action['kind'], string>> = {
    stake: 'stake',
    commit: 'commit',
    challenge: 'challenge',
    play: 'make its move',
    claimTimeout: 'claim a timeout',
    slash: 'slash',
    equivocation: 'report an equivocation',
    finalise: 'finalise',
    publish: 'publish the outbox',
    deliver: 'deliver to another silo',
    collectFees: 'collect fees',
    requestUnlock: 'ask for a stake back',
    unlock: 'take a stake back',
  }
  return words[kind]
}

/** The first digits of an id. */
export function short(id: string): string {
  return `${id.slice(0, 10)}…`
}
