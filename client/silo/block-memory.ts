// What a follower remembers of the blocks that it executed: the newest with everything, older ones by what it takes to run them again, which is their
// inbox and the state before one of them now and then. A block of which a dispute may still be about must not be lost, however long the silo's windows are.
import type { Hash } from '../../devnet/tx/index.ts'
import type { StorageTree } from '../../vm/storage/storage-tree.ts'
import type { ExecutedBlock } from './execute.ts'

/** What a block is run again from, given the state before it. */
export type BlockRecord = Pick<ExecutedBlock, 'info' | 'height'>

export interface BlockMemoryOptions {
  /** Newest blocks that are kept with everything. */
  readonly keep: number
  /** Whether older ones can be run again until they are released. */
  readonly untilReleased: boolean
  /** Runs a block again, on the storage that its predecessor left. */
  readonly rerun: (record: BlockRecord, storage: StorageTree) => ExecutedBlock
  /** States kept of the blocks that are not kept with everything; 128 when missing. Fewer states mean longer runs to recall a block. */
  readonly states?: number
}

export interface BlockMemory {
  add(block: ExecutedBlock): void
  /** Takes blocks away, as when they left the chain. */
  remove(blocks: readonly Hash[]): void
  /** A block with everything, if it is kept so. */
  whole(hash: Hash): ExecutedBlock | undefined
  /** A block with everything, run again where need be; undefined when it isn't known any more. */
  recall(hash: Hash): ExecutedBlock | undefined
  /** The state that a block left, where it is kept without running anything. */
  stateAfter(hash: Hash): StorageTree | undefined
  /** Whether a block can be recalled. */
  has(hash: Hash): boolean
  /** The lowest block that can be recalled, with the state before it. */
  lowest(): Readonly<KeptRecord> | undefined
  /** Blocks with everything, lowest first. */
  kept(): readonly ExecutedBlock[]
  /** Blocks up to this height need not be run again any more. Some of them may still be needed to run later ones. */
  release(height: number): void
  /** Number of blocks that can be recalled. */
  size(): number
}

interface KeptRecord extends BlockRecord {
  /** The state before the block; undefined where it is had by running the blocks before. The lowest record has one. */
  storage: StorageTree | undefined
}

const DEFAULT_STATES = 128
/** Blocks run again that stay for the next question about them. */
const RECALLED = 4

export function createBlockMemory(options: BlockMemoryOptions): BlockMemory {
  const { keep, untilReleased, rerun, states = DEFAULT_STATES } = options
  /** Lowest first, as the maps below. */
  const records = new Map<Hash, KeptRecord>()
  const wholes = new Map<Hash, ExecutedBlock>()
  const recalled = new Map<Hash, ExecutedBlock>()
  /** Of the older blocks, those whose height is a multiple of this have a state. */
  let spacing = 1
  /** At least the number of states of older blocks. */
  let olderStates = 0

  function lowest(): KeptRecord | undefined {
    const [first] = records.values()
    return first
  }

  /** A block that is no longer kept with everything. */
  function grewOld(hash: Hash): void {
    wholes.delete(hash)
    if (!untilReleased) {
      records.delete(hash)
      return
    }
    const record = records.get(hash)
    thin(record)
    if (record?.storage !== undefined) olderStates++
    if (olderStates <= states) return
    olderStates = countStates()
    if (olderStates <= states) return
    spacing *= 2
    for (const older of records.values()) {
      if (wholes.has(older.info.hash)) break
      thin(older)
    }
    olderStates = countStates()
  }

  function countStates(): number {
    let count = 0
    for (const record of records.values()) {
      if (wholes.has(record.info.hash)) break
      if (record.storage !== undefined) count++
    }
    return count
  }

  function thin(record: KeptRecord | undefined): void {
    if (record !== undefined && record.height % spacing !== 0 && record !== lowest())
      record.storage = undefined
  }

  /** Runs from the last state at or before a block to it. */
  function runAgain(hash: Hash): ExecutedBlock | undefined {
    let storage: StorageTree | undefined
    const waiting: BlockRecord[] = []
    for (const [candidate, record] of records) {
      if (record.storage !== undefined) {
        storage = record.storage
        waiting.length = 0
      }
      waiting.push(record)
      if (candidate === hash) break
    }
    let block: ExecutedBlock | undefined
    for (const record of waiting) {
      if (storage === undefined) return undefined
      block = rerun(record, storage)
      storage = block.storage
    }
    return block
  }

  return {
    add(block) {
      const { info, height, input } = block
      records.set(info.hash, { info, height, storage: input.storage })
      wholes.set(info.hash, block)
      const [oldest] = wholes.keys()
      if (wholes.size > keep && oldest !== undefined) grewOld(oldest)
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
      if (known !== undefined || !records.has(hash)) return known
      const block = runAgain(hash)
      if (block === undefined) return undefined
      recalled.set(hash, block)
      const [oldest] = recalled.keys()
      if (recalled.size > RECALLED && oldest !== undefined) recalled.delete(oldest)
      return block
    },
    stateAfter(hash) {
      const whole = wholes.get(hash)
      if (whole !== undefined) return whole.storage
      let isNext = false
      for (const [candidate, record] of records) {
        if (isNext) return record.storage
        isNext = candidate === hash
      }
      return undefined
    },
    has: (hash) => records.has(hash),
    lowest,
    kept: () => [...wholes.values()],
    release(height) {
      // Up to the last state from which all that is wanted can be had.
      const released: Hash[] = []
      let passed: Hash[] = []
      for (const [hash, record] of records) {
        const isWhole = wholes.has(hash)
        if (isWhole || record.storage !== undefined) {
          released.push(...passed)
          passed = []
        }
        if (isWhole || record.height > height) break
        passed.push(hash)
      }
      for (const hash of released) {
        records.delete(hash)
        recalled.delete(hash)
      }
    },
    size: () => records.size,
  }
}
