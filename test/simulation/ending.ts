// What a run is judged by at its end, beside the books.
import type { NodeInfo } from '../../client/rpc/silo-codecs.ts'
import type { Contract } from '../../client/silo/contract.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import { outpointKey } from '../../devnet/tx/index.ts'
import { amountLeaving, decodeOutboxEntry } from '../../vm/records.ts'

const NO_LEAF = new Uint8Array(0)

/** Stakes of honest owners that committed to two children of one node, which would cost them their stake (41, E13). */
export function equivocations(nodes: readonly NodeInfo[], honest: readonly Hash[]): readonly string[] {
  const seen = new Map<string, Hash>()
  const found: string[] = []
  for (const { nodeId, parent, committers } of nodes) {
    for (const { stake, owner } of committers) {
      const key = `${outpointKey(stake)} on ${parent ?? 'nothing'}`
      if (honest.includes(owner) && seen.has(key)) found.push(`an honest stake committed twice: ${key}`)
      seen.set(key, nodeId)
    }
  }
  return found
}

/** What the published entries of final nodes are worth, by our own execution. */
export function paymentsOf(contract: Contract, nodes: readonly NodeInfo[]): bigint {
  let sum = 0n
  for (const node of nodes) {
    const block = contract.follower.block(node.referenceBlock)
    for (const index of node.published)
      sum += amountLeaving(decodeOutboxEntry(block?.outbox.leaf(index) ?? NO_LEAF))
  }
  return sum
}
