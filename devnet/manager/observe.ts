// Reads the chain for a manager: one view of everything that its policy looks at.
import type { NodeApi } from '../../client/rpc/api.ts'
import type { ExecutedBlock } from '../../client/silo/execute.ts'
import type { BlockSummary, SiloFollower } from '../../client/silo/follower.ts'
import { decodeOutboxEntry } from '../../vm/records.ts'
import type { Hash } from '../tx/index.ts'
import { outpointKey } from '../tx/index.ts'
import type { ChainView, OutboxItem, OwnBlock } from './view.ts'

/** Final nodes looked back at, for payments that are still to be published. */
const LOOK_BACK = 100

/** The chain as the node shows it now. Its parts may be a block apart; whatever rests on that is refused by consensus. */
export async function readChain(api: NodeApi, siloId: Hash, owner: Hash): Promise<ChainView> {
  const { silo } = await api.silo_getSilo({ siloId })
  const { node: final } = await api.silo_getNode({ nodeId: silo.finalNode })
  const fromHeight = Math.max(0, final.height - LOOK_BACK)
  const [{ stakes: all }, { tickets }, { nodes, sink }, { disputes }, { credits }] = await Promise.all([
    api.silo_getStakes({ siloId, owner: undefined }),
    api.silo_getTickets({ siloId, owner }),
    api.silo_getNodes({ siloId, fromHeight }),
    api.silo_getDisputes({ siloId, openOnly: true }),
    api.silo_getFeeCredits({ siloId, owner }),
  ])
  const credit = credits.reduce((sum, entry) => sum + entry.amount, 0n)
  const stakes = all.filter((info) => info.owner === owner)
  const unspentStakes = new Set(all.map((info) => outpointKey(info.stake)))
  return { sink, silo, stakes, unspentStakes, tickets, nodes, disputes, credit }
}

/** A manager's own results in the form that its policy wants. */
export function ownBlocks(follower: SiloFollower): readonly OwnBlock[] {
  return follower.blocks().map((summary) => ownBlock(summary, follower.block(summary.hash)))
}

function ownBlock(summary: BlockSummary, executed: ExecutedBlock | undefined): OwnBlock {
  const { hash, index, roots, stateCommitment } = summary
  return {
    block: hash,
    index,
    roots,
    stateCommitment,
    outbox: executed === undefined ? [] : outboxOf(executed),
  }
}

const outboxes = new WeakMap<ExecutedBlock, readonly OutboxItem[]>()

function outboxOf(block: ExecutedBlock): readonly OutboxItem[] {
  const known = outboxes.get(block)
  if (known !== undefined) return known
  const items = block.outbox
    .leaves()
    .map((leaf, index) => ({ index, amount: decodeOutboxEntry(leaf)?.amount ?? 0n }))
  outboxes.set(block, items)
  return items
}
