// Scenes of calls between silos: two silos with a stake each, final nodes with outboxes made by hand, and deliveries of their entries.
import { encodeOutboxEntry } from '../../../vm/consensus.ts'
import { ListTree } from '../../../vm/merkle/list-tree.ts'
import { proveEntries } from '../../../vm/proof/lists.ts'
import { OUTBOX_DEPTH } from '../../../vm/spec/constants.ts'
import type { Hash } from '../../tx/hash.ts'
import { hashFromBytes, hashToBytes } from '../../tx/hash.ts'
import { siloAccountScript } from '../../tx/silo-scripts.ts'
import type { Outpoint } from '../../tx/types.ts'
import type { SiloConfig } from '../config.ts'
import { encodeDelivery } from '../payload-codec.ts'
import type { DeliverPayload } from '../payloads.ts'
import { getNode, getProgress, uncommittedReferenceBlocks } from '../queries.ts'
import type { SiloRecord } from '../records.ts'
import type { Request } from './chain.ts'
import { TestChain } from './chain.ts'
import { callBlock, commit, createSilo, finalising, rootsOf, stake } from './scenario.ts'
import { ALICE } from './two-stakes.ts'

export interface Side {
  readonly silo: SiloRecord
  readonly stake: Outpoint
}

export interface TwoSilos {
  readonly chain: TestChain
  readonly a: Side
  readonly b: Side
}

export const PEGGED = 500_000_000n

/** Two silos in which Alice has a stake each, and the first has coins. */
export function twoSilos(config: Partial<SiloConfig> = {}): TwoSilos {
  const chain = new TestChain()
  const [a, b] = [0x61616161, 0x62626262].map((namespace): Side => {
    const silo = createSilo(chain, { namespace, config: { gapBlocks: 1, ...config } })
    const [outpoint] = stake(chain, silo, ALICE)
    if (outpoint === undefined) throw new Error('Alice has staked')
    return { silo, stake: outpoint }
  })
  if (a === undefined || b === undefined) throw new Error('two silos were made')
  callBlock(chain, a.silo, { value: PEGGED })
  return { chain, a, b }
}

export interface CallChoice {
  readonly to: Hash
  readonly amount?: bigint
  readonly fee?: bigint
  readonly gas?: number
  readonly call?: readonly bigint[]
  readonly refund?: readonly bigint[]
  readonly instance?: number
}

export const CALL_AMOUNT = 100_000_000n
export const CALL_FEE = 1_000_000n

/** The leaves of a call to another silo. */
export function callLeaves(choice: CallChoice): Uint8Array[] {
  const { to, amount = CALL_AMOUNT, fee = CALL_FEE, gas = 1_000, instance = 5 } = choice
  const { call = [1n, 2n, 3n, 4n, 5n, 6n], refund = [7n, 8n] } = choice
  const words = [...call, ...refund]
  const parts = Array.from({ length: Math.ceil(words.length / 7) }, (_, i) =>
    Array.from({ length: 7 }, (__, at) => words[i * 7 + at] ?? 0n),
  )
  const shared = { instance, message: 0 }
  const head = { kind: 'call', ...shared, amount, fee, destination: hashToBytes(to), gas } as const
  return [
    encodeOutboxEntry({ ...head, callWords: call.length, refundWords: refund.length }),
    ...parts.map((part, at) => encodeOutboxEntry({ kind: 'data', ...shared, part: at + 1, words: part })),
  ]
}

export function returnLeaf(message: number, amount: bigint, from: Hash): Uint8Array {
  return encodeOutboxEntry({ kind: 'return', instance: 0, message, amount, recipient: hashToBytes(from) })
}

export interface FinalOutbox {
  readonly node: Hash
  readonly leaves: readonly Uint8Array[]
  readonly tree: ListTree
}

/** Makes all reference blocks of a silo final; the last one's outbox is the given one. */
export function finalOutbox(
  chain: TestChain,
  { silo, stake: outpoint }: Side,
  leaves: readonly Uint8Array[],
): FinalOutbox {
  const outbox = committedOutbox(chain, { silo, stake: outpoint }, leaves)
  makeFinal(chain, silo, outbox)
  return outbox
}

