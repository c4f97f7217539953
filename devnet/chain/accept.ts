// What a chain block accepts: the transactions of its mergeset, in Kaspa's order (31, 2.9), each judged by the base layer
// on everything accepted before it, and by the bridge where it concerns silos. Works on overlays: the ledger below,
// which stands at the selected parent, stays as it is.
import type { BridgeView, ChainBlock } from '../bridge/index.ts'
import { describeRejection } from '../bridge/index.ts'
import type { BlockFacts } from '../dag/index.ts'
import type { Block, Hash, Transaction } from '../tx/index.ts'
import { isUserLane, transactionId } from '../tx/index.ts'
import type { UtxoView } from '../utxo/index.ts'
import { UtxoOverlay } from '../utxo/index.ts'
import type { BridgeOverlay } from './bridge-records.ts'
import { createBridgeOverlay } from './bridge-records.ts'
import type { ChainExtension } from './extension.ts'
import type { Judge } from './judge.ts'
import type { ChainEffects, CoinbaseShare, MergedBlock, Refusal } from './types.ts'

/** The block that accepts: a real one, or the virtual one. */
export interface Acceptor extends BlockFacts {
  readonly hash: Hash
  readonly selectedParent: Hash
  /** Milliseconds. */
  readonly timestamp: bigint
}

export interface Acceptance {
  readonly effects: Omit<ChainEffects, 'coinbase'>
  /** Fees that the accepting block's coinbase pays for each merged block: what was burned or withheld is off. */
  readonly fees: ReadonlyMap<Hash, bigint>
  /** The state after it: what the accepting block's own transactions are judged on. */
  readonly utxos: UtxoView
  readonly bridge: BridgeView
}

export interface AcceptInput {
  readonly acceptor: Acceptor
  /** Blue score of the accepting block's pruning point. */
  readonly prunedBelow: bigint
  readonly block: (hash: Hash) => Block
  readonly utxos: UtxoView
  readonly bridge: BridgeView
  readonly judge: Judge
  /** What the accepted coinbase, the selected parent's, pays. */
  readonly accepted: CoinbaseShare
  readonly extension: ChainExtension | undefined
}

interface Progress {
  readonly input: AcceptInput
  readonly chainBlock: ChainBlock
  readonly utxos: UtxoOverlay
  readonly bridge: BridgeOverlay
  readonly acceptedIds: Hash[]
  readonly fees: Map<Hash, bigint>
  burned: bigint
}

export function accept(input: AcceptInput): Acceptance {
  const { acceptor } = input
  const progress: Progress = {
    input,
    chainBlock: chainBlockOf(acceptor, input.prunedBelow),
    utxos: new UtxoOverlay(input.utxos),
    bridge: createBridgeOverlay(input.bridge),
    acceptedIds: [],
    fees: new Map(),
    burned: 0n,
  }
  const { extension } = input
  if (extension !== undefined) {
    progress.bridge.apply(extension.beginBlock(progress.bridge.view, progress.chainBlock))
  }
  const merged = acceptor.mergeset.map((hash) => acceptBlock(progress, input.block(hash)))
  if (extension !== undefined) endOfBlock(progress, extension)
  return {
    effects: {
      block: acceptor.hash,
      selectedParent: acceptor.selectedParent,
      utxo: progress.utxos.diff(),
      bridge: progress.bridge.changes(),
      merged,
      acceptedIds: progress.acceptedIds,
      emitted: input.accepted.subsidies,
      burned: progress.burned,
    },
    fees: progress.fees,
    utxos: progress.utxos,
    bridge: progress.bridge.view,
  }
}

/** The same block as the bridge is told of it. */
function chainBlockOf(acceptor: Acceptor, prunedBelow: bigint): ChainBlock {
  const { hash, selectedParent, daaScore, blueScore, timestamp } = acceptor
  return { hash, selectedParent, daaScore, blueScore, timestamp, prunedBelow }
}

function acceptBlock(progress: Progress, block: Block): MergedBlock {
  const accepted: MergedBlock['accepted'][number][] = []
  const refused: Refusal[] = []
  const isSelectedParent = block.hash === progress.input.acceptor.selectedParent
  for (const [index, tx] of block.transactions.entries()) {
    const id = transactionId(tx)
    // Of all coinbases only the selected parent's is accepted.
    if (index === 0 && !isSelectedParent) continue
    const reason = index === 0 ? acceptCoinbase(progress, tx) : acceptTransaction(progress, block.hash, tx)
    if (reason === undefined) accepted.push({ transactionId: id, index })
    else refused.push({ transactionId: id, reason })
  }
  for (const { transactionId: id } of accepted) progress.acceptedIds.push(id)
  return { block: block.hash, accepted, refused }
}

function acceptCoinbase({ utxos, input }: Progress, tx: Transaction): undefined {
  utxos.accept(tx, input.acceptor.daaScore)
}

/** Undefined when accepted, else the reason. */
function acceptTransaction(progress: Progress, mergedBlock: Hash, tx: Transaction): string | undefined {
  const { input, utxos, bridge, chainBlock } = progress
  const { daaScore, pastMedianTime, selectedParent } = input.acceptor
  const pov = { daaScore, pastMedianTime }
  const check = input.judge(tx, { utxos, pov, selectedParent })
  if (!check.ok) return check.reason
  let fee = check.fee
  if (input.extension !== undefined && isUserLane(tx.subnetworkId)) {
    const context = { fee: check.fee, inputs: check.entries, chainBlock, mergedBlock }
    const applied = input.extension.applyTransaction(bridge.view, tx, context)
    if (!applied.ok) return describeRejection(applied.reason)
    bridge.apply(applied.changes)
    progress.burned += applied.burned
    fee -= applied.burned
  }
  utxos.accept(tx, daaScore)
  progress.fees.set(mergedBlock, (progress.fees.get(mergedBlock) ?? 0n) + fee)
  return undefined
}

/** The bridge's own outputs, paid by what is withheld from the coinbase (41, E61). */
function endOfBlock(progress: Progress, extension: ChainExtension): void {
  const end = extension.endBlock(progress.bridge.view, progress.chainBlock)
  progress.bridge.apply(end.changes)
  for (const output of end.outputs) progress.utxos.add(output)
  for (const { block, amount } of end.withheld) {
    const left = (progress.fees.get(block) ?? 0n) - amount
    if (left < 0n) throw new Error('bug: more was withheld from a block than its fees')
    progress.fees.set(block, left)
  }
}
