// How a node says where it stands in few words: blocks of its selected chain, dense near the sink and ever sparser
// below, genesis last. Who has another chain finds the highest block in common to within a factor of two.
import type { Chain } from '../../chain/index.ts'
import type { Hash } from '../../tx/index.ts'

export function chainLocator(chain: Chain): Hash[] {
  const top = chain.chainIndex(chain.sink()) ?? 0
  const locator: Hash[] = []
  for (let depth = 0; depth < top; depth = depth < 8 ? depth + 1 : depth * 2) {
    const hash = chain.chainBlockAt(top - depth)
    if (hash !== undefined) locator.push(hash)
  }
  locator.push(chain.genesis.hash)
  return locator
}

/** The highest block of a locator that is on this node's selected chain; undefined when not even genesis is. */
export function commonBlock(chain: Chain, locator: readonly Hash[]): Hash | undefined {
  return locator.find((hash) => chain.isChainBlock(hash))
}
