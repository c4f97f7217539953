// What the outbox of a reference block holds for whoever publishes it: payments to keys, calls to other silos, values that go back to where they came from.
import { leavesOfCall } from '../../devnet/bridge/calls-between-silos.ts'
import { amountLeaving, decodeOutboxEntry } from '../../vm/records.ts'
import type { ExecutedBlock } from './execute.ts'

/** An entry by the index of its first leaf. */
export interface OutboxItem {
  readonly index: number
  /** Its leaves. */
  readonly count: number
  /** Sompi that leave the silo with it. */
  readonly amount: bigint
  /** `again`: a value that came back once and was not taken, which goes to the silo itself. */
  readonly goesTo: 'key' | 'silo' | 'again'
}

const NOTHING: readonly OutboxItem[] = []

export function outboxItems({ outbox, info }: ExecutedBlock): readonly OutboxItem[] {
  if (outbox.length === 0) return NOTHING
  return outbox.leaves().flatMap((leaf, index): OutboxItem[] => {
    const entry = decodeOutboxEntry(leaf)
    const amount = amountLeaving(entry)
    switch (entry?.kind) {
      case 'pay':
      case 'refund':
        return [{ index, count: 1, amount, goesTo: 'key' }]
      case 'return': {
        const cameBack = info.entries[entry.message]?.kind === 'returned'
        return [{ index, count: 1, amount, goesTo: cameBack ? 'again' : 'silo' }]
      }
      case 'call':
        return [{ index, count: leavesOfCall(entry), amount, goesTo: 'silo' }]
      case 'data':
      case undefined:
        return []
    }
  })
}
