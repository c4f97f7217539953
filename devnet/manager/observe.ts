// Reads the chain for a manager: one view of everything that its policy looks at.
import type { NodeApi } from '../../client/rpc/api.ts'
import type { BlockSummary, SiloFollower } from '../../client/silo/follower.ts'
import type { Hash } from '../tx/index.ts'
import { hashFromBytes, outpointKey } from '../tx/index.ts'
import type { ChainView, OwnBlock, OwnStart } from './view.ts'

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
  return follower.blocks().map(ownBlock)
}

/** What they begin with. */
export function ownStart(follower: SiloFollower): OwnStart | undefined {
  const start = follower.start()
  if (start === undefined) return undefined
  const { height, block, storage } = start
  return { height, block, storageRoot: hashFromBytes(storage.root()) }
}

const ownForms = new WeakMap<BlockSummary, OwnBlock>()

function ownBlock(summary: BlockSummary): OwnBlock {
  const known = ownForms.get(summary)
  if (known !== undefined) return known
  const { hash, index, roots, stateCommitment, outbox } = summary
  const own = { block: hash, index, roots, stateCommitment, outbox }
  ownForms.set(summary, own)
  return own
}

/** The height up to which everything of a silo is final and long past, below all that is looked at. */
export function settledHeight(view: ChainView): number {
  const final = view.nodes.filter((node) => node.status === 'final').map((node) => node.height)
  return Math.max(0, ...final) - LOOK_BACK - 1
}
