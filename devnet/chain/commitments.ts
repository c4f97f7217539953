// What a header commits to about the state after its block's acceptance, in Kaspa's bytes: the unspent outputs as a set hash, and
// everything accepted so far by lane (31, 2.4 and 2.5). Kept for each chain block, so that a reorg has nothing to undo.
import { blake3 } from '@noble/hashes/blake3.js'
import type { Dag } from '../dag/index.ts'
import type { Hash, Params } from '../tx/index.ts'
import { hashFromBytes } from '../tx/index.ts'
import type { UtxoDiff } from '../utxo/index.ts'
import type { MuHash } from '../utxo/muhash/index.ts'
import { applyDiffToSet, EMPTY_MUHASH, hashOfSet } from '../utxo/muhash/index.ts'
import type { Acceptor } from './accept.ts'
import type { BlockStore } from './block-store.ts'
import type { SequencedBlock, SequencingState } from './sequencing/index.ts'
import { GENESIS_SEQUENCING, nextSequencing } from './sequencing/index.ts'
import type { ChainEffects } from './types.ts'

/** Stands for the hash that the virtual block doesn't have, and for that of the chain block above it. */
export const VIRTUAL_HASH: Hash = placeholder('silo.virtual.v1')
export const NEXT_HASH: Hash = placeholder('silo.virtual-next.v1')

export interface ChainCommitments {
  readonly utxoSet: MuHash
  /** The header's utxoCommitment. */
  readonly utxoCommitment: Hash
  readonly sequencing: SequencingState
}

/** Genesis commits to its outputs, and to nothing accepted. */
export function genesisCommitments(diff: UtxoDiff): ChainCommitments {
  return { ...afterDiff(EMPTY_MUHASH, diff), sequencing: GENESIS_SEQUENCING }
}

export interface CommitmentContext {
  readonly params: Params
  readonly dag: Dag
  readonly store: BlockStore
}

/** After a block, real or virtual, whose selected parent is valid. */
export function commitmentsOf(
  { params, dag, store }: CommitmentContext,
  acceptor: Acceptor,
  effects: ChainEffects,
): ChainCommitments {
  const { selectedParent, daaScore, blueScore } = acceptor
  const below = store.requireCommitments(selectedParent)
  const sequencing = nextSequencing({
    parent: below.sequencing,
    parentTimestamp: store.require(selectedParent).header.timestamp,
    daaScore,
    blueScore,
    inactivityShortcut: store.require(dag.finalityPointFor(acceptor)).header.acceptedIdMerkleRoot,
    finalityDepth: params.finalityDepth,
    merged: effects.merged.map((merged) => sequencedBlock(store, merged)),
  })
  return { ...afterDiff(below.utxoSet, effects.utxo), sequencing }
}

function afterDiff(set: MuHash, diff: UtxoDiff): Omit<ChainCommitments, 'sequencing'> {
  const utxoSet = applyDiffToSet(set, diff)
  return { utxoSet, utxoCommitment: hashOfSet(utxoSet) }
}

function sequencedBlock(
  store: BlockStore,
  { block: hash, accepted }: ChainEffects['merged'][number],
): SequencedBlock {
  const { header, transactions } = store.require(hash)
  const [coinbase] = transactions
  if (coinbase === undefined) throw new Error('bug: a merged block has no coinbase')
  return {
    hash,
    blueWork: header.blueWork,
    coinbasePayload: coinbase.payload,
    accepted: accepted.map(({ transactionId, index }) => {
      const tx = transactions[index]
      if (tx === undefined) throw new Error('bug: a transaction was accepted that is not in its block')
      return { transactionId, version: tx.version, subnetworkId: tx.subnetworkId }
    }),
  }
}

function placeholder(domain: string): Hash {
  const key = new Uint8Array(32)
  key.set(new TextEncoder().encode(domain))
  return hashFromBytes(blake3.create({ key }).digest())
}
