// What a node knows of its network: the chain, what waits to be mined, and where transactions are. It is replaced as a whole when the
// node is put back to another state.
import type { Chain, ChainImage } from '../chain/index.ts'
import { createChain } from '../chain/index.ts'
import type { Block } from '../tx/index.ts'
import { createChainEvents } from './events/chain-events.ts'
import type { EventHub } from './events/event-hub.ts'
import type { Mempool, MempoolPolicy } from './mempool/index.ts'
import { createMempool } from './mempool/index.ts'
import type { ImpersonationRules, NodeOptions } from './node.ts'
import type { IntakeResult } from './peers/block-intake.ts'
import { createBlockIntake } from './peers/block-intake.ts'
import type { NodeObserver } from './telemetry/events.ts'
import type { TransactionIndex } from './transaction-index.ts'
import { createTransactionIndex } from './transaction-index.ts'

export interface NodeView {
  readonly chain: Chain
  readonly mempool: Mempool
  readonly transactions: TransactionIndex
  readonly take: (block: Block) => IntakeResult
}

export interface Start {
  readonly image?: ChainImage | undefined
  /** The storage doesn't hold it yet. */
  readonly isNew?: boolean | undefined
}

export function createView(
  options: NodeOptions & { readonly observe: NodeObserver },
  hub: EventHub,
  { image, isNew = false }: Start,
): NodeView {
  const { params, genesis, extension, clock, storage, impersonation, observe } = options
  const chain = createChain(params, genesis, extension, {
    image,
    storage,
    imageIsNew: isNew,
    passesUnsigned: impersonation?.passesUnsigned,
  })
  const mempool = createMempool(chain, options.mempoolLimits, impersonationPolicy(impersonation))
  const transactions = createTransactionIndex(chain)
  for (const block of image?.blocks ?? []) transactions.add(block, undefined)
  const announce = createChainEvents(chain, hub)
  const intake = createBlockIntake(chain, clock, (block, { change, pruned = [] }) => {
    mempool.chainMoved(change)
    transactions.add(block, change)
    transactions.forget(pruned)
    announce(block, change)
    observe({
      kind: 'blockAdded',
      hash: block.hash,
      daaScore: block.header.daaScore,
      transactions: block.transactions.length,
      removed: change?.removed.length ?? 0,
      added: change?.added.length ?? 0,
    })
  })
  const take = (block: Block): IntakeResult => {
    const taken = intake.take(block)
    if (!taken.ok) observe({ kind: 'blockRefused', hash: block.hash, reason: taken.reason })
    return taken
  }
  return { chain, mempool, transactions, take }
}

/** Refuses to spend as somebody without a signature who isn't impersonated now. Consensus has refused those who never were. */
function impersonationPolicy(rules: ImpersonationRules | undefined): MempoolPolicy | undefined {
  if (rules === undefined) return undefined
  return (tx, entries) => {
    const index = tx.inputs.findIndex(({ signatureScript }, i) => {
      const script = entries[i]?.scriptPublicKey
      if (script === undefined || signatureScript.length > 0) return false
      return rules.passesUnsigned(script) && !rules.isOn(script)
    })
    return index < 0
      ? undefined
      : `input ${index} carries no signature, and its owner isn't impersonated any more`
  }
}
