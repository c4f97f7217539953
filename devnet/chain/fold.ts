// The fold over the selected chain: moves the ledger from one chain block to another, evaluating blocks that no chain went
// through before. A block whose UTXO rules fail, and all that build on it, are disqualified from the chain for good.
import type { Dag } from '../dag/index.ts'
import type { Hash, Params } from '../tx/index.ts'
import { transactionHash, transactionId } from '../tx/index.ts'
import type { Acceptance, Acceptor } from './accept.ts'
import { accept } from './accept.ts'
import type { BlockStore } from './block-store.ts'
import type { CoinbaseMaker } from './coinbase.ts'
import type { ChainCommitments } from './commitments.ts'
import { commitmentsOf } from './commitments.ts'
import type { ChainExtension } from './extension.ts'
import type { Judge } from './judge.ts'
import type { Ledger } from './ledger.ts'
import type { ParentsByLevel } from './levels.ts'
import type { ChainEffects } from './types.ts'

export interface FoldContext {
  readonly params: Params
  readonly dag: Dag
  readonly store: BlockStore
  readonly ledger: Ledger
  readonly judge: Judge
  readonly coinbase: CoinbaseMaker
  readonly parentsByLevel: ParentsByLevel
  readonly extension: ChainExtension | undefined
}

/**
 * Tries to move the ledger to a block. False when the block, or one below it, can't be on a chain; the ledger then
 * stands at some valid chain block below.
 */
export function moveLedger(context: FoldContext, target: Hash): boolean {
  const { dag, store, ledger } = context
  const { removed, added } = dag.chainPath(ledger.position(), target)
  const barred = added.find((hash) => store.status(hash) === 'disqualified')
  if (barred !== undefined) {
    disqualifyAll(store, added.slice(added.indexOf(barred) + 1), barred)
    return false
  }
  for (const hash of removed) {
    const effects = store.requireEffects(hash)
    ledger.undo(effects, store.requireEffects(effects.selectedParent))
  }
  for (const [i, hash] of added.entries()) {
    const known = store.effects(hash)
    const found = known === undefined ? evaluate(context, hash) : { ok: true as const, effects: known }
    if (!found.ok) {
      store.disqualify(hash, found.reason)
      disqualifyAll(store, added.slice(i + 1), hash)
      return false
    }
    if ('commitments' in found) store.setValid(found)
    ledger.apply(found.effects)
  }
  return true
}

function disqualifyAll(store: BlockStore, above: readonly Hash[], barred: Hash): void {
  for (const hash of above) {
    if (store.status(hash) !== 'disqualified')
      store.disqualify(hash, `builds on ${barred}, which is disqualified`)
  }
}

/** An acceptance with what the accepting block's own coinbase pays. */
export type EvaluatedAcceptance = Acceptance & { readonly effects: ChainEffects }

/** What a block with these facts would accept on top of the ledger, which stands at its selected parent. */
export function acceptOnLedger(context: FoldContext, acceptor: Acceptor): EvaluatedAcceptance {
  const { dag, store, ledger, coinbase } = context
  const below = store.requireEffects(acceptor.selectedParent)
  const acceptance = accept({
    acceptor,
    prunedBelow: dag.pruningScoreFor(acceptor),
    block: store.require,
    utxos: ledger.utxos,
    bridge: ledger.bridge,
    judge: context.judge,
    accepted: below.coinbase,
    extension: context.extension,
  })
  const share = coinbase.share(acceptor, acceptance.fees)
  let taken = 0n
  for (const fee of acceptance.fees.values()) taken += fee
  // Fees of blues from before the difficulty window are paid to nobody (31, 2.8).
  const burned = acceptance.effects.burned + taken - share.fees
  return { ...acceptance, effects: { ...acceptance.effects, burned, coinbase: share } }
}

type Evaluation =
  | { readonly ok: true; readonly effects: ChainEffects; readonly commitments: ChainCommitments }
  | { readonly ok: false; readonly reason: string }

/** Checks a block in UTXO context; the ledger stands at its selected parent. */
function evaluate(context: FoldContext, hash: Hash): Evaluation {
  const { dag, store, judge, coinbase } = context
  const dagBlock = dag.get(hash)
  const { header, transactions } = store.require(hash)
  const selectedParent = dagBlock?.selectedParent
  if (dagBlock === undefined || selectedParent === undefined)
    throw new Error('bug: a chain block without a parent')
  if (dagBlock.parents[0] !== selectedParent) return refuse('its first parent is not its selected parent')

  const acceptor = { ...dagBlock, selectedParent }
  const acceptance = acceptOnLedger(context, acceptor)
  const { effects } = acceptance
  const commitments = commitmentsOf(context, acceptor, effects)
  const { sequencing, utxoCommitment } = commitments
  if (header.acceptedIdMerkleRoot !== sequencing.commitment) {
    return refuse(
      `wrong accepted-id Merkle root ${header.acceptedIdMerkleRoot}, ${sequencing.commitment} expected`,
    )
  }
  if (header.utxoCommitment !== utxoCommitment) {
    return refuse(`wrong UTXO commitment ${header.utxoCommitment}, ${utxoCommitment} expected`)
  }
  const [own, ...rest] = transactions
  const payload = coinbase.payloadOf(store.require(hash))
  if (own === undefined || payload === undefined) return refuse('no coinbase')
  const expected = coinbase.make(acceptor, acceptance.fees, payload.miner)
  if (transactionHash(own) !== transactionHash(expected)) return refuse('wrong coinbase')

  const { daaScore, pastMedianTime } = dagBlock
  const place = { utxos: acceptance.utxos, pov: { daaScore, pastMedianTime }, selectedParent }
  for (const tx of rest) {
    const check = judge(tx, place)
    if (!check.ok) return refuse(`transaction ${transactionId(tx)}: ${check.reason}`)
  }
  return { ok: true, effects, commitments }
}

function refuse(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason }
}
