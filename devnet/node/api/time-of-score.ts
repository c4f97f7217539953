// When the selected chain reached a DAA score: between two chain blocks in proportion, after the sink at the rate that
// difficulty aims at.
import type { Chain } from '../../chain/index.ts'
import type { BlockHeader } from '../../tx/index.ts'
import { MAX_U64 } from '../../tx/index.ts'

/** Milliseconds. */
export function timeOfScore(chain: Chain, score: bigint): bigint {
  const before = lastBlockUpTo(chain, score)
  const low = headerAt(chain, before)
  const high = headerAt(chain, before + 1)
  if (low === undefined) return chain.genesis.header.timestamp
  const distance = score - low.daaScore
  const time =
    high === undefined
      ? low.timestamp + distance * chain.params.targetTimePerBlock
      : low.timestamp + (distance * (high.timestamp - low.timestamp)) / (high.daaScore - low.daaScore)
  return time > MAX_U64 ? MAX_U64 : time
}

/** Index of the last chain block whose score isn't above this one; -1 when genesis' is. */
function lastBlockUpTo(chain: Chain, score: bigint): number {
  let low = -1
  let high = (chain.chainIndex(chain.sink()) ?? 0) + 1
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2)
    const header = headerAt(chain, middle)
    if (header !== undefined && header.daaScore <= score) low = middle
    else high = middle
  }
  return low
}

function headerAt(chain: Chain, index: number): BlockHeader | undefined {
  const hash = index < 0 ? undefined : chain.chainBlockAt(index)
  return hash === undefined ? undefined : chain.block(hash)?.header
}
