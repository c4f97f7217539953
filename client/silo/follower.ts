// Follows one silo through a node: executes every reference block of the selected chain in the machine, and goes back
// to an earlier state when a reorg takes blocks away. Trusts the node for what is on chain, and nobody for results.
import type { Hash } from '../../devnet/tx/index.ts'
import { hashFromBytes } from '../../devnet/tx/index.ts'
import { codeRoot } from '../../vm/program/code-tree.ts'
import type { Program } from '../../vm/program/image.ts'
import { loadProgram } from '../../vm/program/validator/validate.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import type { NodeApi } from '../rpc/api.ts'
import { RpcError } from '../rpc/api.ts'
import type { ChainPoint } from '../rpc/silo-codecs.ts'
import type { SiloInfo } from '../rpc/silo-config-codec.ts'
import { outboxItems } from './outbox.ts'
import type { OutboxItem } from './outbox.ts'
import type { EngineAlarm } from './audit.ts'
import { executeAudited } from './audit.ts'
import { createBlockMemory } from './block-memory.ts'
import type { BlockRecord } from './block-memory.ts'
import type { Engine } from './engine.ts'
import { createCompiledEngine } from './engine.ts'
import type { ExecutedBlock } from './execute.ts'
import { executeBlock } from './execute.ts'

export interface FollowerOptions {
  readonly api: NodeApi
  readonly siloId: Hash
  /** Compiled code when missing. */
  readonly engine?: Engine
  /** Blocks that are executed a second time by what overrules the engine; one in 64 when missing (41, E56). */
  readonly isSampled?: (block: Hash) => boolean
  /** Hears of every fault of the engine. */
  readonly onAlarm?: (alarm: EngineAlarm) => void
  /** Newest reference blocks that are kept with everything. */
  readonly keep?: number
  /**
   * Whether older blocks can be recalled until somebody releases them, as a manager needs who may have to prove any block that is not final.
   * Otherwise they are forgotten, and a reorg deeper than `keep` runs the silo from its creation again.
   */
  readonly untilReleased?: boolean
}

/** How the followed chain changed. */
export interface FollowUpdate {
  readonly sink: ChainPoint
  /** Blocks that left the chain, highest first. */
  readonly removed: readonly Hash[]
  /** Lowest first. */
  readonly added: readonly ExecutedBlock[]
}

/** What stays known about a block for good. */
export type BlockSummary = Pick<ExecutedBlock, 'height' | 'roots' | 'stateCommitment'> & {
  readonly hash: Hash
  readonly index: number
  readonly outbox: readonly OutboxItem[]
}

export interface SiloFollower {
  readonly silo: SiloInfo
  readonly program: Program
  /** The code image. */
  readonly code: Uint8Array
  readonly engine: Engine
  readonly onAlarm: (alarm: EngineAlarm) => void
  /**
   * Forgets the results of a kept block and of those around it that are kept, since the engine was found to be wrong there. The next update
   * computes them anew, and says that they left and came.
   */
  recompute(suspect: Hash): Promise<void>
  /** Catches up with the node's sink. Calls that overlap wait for each other. Rejects with an RpcError. */
  update(): Promise<FollowUpdate>
  /** Every reference block of the followed chain; the one at i has height i + 1. */
  blocks(): readonly BlockSummary[]
  /** A block with everything, unless it is too old to be kept so. */
  block(hash: Hash): ExecutedBlock | undefined
  /** The same, for as long as it is not released: older blocks are run again, from the last state that is kept before them. */
  recall(hash: Hash): ExecutedBlock | undefined
  /** Says that blocks up to this height need not be recalled any more: they are final, and nothing of theirs is left to do. */
  release(height: number): void
  /** The last one; undefined before the first update. */
  latest(): ExecutedBlock | undefined
  /** Kept blocks, lowest first. */
  kept(): readonly ExecutedBlock[]
}

const DEFAULT_KEEP = 1024
const BATCH = 64

/** By the last byte of a block's hash, which nobody chooses. */
function isSampledByHash(block: Hash): boolean {
  return Number.parseInt(block.slice(-2), 16) < 4
}

