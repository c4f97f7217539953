// Replays a chain made by others from genesis on: every block is validated in full, and every commitment of its header computed
// afresh, also of blocks off the selected chain. What is not as it should be is told with both values.
import type { Block, Hash, Params } from '../tx/index.ts'
import { hashMerkleRoot } from '../tx/index.ts'
import { EMPTY_MUHASH_HASH } from '../utxo/muhash/index.ts'
import { problemOfBlock } from './block-check.ts'
import { moveLedger } from './fold.ts'
import { plainGenesis } from './genesis.ts'
import { createFoldContext, takeBlock } from './intake.ts'

/** A block as the file gives it, with the hash that the file says it has. */
export interface GivenBlock {
  readonly givenHash: Hash
  readonly block: Block
}

export type ReplayResult =
  | { readonly ok: true; readonly summary: ReplaySummary }
  | {
      readonly ok: false
      /** Position in the file, genesis 0. */
      readonly index: number
      readonly hash: Hash
      /** Which commitment or rule, with what the block says and what was expected. */
      readonly difference: string
    }

export interface ReplaySummary {
  readonly blocks: number
  readonly chainBlocks: number
  readonly transactions: number
  /** Blocks that name more parents than the direct ones. */
  readonly withLevels: number
  readonly reds: number
  readonly sink: Hash
  readonly unspentOutputs: number
}

/** The first block is genesis; parents come before children. Stops at the first difference. */
export function replayBlocks(
  params: Params,
  [first, ...rest]: readonly GivenBlock[],
): ReplayResult | undefined {
  if (first === undefined) return undefined
  const wrongGenesis = problemOfGenesis(first)
  if (wrongGenesis !== undefined) {
    return { ok: false, index: 0, hash: first.givenHash, difference: wrongGenesis }
  }
  const context = createFoldContext(params, plainGenesis(first.block))
  const { dag, ledger, store } = context
  for (const [i, { givenHash, block }] of rest.entries()) {
    const difference =
      hashProblem(givenHash, block) ??
      problemOfBlock(block, params) ??
      takeBlock(context, block) ??
      (moveLedger(context, block.hash) ? undefined : store.disqualifiedBecause(block.hash))
    if (difference !== undefined) return { ok: false, index: i + 1, hash: givenHash, difference }
  }
  const [sink = first.block.hash] = dag.tips()
  moveLedger(context, sink)
  const all = [first, ...rest]
  const summary: ReplaySummary = {
    blocks: all.length,
    chainBlocks: [...dag.chainDown(sink)].length,
    transactions: sum(all, ({ block }) => block.transactions.length),
    withLevels: all.filter(({ block }) => block.header.parentsByLevel.length > 1).length,
    reds: sum([...dag.chainDown(sink)], (block) => block.mergesetReds.length),
    sink,
    unspentOutputs: [...ledger.allUtxos()].length,
  }
  return { ok: true, summary }
}

function problemOfGenesis({ givenHash, block }: GivenBlock): string | undefined {
  const { hashMerkleRoot: root, utxoCommitment, parentsByLevel } = block.header
  if (parentsByLevel.length > 0) return 'the first block is not genesis: it has parents'
  const expected = hashMerkleRoot(block.transactions)
  if (root !== expected) return `wrong hash Merkle root ${root}, ${expected} expected`
  if (utxoCommitment !== EMPTY_MUHASH_HASH)
    return `wrong UTXO commitment ${utxoCommitment}, ${EMPTY_MUHASH_HASH} expected`
  return hashProblem(givenHash, block)
}

function hashProblem(givenHash: Hash, { hash }: Block): string | undefined {
  return givenHash === hash ? undefined : `wrong hash ${givenHash}, ${hash} expected`
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  let total = 0
  for (const item of items) total += of(item)
  return total
}
