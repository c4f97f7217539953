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

/** The first thing that is not as it should be. */
export interface ReplayDifference {
  readonly ok: false
  /** Position in the file, genesis 0. */
  readonly index: number
  readonly hash: Hash
  /** Which commitment or rule, with what the block says and what was expected. */
  readonly difference: string
}

export type ReplayResult = { readonly ok: true; readonly summary: ReplaySummary } | ReplayDifference

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

/** A replay under way: blocks are handed over one by one, so that no file is too long. */
export interface Replay {
  /** Undefined when all about the block is as it should be. After a difference nothing more may be added. */
  readonly add: (given: GivenBlock) => ReplayDifference | undefined
  /** Of what was added so far. */
  readonly summary: () => ReplaySummary
}

/** Starts with genesis. */
export function beginReplay(
  params: Params,
  genesis: GivenBlock,
): { readonly ok: true; readonly replay: Replay } | ReplayDifference {
  const wrong = problemOfGenesis(genesis)
  if (wrong !== undefined) return { ok: false, index: 0, hash: genesis.givenHash, difference: wrong }
  const context = createFoldContext(params, plainGenesis(genesis.block))
  const { dag, ledger, store } = context
  let transactions = genesis.block.transactions.length
  let withLevels = 0

  const problemOf = ({ givenHash, block }: GivenBlock): string | undefined =>
    hashProblem(givenHash, block) ??
    problemOfBlock(block, params) ??
    takeBlock(context, block) ??
    (moveLedger(context, block.hash) ? undefined : store.disqualifiedBecause(block.hash))

  return {
    ok: true,
    replay: {
      add(given) {
        const index = dag.size
        const difference = problemOf(given)
        if (difference !== undefined) return { ok: false, index, hash: given.givenHash, difference }
        transactions += given.block.transactions.length
        if (given.block.header.parentsByLevel.length > 1) withLevels++
        return undefined
      },
      summary() {
        const [sink = genesis.block.hash] = dag.tips()
        moveLedger(context, sink)
        const chain = [...dag.chainDown(sink)]
        return {
          blocks: dag.size,
          chainBlocks: chain.length,
          transactions,
          withLevels,
          reds: chain.reduce((sum, block) => sum + block.mergesetReds.length, 0),
          sink,
          unspentOutputs: [...ledger.allUtxos()].length,
        }
      },
    },
  }
}

/** The first block is genesis; parents come before children. Stops at the first difference. */
export function replayBlocks(
  params: Params,
  [first, ...rest]: readonly GivenBlock[],
): ReplayResult | undefined {
  if (first === undefined) return undefined
  const begun = beginReplay(params, first)
  if (!begun.ok) return begun
  for (const given of rest) {
    const difference = begun.replay.add(given)
    if (difference !== undefined) return difference
  }
  return { ok: true, summary: begun.replay.summary() }
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
