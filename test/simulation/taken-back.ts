// Counts what reorgs take back: the kinds of silo transactions that chain blocks had accepted which then left a node's selected chain. A run in bad
// weather is worth something only if such reorgs really happened.
import type { Devnet } from '../../devnet/index.ts'
import type { Node } from '../../devnet/node/node.ts'
import { BRIDGE_LANE } from '../../devnet/tx/index.ts'
import { decodePayload } from '../../devnet/bridge/index.ts'

export type KindCounts = ReadonlyMap<string, number>

/** Watches the nodes that there are now; the map grows as reorgs happen. */
export async function countTakenBack(devnet: Devnet): Promise<KindCounts> {
  const counts = new Map<string, number>()
  for (const node of devnet.nodes) await watchNode(node, counts)
  return counts
}

async function watchNode({ api, chain }: Node, counts: Map<string, number>): Promise<void> {
  await api.subscribe('virtualChainChanged', { include_accepted_transaction_ids: false }, (event) => {
    for (const hash of event.removedChainBlockHashes) {
      for (const kind of acceptedKinds(chain, hash)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    }
  })
}

function acceptedKinds(chain: Node['chain'], hash: Parameters<Node['chain']['effects']>[0]): string[] {
  const effects = chain.effects(hash)
  if (effects === undefined) return []
  return effects.merged.flatMap(({ block, accepted }) => {
    const { transactions = [] } = chain.block(block) ?? {}
    return accepted.flatMap(({ index }) => {
      const transaction = transactions[index]
      if (transaction?.subnetworkId !== BRIDGE_LANE) return []
      const decoded = decodePayload(transaction.payload)
      return decoded.ok ? [decoded.payload.kind] : []
    })
  })
}
