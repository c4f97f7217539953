// Which chain blocks a stake may commit for right now: the lottery together with a ticket's life and depth.
import type { Hash } from '../tx/hash.ts'
import type { BridgeView } from './api.ts'
import type { SiloConfig } from './config.ts'
import type { Checked } from './environment.ts'
import { checked, refuse } from './environment.ts'
import { referenceBlockAt } from './inboxes.ts'
import { hasTicket } from './lottery.ts'
import { KEY } from './records.ts'
import type { ChainBlockRecord, NodeRecord, SiloRecord, StakeRecord } from './records.ts'
import { Draft, need, read } from './store.ts'
import { liveChildren } from './tree.ts'

/** A selected-chain block that still has its record. */
export function chainBlockOf(view: BridgeView, hash: Hash): ChainBlockRecord | undefined {
  const at = read(view, KEY.chainHash(hash), 'chainIndex')
  return at === undefined ? undefined : need(view, KEY.chain(at.index), 'chain')
}

/** The block of a ticket, if it is on the chain, deep enough and not too old at the score (41, E10, E12). */
export function usableTicketBlock(
  view: BridgeView,
  config: SiloConfig,
  hash: Hash,
  score: bigint,
): Checked<ChainBlockRecord> {
  const block = chainBlockOf(view, hash)
  if (block === undefined) return refuse({ kind: 'blockNotOnChain', block: hash })
  const from = block.daaScore + config.referenceDepth
  if (score < from) return refuse({ kind: 'blockTooRecent', from })
  const expiredAt = ticketExpiry(block, config)
  return score >= expiredAt ? refuse({ kind: 'ticketExpired', expiredAt }) : checked(block)
}

/** The first score at which a commitment with a ticket for this block is refused. */
export function ticketExpiry(block: ChainBlockRecord, config: SiloConfig): bigint {
  return block.daaScore + config.ticketLife
}

/**
 * Whether the stake has a ticket for the block with which to go on from a node. The threshold doubles with the number
 * of chain blocks since the first reference block that no live child of that node commits to (41, E11).
 */
export function ticketFor(
  view: BridgeView,
  silo: SiloRecord,
  stake: StakeRecord,
  block: ChainBlockRecord,
  parent: NodeRecord | undefined,
  score: bigint,
): boolean {
  const gap = parent === undefined ? 0 : uncommittedGap(view, silo, block, parent, score)
  return hasTicket(view, silo.config, stake, block.hash, block.index, gap)
}

function uncommittedGap(
  view: BridgeView,
  silo: SiloRecord,
  block: ChainBlockRecord,
  parent: NodeRecord,
  score: bigint,
): number {
  const next = referenceBlockAt(view, silo.id, parent.height + 1)
  if (next === undefined || next.index >= block.index) return 0
  const committed = liveChildren(new Draft(view), parent.id, score).length > 0
  return committed ? 0 : block.index - next.index
}
