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
import type { SiloState, StateRequest } from './states.ts'
import { fetchState, pageOf } from './states.ts'
import type { StatePage } from '../rpc/silo-codecs.ts'

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
  /** A state to go on from, which the caller vouches for; from the silo's creation on when missing. */
  readonly start?: SiloState | undefined
  /** Who is asked for a state when the inboxes from the creation on are not kept any more; `api` when missing. */
  readonly states?: NodeApi
}

/** How the followed chain changed. */
export interface FollowUpdate {
  readonly sink: ChainPoint
  /** Blocks that left the chain, highest first. */
  readonly removed: readonly Hash[]
  /** Lowest first. */
  readonly added: readonly ExecutedBlock[]
}

/** What stays known about a block until it is released. */
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
  /** The state that it goes on from; undefined when it ran the silo from its creation on, and nothing was released. */
  start(): SiloState | undefined
  /** The reference blocks of the followed chain from there on, ascending and without a gap. */
  blocks(): readonly BlockSummary[]
  /** A block with everything, unless it is too old to be kept so. */
  block(hash: Hash): ExecutedBlock | undefined
  /** The same, for as long as it is not released: older blocks are run again, from the last state that is kept before them. */
  recall(hash: Hash): ExecutedBlock | undefined
  /**
   * Says that blocks up to this height are not asked about any more: they are final, and nothing of theirs is left to do. Nothing of them stays but
   * what later ones are run again from.
   */
  release(height: number): void
  /** The state after a block, if it is kept. */
  stateAfter(block: Hash): SiloState | undefined
  /** A page of it, for who comes late. */
  page(request: StateRequest): StatePage | undefined
  /** The last one; undefined before the first update. */
  latest(): ExecutedBlock | undefined
  /** Kept blocks, lowest first. */
  kept(): readonly ExecutedBlock[]
}

const DEFAULT_KEEP = 1024
const BATCH = 64
/** States that are fetched in one update, should the chain leave each of them at once. */
const MAX_FETCHES = 3

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
  /** What the first of the summaries started from; the silo's creation when there is none. */
  let start = options.start
  /** What `recompute` has taken away since the last update, highest first. */
  let dropped: readonly Hash[] = []
  /** Where the engine was found to be wrong while it executed. */
  let suspect: Hash | undefined
  let queue: Promise<unknown> = Promise.resolve()

  function startHeight(): number {
    return start?.height ?? 0
  }

  function latest(): ExecutedBlock | undefined {
    const last = summaries.at(-1)
    return last === undefined ? undefined : memory.recall(last.hash)
  }

  function execute(info: ExecutedBlock['info']): ExecutedBlock {
    const storage = latest()?.storage ?? start?.storage ?? new StorageTree()
    const height = startHeight() + summaries.length + 1
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
    const isStart = oldest.height === startHeight() + 1
    return forgetFrom(!isStart && oldest.info.hash !== block ? oldest.height - startHeight() : 0)
  }

  function stateAfter(block: Hash): SiloState | undefined {
    if (block === start?.block) return start
    const storage = memory.stateAfter(block)
    const height = startHeight() + summaries.findLastIndex((summary) => summary.hash === block) + 1
    return storage === undefined || height === startHeight() ? undefined : { block, height, storage }
  }

  /** The highest state from which all blocks above a height can be had. */
  function stateBelow(height: number): SiloState | undefined {
    const at = summaries[height - startHeight() - 1]
    const state = at === undefined ? undefined : stateAfter(at.hash)
    if (state !== undefined) return state
    memory.release(height)
    const lowest = memory.lowest()
    if (lowest?.storage === undefined || lowest.height > height + 1) return undefined
    const before = summaries[lowest.height - startHeight() - 2]
    if (before === undefined) return undefined
    return { block: before.hash, height: lowest.height - 1, storage: lowest.storage }
  }

  function release(height: number): void {
    const state = stateBelow(height)
    if (state === undefined) return
    const gone = summaries.splice(0, state.height - startHeight())
    start = state
    memory.remove(gone.map((summary) => summary.hash))
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
    let fetches = 0
    for (;;) {
      const after = summaries.at(-1)?.hash ?? start?.block
      const { answer } = await api.silo_getReferenceBlocks({ siloId, after, limit: BATCH })
      if (answer.kind === 'leftChain') {
        if (after === undefined) throw new RpcError('notFound', `silo ${siloId} isn't on the selected chain`)
        if (summaries.length === 0) start = undefined
        remove(stepBack())
        continue
      }
      if (answer.kind === 'pruned') {
        if (++fetches > MAX_FETCHES)
          throw new RpcError('failed', `no state of silo ${siloId} stays on the chain for long enough`)
        start = await fetchState(api, siloId, options.states)
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
    start: () => start,
    blocks: () => [...summaries],
    block: memory.whole,
    recall: memory.recall,
    release,
    stateAfter,
    page(request) {
      const state = request.siloId === siloId ? stateAfter(request.block) : undefined
      return state === undefined ? undefined : pageOf(state.storage, request)
    },
    latest,
    kept: memory.kept,
  }
}
