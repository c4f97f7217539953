// The virtual block: the one that would be built now on the best valid chain and as many other tips as the rules allow.
// Its acceptance is the state that wallets and miners work on.
import type { BridgeView, ChainBlock } from '../bridge/index.ts'
import type { BlockFacts } from '../dag/index.ts'
import type { Hash } from '../tx/index.ts'
import type { ChainExtension } from './extension.ts'
import type { EvaluatedAcceptance, FoldContext } from './fold.ts'
import { acceptOnLedger, moveLedger } from './fold.ts'
import type { Acceptor } from './accept.ts'
import { createBridgeOverlay } from './bridge-records.ts'
import { NEXT_HASH, VIRTUAL_HASH } from './commitments.ts'
import { createTipList } from './tip-list.ts'
import type { VirtualBlock } from './types.ts'

export interface Virtual {
  readonly block: VirtualBlock
  /** With a hash that stands for the one it doesn't have. */
  readonly acceptor: Acceptor
  readonly acceptance: EvaluatedAcceptance
  readonly accepts: (transactionId: Hash) => boolean
  /** The bridge as a transaction of the next block will find it: when a later block accepts it. */
  readonly bridgeNext: (extension: ChainExtension) => BridgeMoment
}

/** The bridge within a chain block: its records, and the block that is accepting. */
export interface BridgeMoment {
  readonly view: BridgeView
  readonly chainBlock: ChainBlock
}

/**
 * Moves the ledger to the highest tip that carries a valid chain through the finality point, and finds the virtual block over it.
 * What is final stays: no chain around it is taken, however heavy it is (31, 2.2).
 */
export function resolveVirtual(context: FoldContext, finalityPoint: Hash): Virtual {
  const { dag } = context
  const candidates = createTipList(dag, finalityPoint)
  for (let candidate = candidates.pop(); candidate !== undefined; candidate = candidates.pop()) {
    if (dag.isChainAncestor(finalityPoint, candidate) && moveLedger(context, candidate))
      return virtualOver(context, candidate, candidates.rest())
    candidates.addParentsOf(candidate)
  }
  throw new Error('bug: not even the finality point carries a valid chain')
}

/**
 * The virtual block over one block alone, to which the ledger moves; undefined when no chain can go through it, or none any more
 * that keeps to the finality point.
 */
export function virtualOn(context: FoldContext, parent: Hash, finalityPoint: Hash): Virtual | undefined {
  const { dag } = context
  if (!dag.has(parent) || !dag.isChainAncestor(finalityPoint, parent)) return undefined
  return moveLedger(context, parent) ? virtualOver(context, parent, []) : undefined
}

function virtualOver(context: FoldContext, sink: Hash, others: readonly Hash[]): Virtual {
  const { dag } = context
  const evaluated = dag.evaluate(dag.selectParents(sink, others))
  if (!evaluated.ok) throw new Error(`bug: the virtual parents are refused: ${evaluated.error.kind}`)
  const { facts } = evaluated
  if (facts.selectedParent !== sink) throw new Error('bug: the virtual block would select another parent')
  const acceptor: Acceptor = {
    ...facts,
    hash: VIRTUAL_HASH,
    selectedParent: sink,
    timestamp: facts.pastMedianTime + 1n,
  }
  const acceptance = acceptOnLedger(context, acceptor)
  const accepted = new Set(acceptance.effects.acceptedIds)
  let next: BridgeMoment | undefined
  return {
    block: virtualBlock(facts, sink),
    acceptor,
    acceptance,
    accepts: (id) => accepted.has(id),
    bridgeNext: (extension) => (next ??= momentAfter(extension, acceptor, acceptance)),
  }
}

/** At the earliest: the chain block right above the one that is built on the virtual parents. */
function momentAfter(
  extension: ChainExtension,
  acceptor: Acceptor,
  acceptance: EvaluatedAcceptance,
): BridgeMoment {
  const chainBlock: ChainBlock = {
    hash: NEXT_HASH,
    selectedParent: acceptor.hash,
    daaScore: acceptor.daaScore + 1n,
    blueScore: acceptor.blueScore + 1n,
    timestamp: acceptor.timestamp + 1n,
    prunedBelow: 0n,
  }
  const overlay = createBridgeOverlay(acceptance.bridge)
  overlay.apply(extension.beginBlock(overlay.view, chainBlock))
  return { view: overlay.view, chainBlock }
}

function virtualBlock(facts: BlockFacts, sink: Hash): VirtualBlock {
  const { parents, daaScore, blueScore, blueWork, expectedBits: bits, pastMedianTime } = facts
  return { sink, parents, daaScore, blueScore, blueWork, bits, pastMedianTime }
}
