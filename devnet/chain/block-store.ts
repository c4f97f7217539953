// The blocks with what was found out about them beyond the DAG: whether a chain can go through them, and what they do to
// the ledger when it does.
import type { Block, Hash } from '../tx/index.ts'
import { EMPTY_DIFF } from '../utxo/index.ts'
import type { ChainCommitments } from './commitments.ts'
import type { Journal } from './journal.ts'
import type { ValidBlock } from './storage.ts'
import type { BlockStatus, ChainEffects } from './types.ts'

export interface BlockStore {
  readonly add: (block: Block) => void
  readonly block: (hash: Hash) => Block | undefined
  /** In the order in which they came. */
  readonly blocks: () => IterableIterator<Block>
  /** For blocks that are known to be there. */
  readonly require: (hash: Hash) => Block
  readonly status: (hash: Hash) => BlockStatus | undefined
  readonly effects: (hash: Hash) => ChainEffects | undefined
  readonly requireEffects: (hash: Hash) => ChainEffects
  readonly commitments: (hash: Hash) => ChainCommitments | undefined
  /** What the state after a valid chain block hashes to. */
  readonly requireCommitments: (hash: Hash) => ChainCommitments
  readonly setValid: (valid: ValidBlock) => void
  readonly disqualify: (hash: Hash, reason: string) => void
  readonly disqualifiedBecause: (hash: Hash) => string | undefined
  /** Forgets how to undo a chain block that is final, and how to build on it. */
  readonly settle: (hash: Hash) => void
  /** Whether that was forgotten. */
  readonly isSettled: (hash: Hash) => boolean
  readonly forget: (hash: Hash) => void
}

export function createBlockStore(journal: Journal): BlockStore {
  const blocks = new Map<Hash, Block>()
  const effects = new Map<Hash, ChainEffects>()
  const commitments = new Map<Hash, ChainCommitments>()
  const disqualified = new Map<Hash, string>()

  return {
    add(block) {
      blocks.set(block.hash, block)
      journal.added(block.hash)
    },
    block: (hash) => blocks.get(hash),
    blocks: () => blocks.values(),
    require: (hash) => present(blocks.get(hash), hash),
    status(hash) {
      if (!blocks.has(hash)) return undefined
      if (disqualified.has(hash)) return 'disqualified'
      return effects.has(hash) ? 'valid' : 'pending'
    },
    effects: (hash) => effects.get(hash),
    requireEffects: (hash) => present(effects.get(hash), hash),
    commitments: (hash) => commitments.get(hash),
    requireCommitments: (hash) => present(commitments.get(hash), hash),
    setValid(valid) {
      effects.set(valid.effects.block, valid.effects)
      if (valid.commitments !== undefined) commitments.set(valid.effects.block, valid.commitments)
      journal.valid(valid.effects.block)
    },
    disqualify(hash, reason) {
      disqualified.set(hash, reason)
      journal.disqualified(hash, reason)
    },
    disqualifiedBecause: (hash) => disqualified.get(hash),
    settle(hash) {
      effects.set(hash, { ...present(effects.get(hash), hash), utxo: EMPTY_DIFF, bridge: [] })
      commitments.delete(hash)
    },
    isSettled: (hash) => effects.has(hash) && !commitments.has(hash),
    forget(hash) {
      blocks.delete(hash)
      effects.delete(hash)
      commitments.delete(hash)
      disqualified.delete(hash)
    },
  }
}

function present<T>(value: T | undefined, hash: Hash): T {
  if (value === undefined) throw new Error(`bug: block ${hash} isn't in the store`)
  return value
}
