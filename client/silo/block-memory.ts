// What a follower remembers of the blocks that it executed: the newest with everything, older ones by what it takes to run them again. A block
// of which a dispute may still be about must not be lost, however long the silo's windows are.
import type { Hash } from '../../devnet/tx/index.ts'
import type { ExecutedBlock } from './execute.ts'

/** What a block is run again from, and what must come of it. Storage is shared with the blocks around it. */
export type BlockRecord = Pick<ExecutedBlock, 'info' | 'height' | 'input' | 'endHash'>

export interface BlockMemoryOptions {
  /** Newest blocks that are kept with everything. */
  readonly keep: number
  /** Whether older ones can be run again until they are released. */
  readonly untilReleased: boolean
  /** Runs a block again. */
  readonly rerun: (record: BlockRecord) => ExecutedBlock
}

export interface BlockMemory {
  add(block: ExecutedBlock): void
  /** Takes blocks away, as when they left the chain. */
  remove(blocks: readonly Hash[]): void
  /** A block with everything, if it is kept so. */
  whole(hash: Hash): ExecutedBlock | undefined
  /** A block with everything, run again where need be; undefined when it isn't known any more. */
  recall(hash: Hash): ExecutedBlock | undefined
  /** Whether a block can be recalled. */
  has(hash: Hash): boolean
  /** The lowest block that can be recalled. */
  lowest(): BlockRecord | undefined
  /** Blocks with everything, lowest first. */
  kept(): readonly ExecutedBlock[]
  /** Blocks up to this height need not be run again any more. */
  release(height: number): void
  /** Number of blocks that can be recalled. */
  size(): number
}

/** Blocks run again that stay for the next question about them. */
const RECALLED = 4

export function createBlockMemory({ keep, untilReleased, rerun }: BlockMemoryOptions): BlockMemory {
  /** Lowest first, as the maps below. */
  const records = new Map<Hash, BlockRecord>()
  const wholes = new Map<Hash, ExecutedBlock>()
  const recalled = new Map<Hash, ExecutedBlock>()

  function dropWhole(hash: Hash): void {
    wholes.delete(hash)
    if (!untilReleased) records.delete(hash)
  }
  return {
    add(block) {
      const { info, height, input, endHash } = block
      records.set(info.hash, { info, height, input, endHash })
      wholes.set(info.hash, block)
      const [oldest] = wholes.keys()
      if (wholes.size > keep && oldest !== undefined) dropWhole(oldest)
    },
    remove(blocks) {
      for (const hash of blocks) {
        records.delete(hash)
        wholes.delete(hash)
        recalled.delete(hash)
      }
    },
    whole: (hash) => wholes.get(hash),
    recall(hash) {
      const known = wholes.get(hash) ?? recalled.get(hash)
      const record = records.get(hash)
      if (known !== undefined || record === undefined) return known
      const block = rerun(record)
      recalled.set(hash, block)
      const [oldest] = recalled.keys()
      if (recalled.size > RECALLED && oldest !== undefined) recalled.delete(oldest)
      return block
    },
    has: (hash) => records.has(hash),
    lowest() {
      const [first] = records.values()
      return first
    },
    kept: () => [...wholes.values()],
    release(height) {
      for (const [hash, record] of records) {
        if (record.height > height || wholes.has(hash)) return
        records.delete(hash)
        recalled.delete(hash)
      }
    },
    size: () => records.size,
  }
}