/** Makes a committed outbox final, and waits until anybody may publish it. */
export function makeFinal(chain: TestChain, silo: SiloRecord, { node }: FinalOutbox): void {
  chain.next(silo.config.maxFinality)
  chain.accepts(finalising(silo, node))
  chain.next(silo.config.publishWindow)
}

/** The same without finality; the parent is the last final node where none is given. */
export function committedOutbox(
  chain: TestChain,
  { silo, stake: outpoint }: Side,
  leaves: readonly Uint8Array[],
  parent = getProgress(chain, silo.id)?.finalNode ?? silo.genesisNode,
): FinalOutbox {
  const bytes = new Uint8Array(leaves.length * 64)
  for (const [i, leaf] of leaves.entries()) bytes.set(leaf, i * 64)
  const tree = ListTree.of(OUTBOX_DEPTH, bytes)
  const height = getNode(chain, parent)?.height ?? 0
  const blocks = uncommittedReferenceBlocks(chain, parent, 100)
  const roots = blocks.map((_, i) => rootsOf((silo.namespace % 1_000) + height + i))
  const last = roots.pop()
  if (last === undefined) throw new Error('there is no block to commit to')
  roots.push({ ...last, outbox: hashFromBytes(tree.root()) })
  const node = commit(chain, silo, { stake: outpoint, owner: ALICE, parent, roots }).at(-1)
  if (node === undefined) throw new Error('nothing was committed')
  return { node, leaves, tree }
}

export interface Delivery {
  readonly from: SiloRecord
  /** The silo in whose lane it goes. */
  readonly to: SiloRecord
  readonly outbox: FinalOutbox
  readonly index: number
  readonly count: number
  /** What comes in, and what it costs the sender's account. */
  readonly value: bigint
  readonly cost: bigint
  readonly gas?: bigint
  readonly sender?: Hash
}

export function delivering(chain: TestChain, delivery: Delivery): Request {
  const { from, to, value, cost, gas = 1_000n, sender = ALICE } = delivery
  const { outpoints, amount } = accountCoins(chain, from)
  const into = { value, scriptPublicKey: siloAccountScript(to.id) }
  const change = { value: amount - cost, scriptPublicKey: siloAccountScript(from.id) }
  return {
    payload: encodeDelivery(payloadOf('deliver', delivery)),
    lane: to.lane,
    sender,
    spends: outpoints,
    outputs: [...(value > 0n ? [into] : []), ...(change.value > 0n ? [change] : [])],
    gas,
  }
}

/** Delivers a call without coins before its commitment is final. */
export function deliveringUnproven(delivery: Omit<Delivery, 'value' | 'cost'>): Request {
  const { to, gas = 1_000n, sender = ALICE } = delivery
  return { payload: encodeDelivery(payloadOf('deliverUnproven', delivery)), lane: to.lane, sender, gas }
}

function payloadOf(
  kind: DeliverPayload['kind'],
  { from, outbox, index, count }: Omit<Delivery, 'value' | 'cost'>,
): DeliverPayload {
  const indices = Array.from({ length: count }, (_, i) => index + i)
  return {
    kind,
    siloId: from.id,
    node: outbox.node,
    index,
    leaves: indices.map((at) => outbox.leaves[at] ?? new Uint8Array(64)),
    witness: proveEntries(outbox.tree, indices),
  }
}

/** The coins of a silo's account. */
export function accountCoins(
  chain: TestChain,
  silo: SiloRecord,
): { readonly outpoints: Outpoint[]; readonly amount: bigint } {
  const script = Buffer.from(siloAccountScript(silo.id).script)
  const coins = [...chain.coins].filter(([, entry]) => script.equals(entry.scriptPublicKey.script))
  return {
    outpoints: coins.map(([key]) => ({
      transactionId: key.slice(0, 64) as Hash,
      index: Number(key.slice(65)),
    })),
    amount: coins.reduce((sum, [, entry]) => sum + entry.amount, 0n),
  }
}
