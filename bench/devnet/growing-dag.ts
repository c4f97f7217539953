// A DAG that grows as a network's does: mostly one or two tips, now and then a block of somebody who has not seen the newest.
import { Dag } from '../../devnet/dag/index.ts'
import { SIMNET_10_BPS, hash } from '../../devnet/tx/index.ts'
import type { Hash, Params } from '../../devnet/tx/index.ts'

const GENESIS = { hash: hash('ff'.repeat(32)), timestamp: 1_000_000n, bits: 0x207fffff }
const RECENT = 10
const MOST_TIPS = 4

/** Without the windows of difficulty and times, which cost the same at any size: what is left is the DAG itself. */
export const SMALL_WINDOWS: Params = {
  ...SIMNET_10_BPS,
  difficultyWindowSize: 30,
  minDifficultyWindowSize: 10,
  pastMedianTimeWindowSize: 11,
}

export interface GrowingDag {
  readonly dag: Dag
  /** Hashes in the order in which they were added; genesis first. */
  readonly hashes: readonly Hash[]
  /** Adds blocks until there are so many. */
  growTo(blocks: number): void
  /** A number below the bound, from a fixed sequence. */
  below(bound: number): number
}

export function growingDag(params: Params): GrowingDag {
  const dag = new Dag(params, GENESIS)
  const hashes: Hash[] = [GENESIS.hash]
  let word = 12345
  const below = (bound: number): number => {
    word = (Math.imul(word, 1_103_515_245) + 12_345) >>> 0
    return (word >>> 8) % bound
  }
  const parents = (): readonly Hash[] => {
    const tips = dag.tips()
    const behind = hashes.at(-1 - below(RECENT))
    return below(3) > 0 || tips.length >= MOST_TIPS || behind === undefined ? tips : [behind]
  }
  return {
    dag,
    hashes,
    below,
    growTo(blocks) {
      while (hashes.length < blocks) {
        const i = hashes.length
        const added = dag.add({
          hash: hash(i.toString(16).padStart(64, '0')),
          parents: parents(),
          timestamp: GENESIS.timestamp + BigInt(i) * 100n,
          bits: GENESIS.bits,
        })
        if (!added.ok) throw new Error(`a block was refused: ${added.error.kind}`)
        hashes.push(added.block.hash)
      }
    },
  }
}