/** Rejects with an RpcError when the node doesn't know the silo, or shows code that isn't the silo's. */
export async function createFollower(options: FollowerOptions): Promise<SiloFollower> {
  const { api, siloId, keep = DEFAULT_KEEP, isSampled = isSampledByHash } = options
  const { engine = createCompiledEngine(), onAlarm = () => undefined, untilReleased = false } = options
  const { silo, code } = await api.silo_getSilo({ siloId })
  const loaded = loadProgram(code)
  if (!loaded.ok || hashFromBytes(codeRoot(loaded.program)) !== silo.codeRoot) {
    throw new RpcError('failed', `the node's code for silo ${siloId} isn't the silo's`)
  }
  const { program } = loaded
  const summaries: BlockSummary[] = []
  const memory = createBlockMemory({ keep, untilReleased, rerun })
  /** What `recompute` has taken away since the last update, highest first. */
  let dropped: readonly Hash[] = []
  /** Where the engine was found to be wrong while it executed. */
  let suspect: Hash | undefined
  let queue: Promise<unknown> = Promise.resolve()

  function latest(): ExecutedBlock | undefined {
    const last = summaries.at(-1)
    return last === undefined ? undefined : memory.recall(last.hash)
  }

  function execute(info: ExecutedBlock['info']): ExecutedBlock {
    const storage = latest()?.storage ?? new StorageTree()
    const height = summaries.length + 1
    const block = executeAudited(
      (by) => executeBlock(silo, program, storage, info, height, by),
      info.hash,
      engine,
      {
        isSampled,
        onAlarm(alarm) {
          if (alarm.kind === 'differs') suspect = alarm.block
          onAlarm(alarm)
        },
      },
    )
    const { roots, stateCommitment } = block
    const outbox = outboxItems(block)
    summaries.push({ hash: info.hash, index: info.index, height, roots, stateCommitment, outbox })
    memory.add(block)
    return block
  }

  function rerun({ info, height }: BlockRecord, storage: StorageTree): ExecutedBlock {
    return executeAudited(
      (by) => executeBlock(silo, program, storage, info, height, by),
      info.hash,
      engine,
      // Whoever recalls a block to act on it has it confirmed.
      { isSampled: () => false, onAlarm },
    )
  }

  /** Forgets the last block; all of them when the state before it isn't kept. */
  function stepBack(): readonly Hash[] {
    return forgetFrom(memory.size() > 1 ? summaries.length - 1 : 0)
  }

  /** Forgets all blocks from a position on; highest first. */
  function forgetFrom(from: number): readonly Hash[] {
    const gone = summaries.splice(from).map((summary) => summary.hash)
    memory.remove(gone)
    return gone.reverse()
  }

  /**
   * Forgets what the engine that was wrong in a block has computed, as far as it is kept. The oldest kept block stays as what the others
   * start from, unless it is the suspect itself or the silo starts there.
   */
  function forgetSuspects(block: Hash): readonly Hash[] {
    const oldest = memory.lowest()
    if (oldest === undefined || !memory.has(block)) return []
    return forgetFrom(oldest.height > 1 && oldest.info.hash !== block ? oldest.height : 0)
  }

  async function catchUp(): Promise<FollowUpdate> {
    const removed = [...dropped]
    dropped = []
    const added: ExecutedBlock[] = []
    const remove = (gone: readonly Hash[]): void => {
      for (const hash of gone) {
        // What came and went within this update is nobody's business.
        if (added.pop() === undefined) removed.push(hash)
      }
    }
    let isRepaired = false
    for (;;) {
      const after = summaries.at(-1)?.hash
      const { answer } = await api.silo_getReferenceBlocks({ siloId, after, limit: BATCH })
      if (answer.kind === 'leftChain') {
        if (after === undefined) throw new RpcError('notFound', `silo ${siloId} isn't on the selected chain`)
        remove(stepBack())
        continue
      }
      for (const info of answer.blocks) added.push(execute(info))
      if (suspect !== undefined && !isRepaired) {
        remove(forgetSuspects(suspect))
        suspect = undefined
        isRepaired = true
        continue
      }
      if (!answer.more) return { sink: answer.sink, removed, added }
    }
  }

  return {
    silo,
    program,
    code,
    engine,
    onAlarm,
    recompute(block) {
      const result = queue.then(() => {
        dropped = [...dropped, ...forgetSuspects(block)]
      })
      queue = result
      return result
    },
    update() {
      const result = queue.then(catchUp)
      queue = result.catch(() => undefined)
      return result
    },
    blocks: () => [...summaries],
    block: memory.whole,
    recall: memory.recall,
    release: memory.release,
    latest,
    kept: memory.kept,
  }
}
