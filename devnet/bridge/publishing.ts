// Who publishes a final node's outbox first (41, E44).
import type { Hash } from '../tx/hash.ts'
import type { SiloConfig } from './config.ts'
import { lowestCommitter } from './lottery.ts'
import type { NodeRecord } from './records.ts'

/** Of a final node: until `publicFrom` only this owner may publish. Undefined where nobody stands for the node. */
export function publisherOf(
  config: SiloConfig,
  node: NodeRecord,
): { readonly owner: Hash; readonly publicFrom: bigint } | undefined {
  if (node.finalScore === undefined) return undefined
  const standing = node.committers.filter((committer) => committer.fallen === undefined)
  const lowest = lowestCommitter(config.lottery, standing, node.block)
  if (lowest === undefined) return undefined
  return { owner: lowest.owner, publicFrom: node.finalScore + config.publishWindow }
}
