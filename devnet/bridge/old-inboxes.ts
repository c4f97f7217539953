// The bridge lets go of inboxes that are over and done with: their heights are forgotten, and the blocks whose transactions they are made of can be had
// from nobody any more. Each block that brings a silo messages takes twice as many old ones away, so that what waits to go doesn't grow, and what a block
// costs is in proportion to what came with it. A hash over what went stays, by which whoever has the old inboxes shows that they are the silo's.
import type { Hash } from '../tx/hash.ts'
import { hashToBytes } from '../tx/hash.ts'
import { bridgeHash } from './ids.ts'
import { referenceBlockAt } from './inboxes.ts'
import { KEY } from './records.ts'
import type { InboxRecord } from './records.ts'
import type { Draft } from './store.ts'
import { need, read } from './store.ts'

/**
 * Final heights whose inboxes stay, however old they are: twice as many as one transaction makes final. A manager keeps a state a hundred-odd heights below
 * the last final one, and must find all blocks since then when it starts again.
 */
export const KEPT_INBOXES = 512

const EMPTY = new Uint8Array(0)

/**
 * To be called at the end of a block that brought a silo so many messages. Nobody has blocks of a blue score below `prunedBelow` any more, unless he
 * keeps all.
 */
export function pruneInboxes(draft: Draft, siloId: Hash, messages: number, prunedBelow: bigint): void {
  let left = 2 * (messages + 1)
  while (left > 0) {
    const { prunedHeight, keptHeight, finalHeight } = need(draft, KEY.progress(siloId), 'progress')
    const height = prunedHeight + 1
    if (height >= keptHeight || height > finalHeight - KEPT_INBOXES) return
    const inbox = referenceBlockAt(draft, siloId, height)
    if (inbox === undefined)
      throw new Error(`bug: the inbox at height ${height} of silo ${siloId} isn't there`)
    if (inbox.blueScore >= prunedBelow) return
    removeInbox(draft, inbox)
    left -= inbox.entries + 1
  }
}

function removeInbox(draft: Draft, inbox: InboxRecord): void {
  const { siloId, block, height } = inbox
  const node = inbox.outboxOf === undefined ? undefined : read(draft, KEY.node(inbox.outboxOf), 'node')
  const returns: number[] = []
  for (let i = 0; i < inbox.entries; i++) {
    const key = KEY.inboxEntry(siloId, block, i)
    const entry = need(draft, key, 'inboxEntry')
    // Its value may lie in the outbox still, and go home by what is known of it here.
    const mayReturn = entry.delivery !== undefined && entry.delivery.kind !== 'unproven'
    if (node !== undefined && mayReturn) {
      draft.put(key, { ...entry, payload: EMPTY })
      returns.push(i)
    } else draft.remove(key)
  }
  if (node !== undefined && returns.length > 0) draft.put(KEY.node(node.id), { ...node, returns })
  draft.remove(KEY.inbox(siloId, block))
  draft.remove(KEY.blockAt(siloId, height))
  const progress = need(draft, KEY.progress(siloId), 'progress')
  draft.put(KEY.progress(siloId), {
    ...progress,
    prunedHeight: height,
    prunedIndex: inbox.index,
    prunedHistory: historyWith(progress.prunedHistory, inbox),
  })
}

/** The hash over a silo's inboxes up to one, from that over those before it; zero before the first. */
export function historyWith(
  before: Hash,
  { block, inboxRoot }: Pick<InboxRecord, 'block' | 'inboxRoot'>,
): Hash {
  if (inboxRoot === undefined) throw new Error('bug: the block of an old inbox has not ended')
  return bridgeHash('inboxHistory', ...[before, block, inboxRoot].map(hashToBytes))
}
