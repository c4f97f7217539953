// Beginning and end of a selected-chain block: its record, the fee outputs it makes, and the records it makes needless.
import { siloAccountScript } from '../tx/silo-scripts.ts'
import type { BridgeChange, BridgeView, ChainBlock, EndBlockResult } from './api.ts'
import { LIMITS } from './config.ts'
import { feeOutpoint } from './ids.ts'
import { closeInbox } from './inboxes.ts'
import { pruneInboxes } from './old-inboxes.ts'
import { KEY } from './records.ts'
import { Draft, need, read } from './store.ts'

/** Takes the next chain block. Throws when it doesn't follow the last one: undo comes first, so this is a bug. */
export function beginBlock(view: BridgeView, block: ChainBlock): readonly BridgeChange[] {
  const draft = new Draft(view)
  const tip = read(view, KEY.tip, 'tip')
  if (tip !== undefined && tip.hash !== block.selectedParent)
    throw new Error(`chain block ${block.hash} does not follow ${tip.hash}`)
  const index = tip === undefined ? 0 : tip.index + 1
  const { hash, selectedParent, daaScore, blueScore, timestamp } = block
  const place = { index, hash, selectedParent, daaScore, blueScore, timestamp }
  draft.put(KEY.chain(index), { kind: 'chain', ...place, touched: [], withheld: [] })
  draft.put(KEY.chainHash(block.hash), { kind: 'chainIndex', index })
  const oldest = forgetOldBlocks(draft, tip?.oldest ?? 0, index, block.daaScore)
  draft.put(KEY.tip, { kind: 'tip', index, hash: block.hash, oldest, silos: tip?.silos ?? 0 })
  return draft.changes()
}

/** Drops chain blocks that no ticket of any silo can name any more; gives the oldest that stays. */
function forgetOldBlocks(draft: Draft, from: number, end: number, score: bigint): number {
  let oldest = from
  while (oldest < end) {
    const block = need(draft, KEY.chain(oldest), 'chain')
    if (score - block.daaScore <= LIMITS.maxTicketLife) break
    draft.remove(KEY.chain(oldest))
    draft.remove(KEY.chainHash(block.hash))
    oldest++
  }
  return oldest
}

/** Closes the block that was begun last: fixes inbox roots, makes one fee output per silo with fees (41, E61), lets old inboxes go. */
export function endBlock(view: BridgeView, block: ChainBlock): EndBlockResult {
  const draft = new Draft(view)
  const tip = need(view, KEY.tip, 'tip')
  if (tip.hash !== block.hash) throw new Error(`chain block ${block.hash} was not begun`)
  const record = need(view, KEY.chain(tip.index), 'chain')
  for (const { siloId } of record.touched) {
    const { entries } = closeInbox(draft, siloId, block.hash)
    pruneInboxes(draft, siloId, entries, block.prunedBelow)
  }
  const outputs = record.touched
    .filter(({ fees }) => fees > 0n)
    .map(({ siloId, fees }) => ({
      outpoint: feeOutpoint(block.selectedParent, siloId),
      entry: {
        amount: fees,
        scriptPublicKey: siloAccountScript(siloId),
        blockDaaScore: block.daaScore,
        isCoinbase: false,
      },
    }))
  return { changes: draft.changes(), outputs, withheld: record.withheld }
}
