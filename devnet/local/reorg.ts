// Forces a reorg: a branch of empty blocks from below the end of the chain, as long as it takes until the chain moves there.
import { RpcError } from '../../client/rpc/api.ts'
import type { Node } from '../node/node.ts'
import type { Hash, ScriptPublicKey } from '../tx/index.ts'

export interface ReorgRequest {
  /** How many chain blocks go. */
  readonly depth: number
  /** Milliseconds, for the new blocks. */
  readonly timestamp: bigint
  /** Whom their coinbases pay. */
  readonly scriptPublicKey: ScriptPublicKey
  /** Tells one branch from another that is made at the same moment. */
  readonly nonce: () => bigint
}

/** What left the chain (highest first) and what came (lowest first). Refused where the chain is too short, or final. */
export function forceReorg(
  node: Node,
  request: ReorgRequest,
): { readonly removed: readonly Hash[]; readonly added: readonly Hash[] } {
  const { chain } = node
  const { depth, timestamp, scriptPublicKey } = request
  const before = chain.sink()
  const height = chain.chainIndex(before)
  const fork = height === undefined ? undefined : chain.chainBlockAt(height - depth)
  if (depth < 1 || fork === undefined)
    throw new RpcError(
      'badParams',
      `the chain has ${height ?? 0} blocks over genesis: a reorg takes 1 to all`,
    )
  // A block of the old branch may have merged others, so that the new one must be longer; never longer than all that is above the fork.
  const most = chain.blocksAfter(fork, Number.MAX_SAFE_INTEGER).length + 1
  let parent = fork
  for (let made = 0; made < most && chain.isChainBlock(before); made++) {
    const block = chain.buildTemplateOn(parent, {
      miner: { scriptPublicKey, extraData: new Uint8Array(0) },
      transactions: [],
      timestamp,
      nonce: request.nonce(),
    })
    if (block === undefined) throw new Error('bug: a chain block that no chain can go through')
    const taken = node.submitBlock(block)
    if (!taken.ok) throw new RpcError('refused', `a block on ${parent} is refused: ${taken.reason}`)
    parent = block.hash
  }
  const moved = chain.pathToSink(before)
  if (moved === undefined || moved.removed.length === 0)
    throw new RpcError('refused', `the chain doesn't leave its last ${depth} blocks`)
  return moved
}
