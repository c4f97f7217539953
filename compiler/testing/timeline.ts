// The base layer of a test: each message is in a block of its own; blocks become final, or are reorganised away.
import type { Span } from '../source.ts'
import type { Environment } from './environment.ts'
import { Failed } from './signals.ts'
import type { Moment } from './test-silo.ts'

/** What was before a message. */
interface Block {
  readonly silo: number
  readonly before: Moment
  /** Payments that the test had seen. */
  readonly payments: number
  /** The payment that it delivered before finality, if it did. */
  readonly delivers: number | null
}

export interface Timeline {
  /** Messages that a reorg can still undo, oldest first. */
  readonly open: Block[]
  /** Payments that are final: those before this number. */
  finalPayments: number
  /** Payments that were delivered before they are final. */
  readonly delivered: Set<number>
  /** Coins that calls between silos have brought, in sompi. */
  arrived: bigint
}

export function newTimeline(): Timeline {
  return { open: [], finalPayments: 0, delivered: new Set(), arrived: 0n }
}

/** To be called before a message; with the payment that it delivers, if that isn't final. */
export function beginBlock(env: Environment, silo: number, delivers: number | null = null): void {
  const before = env.silos[silo]?.moment()
  if (delivers !== null) env.timeline.delivered.add(delivers)
  if (before !== undefined) env.timeline.open.push({ silo, before, payments: env.payments.length, delivers })
}

/** `finalize()`: nothing so far can be undone any more. */
export function finalize(env: Environment): void {
  env.timeline.open.length = 0
  env.timeline.finalPayments = env.payments.length
}

/** `reorg(depth: n)`: the last n messages never happened, and their payments are not paid. */
export function reorg(env: Environment, depth: bigint, span: Span): void {
  const { open } = env.timeline
  if (depth > BigInt(open.length)) {
    throw new Failed(
      span,
      `a reorg of ${depth} blocks goes too deep: ${open.length} are not final, and creating a silo is not undone`,
    )
  }
  for (const block of open.splice(open.length - Number(depth)).toReversed()) {
    env.silos[block.silo]?.returnTo(block.before)
    if (block.delivers !== null) env.timeline.delivered.delete(block.delivers)
    // Their numbers stay taken, so that ids of them still name them.
    for (let i = block.payments; i < env.payments.length; i++) env.payments[i] = undefined
  }
}
