// The blocks with what was found out about them beyond the DAG: whether a chain can go through them, and what they do to
// the ledger when it does.
import type { Block, Hash } from '../tx/index.ts'
import type { ChainCommitments } from './commitments.ts'
import type { BlockStatus, ChainEffects } from './types.ts'

export interface BlockStore {
  readonly add: (block: Block) => void
  readonly block: (hash: Hash) => Block | undefined
  /** For blocks that are known to be there. */
  readonly require: (hash: Hash) => Block
  readonly status: (hash: Hash) => BlockStatus | undefined
  readonly effects: (hash: Hash) => ChainEffects | undefined
  readonly requireEffects: (hash: Hash) => ChainEffects
  /** What the state after a valid chain block hashes to. */
  readonly requireCommitments: (hash: Hash) => ChainCommitments
  readonly setValid: (effects: ChainEffects, commitments: ChainCommitments) => void
  readonly disqualify: (hash: Hash, reason: string) => void
  readonly disqualifiedBecause: (hash: Hash) => string | undefined
  readonly size: () => number
}

export function createBlockStore(): BlockStore {
  const blocks = new Map<Hash, Block>()
  const effects = new Map<Hash, ChainEffects>()
  const commitments = new Map<Hash, ChainCommitments>()
  const disqualified = new Map<Hash, string>()

  return {
    add: (block) => void blocks.set(block.hash, block),
    block: (hash) => blocks.get(hash),
    require: (hash) => present(blocks.get(hash), hash),
    status(hash) {
      if (!blocks.has(hash)) return undefined
      if (disqualified.has(hash)) return 'disqualified'
      return effects.has(hash) ? 'valid' : 'pending'
    },
    effects: (hash) => effects.get(hash),
    requireEffects: (hash) => present(effects.get(hash), hash),
    requireCommitments: (hash) => present(commitments.get(hash), hash),
    setValid(found, committed) {
      effects.set(found.block, found)
      commitments.set(found.block, committed)
    },
    disqualify: (hash, reason) => void disqualified.set(hash, reason),
    disqualifiedBecause: (hash) => disqualified.get(hash),
    size: () => blocks.size,
  }
}

function present<T>(value: T | undefined, hash: Hash): T {
  if (value === undefined) throw new Error(`bug: block ${hash} isn't in the store`)
  return value
}
