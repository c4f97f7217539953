// Takes blocks in from peers and miners: keeps those whose parents are still missing until they come, and turns down those
// from the future. What a block leads to is told to one listener per block.
import type { Clock } from '../../../client/clock.ts'
import type { AddBlockResult, Chain } from '../../chain/index.ts'
import type { Block, Hash } from '../../tx/index.ts'
import { directParents } from '../../tx/index.ts'
import { createBoundedMap } from '../../utxo/index.ts'

const MAX_ORPHANS = 2_000

export type Taken = Extract<AddBlockResult, { ok: true }>

export type IntakeResult =
  | { readonly ok: true; readonly status: 'added' | 'known' }
  /** Kept aside until these have come. */
  | { readonly ok: true; readonly status: 'orphan'; readonly missing: readonly Hash[] }
  | { readonly ok: false; readonly reason: string }

export interface BlockIntake {
  readonly take: (block: Block) => IntakeResult
}

export function createBlockIntake(
  chain: Chain,
  clock: Clock,
  onAdded: (block: Block, result: Taken) => void,
): BlockIntake {
  const orphans = createBoundedMap<Hash, Block>(MAX_ORPHANS)

  /** The missing ancestors as far as they aren't orphans themselves. */
  const missingRoots = (block: Block): readonly Hash[] => {
    const roots = new Set<Hash>()
    const seen = new Set<Hash>()
    const queue = [...directParents(block.header)]
    for (let hash = queue.pop(); hash !== undefined; hash = queue.pop()) {
      if (seen.has(hash) || chain.block(hash) !== undefined) continue
      seen.add(hash)
      const orphan = orphans.get(hash)
      if (orphan === undefined) roots.add(hash)
      else queue.push(...directParents(orphan.header))
    }
    return [...roots]
  }

  /** Adds orphans that have become connected, until there are none. */
  const adopt = (parent: Hash): void => {
    const ready = [parent]
    for (let arrived = ready.pop(); arrived !== undefined; arrived = ready.pop()) {
      for (const [hash, orphan] of orphans.entries()) {
        const parents = directParents(orphan.header)
        if (!parents.includes(arrived) || parents.some((p) => chain.block(p) === undefined)) continue
        orphans.delete(hash)
        const result = chain.addBlock(orphan)
        if (!result.ok) continue
        onAdded(orphan, result)
        ready.push(hash)
      }
    }
  }

  return {
    take(block) {
      if (block.header.timestamp > clock.now() + chain.params.timestampToleranceMs) {
        return { ok: false, reason: 'its time is too far in the future' }
      }
      const result = chain.addBlock(block)
      if (result.ok) {
        if (result.status === 'known') return { ok: true, status: 'known' }
        onAdded(block, result)
        adopt(block.hash)
        return { ok: true, status: 'added' }
      }
      if (result.kind === 'invalid') return { ok: false, reason: result.reason }
      orphans.set(block.hash, block)
      return { ok: true, status: 'orphan', missing: missingRoots(block) }
    },
  }
}
