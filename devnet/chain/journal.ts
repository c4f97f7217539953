// Gathers what changes about a chain until somebody takes it as one batch.
import type { BridgeRecord } from '../bridge/index.ts'
import type { Hash, OutpointKey } from '../tx/index.ts'
import type { Utxo, UtxoDiff } from '../utxo/index.ts'
import type { Dag, DagBlock } from '../dag/index.ts'
import type { BlockStore } from './block-store.ts'
import type { ChainCommitments } from './commitments.ts'
import type { Ledger } from './ledger.ts'
import { required } from './required.ts'
import type { LaneLeaf, LaneTree } from './sequencing/index.ts'
import { lanesSince } from './sequencing/index.ts'
import type { ChainBatch, Disqualification, PrunedTo } from './storage.ts'
import type { ChainEffects } from './types.ts'

/** Told of every change as it is made. */
export interface Journal {
  readonly added: (block: Hash) => void
  readonly valid: (block: Hash) => void
  readonly disqualified: (block: Hash, reason: string) => void
  readonly applied: (effects: ChainEffects) => void
  readonly undone: (effects: ChainEffects) => void
  /** These chain blocks are final; `lanes` are those of the base before, the first of them. */
  readonly settled: (blocks: readonly Hash[], base: Hash, lanes: LaneTree) => void
  readonly pruned: (pruned: PrunedTo) => void
}

/** For chains that nobody keeps. */
export const NO_JOURNAL: Journal = {
  added: () => undefined,
  valid: () => undefined,
  disqualified: () => undefined,
  applied: () => undefined,
  undone: () => undefined,
  settled: () => undefined,
  pruned: () => undefined,
}

export interface Recorder {
  readonly journal: Journal
  /** What has changed since the last time. */
  readonly take: (chain: RecordedChain, finalityPoint: Hash) => ChainBatch
}

export interface RecordedChain {
  readonly dag: Dag
  readonly store: BlockStore
  readonly ledger: Ledger
}

export function createRecorder(): Recorder {
  let draft = emptyDraft()

  const change = ({ added, removed }: UtxoDiff): void => {
    for (const key of removed.keys()) draft.utxos.set(key, undefined)
    for (const [key, utxo] of added) draft.utxos.set(key, utxo)
  }

  return {
    journal: {
      added: (block) => void draft.blocks.push(block),
      valid: (block) => void draft.valid.push(block),
      disqualified: (block, reason) => void draft.disqualified.push({ block, reason }),
      applied({ utxo, bridge }) {
        change(utxo)
        for (const { key, after } of bridge) draft.bridge.set(key, after)
      },
      undone({ utxo, bridge }) {
        change({ added: utxo.removed, removed: utxo.added })
        for (const { key, before } of bridge.toReversed()) draft.bridge.set(key, before)
      },
      settled(blocks, base, lanes) {
        draft.settled = { blocks, base, lanes }
      },
      pruned(pruned) {
        draft.pruned = pruned
      },
    },
    take({ dag, store, ledger }, finalityPoint) {
      const taken = draft
      draft = emptyDraft()
      return {
        blocks: taken.blocks.map((hash) => ({ block: store.require(hash), place: placeOf(dag, hash) })),
        valid: taken.valid.map((hash) => {
          const effects = store.requireEffects(hash)
          const commitments = store.commitments(hash)
          return { effects, commitments, lanes: lanesOfBlock(store, effects.selectedParent, commitments) }
        }),
        disqualified: taken.disqualified,
        settled: taken.settled && {
          ...taken.settled,
          lanes: [
            ...lanesSince(taken.settled.lanes, store.commitments(taken.settled.base)?.sequencing.lanes),
          ],
        },
        utxos: taken.utxos,
        bridge: taken.bridge,
        ledger: ledger.place(),
        finalityPoint,
        pruned: taken.pruned,
      }
    },
  }
}

interface DraftBatch {
  readonly blocks: Hash[]
  readonly valid: Hash[]
  readonly disqualified: Disqualification[]
  settled: { readonly blocks: readonly Hash[]; readonly base: Hash; readonly lanes: LaneTree } | undefined
  readonly utxos: Map<OutpointKey, Utxo | undefined>
  readonly bridge: Map<string, BridgeRecord | undefined>
  pruned: PrunedTo | undefined
}

function emptyDraft(): DraftBatch {
  return {
    blocks: [],
    valid: [],
    disqualified: [],
    settled: undefined,
    utxos: new Map(),
    bridge: new Map(),
    pruned: undefined,
  }
}

export function lanesOfBlock(
  store: BlockStore,
  selectedParent: Hash,
  commitments: ChainCommitments | undefined,
): readonly LaneLeaf[] {
  const below = store.commitments(selectedParent)?.sequencing.lanes
  return [...lanesSince(below, commitments?.sequencing.lanes)]
}

export function placeOf(dag: Dag, hash: Hash): DagBlock {
  return required(dag.get(hash), `block ${hash} is not in the DAG`)
}
