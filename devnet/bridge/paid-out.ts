// When all of a final outbox is paid. Consensus sees only what publications show; the one that shows the last entry shows that it is the last, by a path with nothing
// to the right of it. When as many leaves are paid as there are, nobody will ask for the node's record again, nor for what its returns need.
import { showsOutboxEnd } from '../../vm/consensus.ts'
import { withPaid } from './paid.ts'
import { KEY } from './records.ts'
import type { NodeRecord } from './records.ts'
import type { Draft } from './store.ts'
import { need } from './store.ts'

/** Entries that a publication pays, and what it shows of the outbox. */
export interface ShownEntries {
  /** The first leaf of each. */
  readonly entries: readonly number[]
  /** All their leaves, ascending. */
  readonly leaves: readonly number[]
  readonly witness: Uint8Array
}

export function isPaidOut({ leavesPaid, outboxLeaves }: NodeRecord): boolean {
  return leavesPaid === outboxLeaves
}

/** Marks entries as paid that were not. A node that is forgotten but for its outbox goes with the last of them. */
export function notePaid(draft: Draft, node: NodeRecord, { entries, leaves, witness }: ShownEntries): void {
  const last = leaves.at(-1)
  const end = last !== undefined && showsOutboxEnd(leaves, witness) ? last + 1 : undefined
  const paid: NodeRecord = {
    ...node,
    paid: withPaid(node.paid, entries),
    leavesPaid: node.leavesPaid + leaves.length,
    outboxLeaves: node.outboxLeaves ?? end,
  }
  const { keptHeight } = need(draft, KEY.progress(node.siloId), 'progress')
  if (node.height < keptHeight && isPaidOut(paid)) removeOutbox(draft, node)
  else draft.put(KEY.node(node.id), paid)
}

function removeOutbox(draft: Draft, { id, siloId, block, returns }: NodeRecord): void {
  draft.remove(KEY.node(id))
  for (const i of returns) draft.remove(KEY.inboxEntry(siloId, block, i))
}
