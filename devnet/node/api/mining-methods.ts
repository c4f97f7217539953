// Kaspa's methods for miners: a template of the next block, a block handed in, the network's speed.
import type { Clock } from '../../../client/clock.ts'
import type { NodeMethods } from '../../../client/rpc/api.ts'
import { RpcError } from '../../../client/rpc/api.ts'
import type { Chain } from '../../chain/index.ts'
import type { Block, Hash } from '../../tx/index.ts'
import { maxExtraData } from '../../utxo/index.ts'
import { scriptOf } from '../addresses.ts'
import type { Mempool } from '../mempool/index.ts'
import type { IntakeResult } from '../peers/block-intake.ts'
import { requireBlock } from './kaspa-methods.ts'

export type MiningMethods = Pick<
  NodeMethods,
  'getBlockTemplate' | 'submitBlock' | 'estimateNetworkHashesPerSecond'
>

export interface MiningContext {
  readonly chain: Chain
  readonly mempool: Mempool
  readonly clock: Clock
  /** Hands a block to the node and, when it is new and complete, to the peers. */
  readonly submitBlock: (block: Block) => IntakeResult
  /** Whether its peers' blocks can be taken. */
  readonly isSynced: () => boolean
}

/** Chain blocks that an estimate looks back at most. */
const MAX_WINDOW = 10_000

export function miningMethods({
  chain,
  mempool,
  clock,
  submitBlock,
  isSynced,
}: MiningContext): MiningMethods {
  return {
    getBlockTemplate: async ({ payAddress, extraData = new Uint8Array(0) }) => {
      const scriptPublicKey = scriptOf(payAddress, chain.params.addressPrefix)
      const room = maxExtraData(scriptPublicKey.script)
      if (extraData.length > room) {
        throw new RpcError('badParams', `extraData: at most ${room} bytes are allowed`)
      }
      const block = chain.buildTemplate({
        miner: { scriptPublicKey, extraData },
        transactions: mempool.ready(),
        timestamp: clock.now(),
        nonce: 0n,
      })
      return { block, isSynced: isSynced() }
    },
    submitBlock: async ({ block }) => {
      const taken = submitBlock(block)
      if (!taken.ok) return rejected(taken.reason)
      if (taken.status === 'orphan') {
        return rejected(`it waits for blocks that this node doesn't know: ${taken.missing.join(', ')}`)
      }
      return { report: { type: 'success', reason: undefined }, message: undefined }
    },
    estimateNetworkHashesPerSecond: async ({ windowSize, startHash }) => {
      const top = startHash ?? chain.sink()
      const last = requireBlock(chain, top).header
      const first = requireBlock(chain, chainBelow(chain, top, Math.min(windowSize, MAX_WINDOW))).header
      const elapsed = last.timestamp - first.timestamp
      const work = last.blueWork - first.blueWork
      return { networkHashesPerSecond: elapsed <= 0n ? 0n : (work * 1_000n) / elapsed }
    },
  }
}

/** The block so many selected parents below one, which may have left the selected chain; the lowest that is there if there are fewer. */
function chainBelow(chain: Chain, top: Hash, count: number): Hash {
  let at = top
  for (let left = count; left > 0; left--) {
    const index = chain.chainIndex(at)
    if (index !== undefined) return chain.chainBlockAt(Math.max(0, index - left)) ?? at
    const below = chain.dagBlock(at)?.selectedParent
    if (below === undefined) return at
    at = below
  }
  return at
}

function rejected(message: string): Awaited<ReturnType<MiningMethods['submitBlock']>> {
  return { report: { type: 'reject', reason: 'BlockInvalid' }, message }
}
