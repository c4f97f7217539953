// Builds a block on the virtual parents: the best transactions that fit and are valid now, the coinbase, the header.
import type { Block, BlockHeader, Hash, OutpointKey, Params, Transaction } from '../tx/index.ts'
import { hashMerkleRoot, headerHash, nonContextualMass, outpointKey, transactionId } from '../tx/index.ts'
import { BLOCK_VERSION } from './block-check.ts'
import { commitmentsOf } from './commitments.ts'
import type { FoldContext } from './fold.ts'
import { createBridgeOverlay } from './bridge-records.ts'
import type { BridgeSequence, TransactionChecker } from './transaction-check.ts'
import type { TemplateRequest } from './types.ts'
import type { BridgeMoment, Virtual } from './virtual.ts'

export interface TemplateContext {
  readonly params: Params
  readonly context: FoldContext
  readonly virtual: Virtual
  readonly check: TransactionChecker
}

export function buildTemplate(template: TemplateContext, request: TemplateRequest): Block {
  const { context, virtual } = template
  const { facts, effects, fees } = { facts: virtual.acceptor, ...virtual.acceptance }
  const coinbase = context.coinbase.make(facts, fees, request.miner)
  const transactions = [coinbase, ...selectTransactions(template, request.transactions)]
  const { sequencing, utxoCommitment } = commitmentsOf(context, facts, effects)
  const earliest = facts.pastMedianTime + 1n
  const header: BlockHeader = {
    version: BLOCK_VERSION,
    parentsByLevel: context.parentsByLevel(facts.parents),
    hashMerkleRoot: hashMerkleRoot(transactions),
    acceptedIdMerkleRoot: sequencing.commitment,
    utxoCommitment,
    timestamp: request.timestamp > earliest ? request.timestamp : earliest,
    bits: facts.expectedBits,
    nonce: request.nonce,
    daaScore: facts.daaScore,
    blueScore: facts.blueScore,
    blueWork: facts.blueWork,
    pruningPoint: context.dag.pruningPointFor(facts),
  }
  return { hash: headerHash(header), header, transactions }
}

/**
 * Takes transactions in the order given as long as they fit together into one block (31, 2.6), and as long as the bridge
 * takes each after those before it: what it refuses pays no fee.
 */
function selectTransactions(
  { params, context, virtual, check }: TemplateContext,
  offered: readonly Transaction[],
): readonly Transaction[] {
  const chosen: Transaction[] = []
  const bridge =
    context.extension === undefined ? undefined : sequenceFrom(virtual.bridgeNext(context.extension))
  const room = createRoom(params)
  for (const tx of offered) {
    if (!room.fits(tx)) continue
    const checked = check(tx, virtual, { bridge })
    if (!checked.ok) continue
    room.take(tx)
    chosen.push(tx)
  }
  return chosen
}

function sequenceFrom({ view, chainBlock }: BridgeMoment): BridgeSequence {
  const overlay = createBridgeOverlay(view)
  return { view: overlay.view, chainBlock, apply: overlay.apply }
}

/** What is left of a block's limits, and what its transactions so far spend. */
function createRoom(params: Params) {
  const limits = params.blockMassLimits
  const spent = new Set<OutpointKey>()
  const ids = new Set<Hash>()
  const gas = new Map<string, bigint>()
  let compute = 0n
  let transient = 0n
  let storage = 0n

  return {
    fits(tx: Transaction): boolean {
      const mass = nonContextualMass(tx, params.mass)
      const laneGas = gas.get(tx.subnetworkId)
      return (
        !ids.has(transactionId(tx)) &&
        tx.inputs.every((input) => !spent.has(outpointKey(input.previousOutpoint))) &&
        compute + mass.compute <= limits.compute &&
        transient + mass.transient <= limits.transient &&
        storage + tx.storageMass <= limits.storage &&
        (laneGas !== undefined || gas.size < params.maxLanesPerBlock) &&
        (laneGas ?? 0n) + tx.gas <= params.maxGasPerLane
      )
    },
    take(tx: Transaction): void {
      const mass = nonContextualMass(tx, params.mass)
      compute += mass.compute
      transient += mass.transient
      storage += tx.storageMass
      gas.set(tx.subnetworkId, (gas.get(tx.subnetworkId) ?? 0n) + tx.gas)
      ids.add(transactionId(tx))
      for (const input of tx.inputs) spent.add(outpointKey(input.previousOutpoint))
    },
  }
}
