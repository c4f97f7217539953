// Whether a transaction could go into the next block: everything that a block's own transactions must satisfy, and for
// bridge transactions also whether the bridge would take them, so that whoever hands one in is told why not.
import { describeRejection } from '../bridge/index.ts'
import type { Params, Transaction, UtxoEntry } from '../tx/index.ts'
import { COINBASE_SUBNETWORK, isUserLane, nonContextualMass } from '../tx/index.ts'
import { validateInIsolation, validateLockTime } from '../utxo/index.ts'
import type { UtxoView } from '../utxo/index.ts'
import { describeError } from './describe.ts'
import type { ChainExtension } from './extension.ts'
import type { Judge } from './judge.ts'
import type { TransactionCheck } from './types.ts'
import type { BridgeOverlay } from './bridge-records.ts'
import type { BridgeMoment, Virtual } from './virtual.ts'

/** The bridge after transactions that will come first: those found good are added to it. */
export interface BridgeSequence extends BridgeMoment {
  readonly apply: BridgeOverlay['apply']
}

export interface CheckOptions {
  /** Outputs of transactions that aren't accepted yet. */
  readonly below?: UtxoView | undefined
  /** The virtual state unless told otherwise. */
  readonly bridge?: BridgeSequence | undefined
}

export type TransactionChecker = (
  tx: Transaction,
  virtual: Virtual,
  options?: CheckOptions,
) => TransactionCheck

export function createTransactionChecker(
  params: Params,
  judge: Judge,
  extension: ChainExtension | undefined,
): TransactionChecker {
  return (tx, virtual, { below, bridge } = {}) => {
    const isolated = checkInIsolation(params, tx)
    if (isolated !== undefined) return refuse(isolated)
    const lockTime = validateLockTime(tx, virtual.block)
    if (!lockTime.ok) return refuse(describeError(lockTime.error))
    const { utxos } = virtual.acceptance
    const view = below === undefined ? utxos : stacked(utxos, below)
    const { daaScore, pastMedianTime } = virtual.block
    const judged = judge(tx, {
      utxos: view,
      pov: { daaScore, pastMedianTime },
      selectedParent: virtual.block.sink,
    })
    if (!judged.ok) return { ok: false, reason: judged.reason, missing: judged.missing }
    // What transactions before it do to the bridge isn't known yet: it is tried once they are accepted.
    const isChained =
      below !== undefined && tx.inputs.some((input) => utxos.get(input.previousOutpoint) === undefined)
    if (extension !== undefined && isUserLane(tx.subnetworkId) && !isChained) {
      const refusal = bridgeRefusal(extension, tx, virtual, judged, bridge)
      if (refusal !== undefined) return refuse(refusal)
    }
    const { fee, entries, placeBound } = judged
    return { ok: true, fee, entries, isChained, placeBound }
  }
}

function checkInIsolation(params: Params, tx: Transaction): string | undefined {
  if (tx.subnetworkId === COINBASE_SUBNETWORK) return 'only a block itself makes its coinbase'
  const checked = validateInIsolation(tx, params)
  if (!checked.ok) return describeError(checked.error)
  const { compute, transient } = nonContextualMass(tx, params.mass)
  const limits = params.blockMassLimits
  if (compute > limits.compute)
    return `its compute mass of ${compute} grams is over the limit of ${limits.compute}`
  if (transient > limits.transient) {
    return `its transient mass of ${transient} grams (four a byte) is over the limit of ${limits.transient}`
  }
  if (tx.storageMass > limits.storage) {
    return `its storage mass of ${tx.storageMass} grams is over the limit of ${limits.storage}: its outputs are too small`
  }
  if (tx.gas > params.maxGasPerLane)
    return `its gas of ${tx.gas} is over the limit of ${params.maxGasPerLane}`
  return undefined
}

function bridgeRefusal(
  extension: ChainExtension,
  tx: Transaction,
  virtual: Virtual,
  { fee, entries }: { readonly fee: bigint; readonly entries: readonly UtxoEntry[] },
  sequence: BridgeSequence | undefined,
): string | undefined {
  const { view, chainBlock } = sequence ?? virtual.bridgeNext(extension)
  const context = { fee, inputs: entries, chainBlock, mergedBlock: virtual.acceptor.hash }
  const applied = extension.applyTransaction(view, tx, context)
  if (!applied.ok) return describeRejection(applied.reason)
  sequence?.apply(applied.changes)
  return undefined
}

function stacked(above: UtxoView, below: UtxoView): UtxoView {
  return { get: (outpoint) => above.get(outpoint) ?? below.get(outpoint) }
}

function refuse(reason: string): TransactionCheck {
  return { ok: false, reason, missing: [] }
}
