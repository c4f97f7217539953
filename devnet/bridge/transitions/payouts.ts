// What leaves a silo's account: entries of final outboxes, each once, and fee credits (41, E44-E47). Pegged coins and
// fees are two pools: no contract can pay itself out of the fees.
import { decodeOutboxEntry, isPaymentToUser, MIN_PAY, verifyOutboxEntries } from '../../../vm/consensus.ts'
import type { Hash } from '../../tx/hash.ts'
import { hashFromBytes, hashToBytes } from '../../tx/hash.ts'
import { isSignedBy, paymentProblem, senderProblem, siloInputs, siloOutputs, strayCoin } from '../coins.ts'
import type { SiloCoin } from '../coins.ts'
import type { Checked, Environment, Transition } from '../environment.ts'
import { ACCEPTED, checked, refuse } from '../environment.ts'
import type { ShownEntries } from '../paid-out.ts'
import { notePaid } from '../paid-out.ts'
import { isPaid } from '../paid.ts'
import type { CollectFeesPayload, DeliverPayload, PublishPayload } from '../payloads.ts'
import { publisherOf } from '../publishing.ts'
import { KEY } from '../records.ts'
import type { NodeRecord, SiloRecord } from '../records.ts'
import { need, read } from '../store.ts'

export function applyPublish(env: Environment, payload: PublishPayload): Transition {
  const outbox = publishableOutbox(env, payload)
  if (!outbox.ok) return outbox
  const { silo, node } = outbox.value
  const paid = payEntries(env, node, payload)
  if (!paid.ok) return paid
  const { entries } = payload
  const indices = entries.map((entry) => entry.index)
  const shown = { entries: indices, leaves: indices, witness: payload.witness }
  const coins = { total: paid.value, into: undefined, changeAt: entries.length }
  const published = bookPublication(env, silo, node, shown, coins)
  return published.ok ? ACCEPTED : published
}

interface Outbox {
  readonly silo: SiloRecord
  readonly node: NodeRecord
}

/** The final node whose outbox a transaction publishes, if its sender may do so now (41, E44). */
export function publishableOutbox(
  env: Environment,
  named: { readonly siloId: Hash; readonly node: Hash },
): Checked<Outbox> {
  const silo = read(env.draft, KEY.silo(named.siloId), 'silo')
  if (silo === undefined) return refuse({ kind: 'unknownSilo', siloId: named.siloId })
  const node = read(env.draft, KEY.node(named.node), 'node')
  if (node === undefined) return refuse({ kind: 'unknownNode', node: named.node })
  if (node.siloId !== silo.id) return refuse({ kind: 'otherSilo', siloId: node.siloId })
  if (node.finalScore === undefined) return refuse({ kind: 'nodeNotFinal', node: node.id })
  const publisher = publisherOf(silo.config, node)
  if (publisher !== undefined && env.score < publisher.publicFrom && !isSignedBy(env, publisher.owner))
    return refuse({ kind: 'exclusiveWindow', owner: publisher.owner, until: publisher.publicFrom })
  return checked({ silo, node })
}

/** Takes what entries of an outbox cost out of the silo's account, and marks them as paid. */
export function bookPublication(
  env: Environment,
  silo: SiloRecord,
  node: NodeRecord,
  shown: ShownEntries,
  coins: Leaving,
): Checked<undefined> {
  const { draft } = env
  const account = need(draft, KEY.account(silo.id), 'account')
  const balance = account.pegged - account.published
  if (coins.total > balance) return refuse({ kind: 'insolvent', needed: coins.total, balance })
  const moved = moveFromAccount(env, silo, coins)
  if (!moved.ok) return moved
  notePaid(draft, node, shown)
  draft.put(KEY.account(silo.id), { ...account, published: account.published + coins.total })
  return checked(undefined)
}

/** Whether these leaves of a delivery, one behind the other, stand in the node's outbox. */
export function shownLeaves(
  node: NodeRecord,
  { index, leaves, witness }: DeliverPayload,
): Checked<undefined> {
  return shownEntries(
    node,
    leaves.map((leaf, at) => ({ index: index + at, leaf })),
    witness,
  )
}

function shownEntries(
  node: NodeRecord,
  entries: PublishPayload['entries'],
  witness: Uint8Array,
): Checked<undefined> {
  return verifyOutboxEntries(hashToBytes(node.roots.outbox), entries, witness)
    ? checked(undefined)
    : refuse({ kind: 'badOutboxWitness', problem: 'it does not lead to the outbox root' })
}

/** Checks that the first outputs pay the shown entries in order, each unpaid so far; gives their sum. */
function payEntries(env: Environment, node: NodeRecord, payload: PublishPayload): Checked<bigint> {
  const { entries } = payload
  if (entries.length === 0) return refuse({ kind: 'noEntries' })
  const shown = shownEntries(node, entries, payload.witness)
  if (!shown.ok) return shown
  let total = 0n
  for (const [at, { index, leaf }] of entries.entries()) {
    if (isPaid(node.paid, index)) return refuse({ kind: 'alreadyPaid', index })
    const entry = decodeOutboxEntry(leaf)
    if (entry === undefined) return refuse({ kind: 'badOutboxWitness', problem: `leaf ${index} is no entry` })
    if (!isPaymentToUser(entry)) return refuse({ kind: 'notAPayment', index })
    const wrong = paymentProblem(env, at, hashFromBytes(entry.recipient), entry.amount)
    if (wrong !== undefined) return refuse(wrong)
    total += entry.amount
  }
  return checked(total)
}

export function applyCollectFees(env: Environment, payload: CollectFeesPayload): Transition {
  const { draft } = env
  const silo = read(draft, KEY.silo(payload.siloId), 'silo')
  if (silo === undefined) return refuse({ kind: 'unknownSilo', siloId: payload.siloId })
  const problem = senderProblem(env, payload.sender)
  if (problem !== undefined) return refuse(problem)
  const owner = payload.sender.key
  const amount = read(draft, KEY.credit(silo.id, owner), 'credit')?.amount ?? 0n
  if (amount === 0n) return refuse({ kind: 'nothingToCollect' })
  if (amount < MIN_PAY) return refuse({ kind: 'creditTooSmall', amount, least: MIN_PAY })
  const wrong = paymentProblem(env, 0, owner, amount)
  if (wrong !== undefined) return refuse(wrong)
  const moved = moveFromAccount(env, silo, { total: amount, into: undefined, changeAt: 1 })
  if (!moved.ok) return moved
  const account = need(draft, KEY.account(silo.id), 'account')
  draft.put(KEY.credit(silo.id, owner), { kind: 'credit', amount: 0n })
  draft.put(KEY.account(silo.id), {
    ...account,
    credited: account.credited - amount,
    feesPaid: account.feesPaid + amount,
  })
  return ACCEPTED
}

/** What leaves an account. */
interface Leaving {
  readonly total: bigint
  /** What of it goes into another silo's account, in output 0. */
  readonly into: { readonly siloId: Hash; readonly amount: bigint } | undefined
  /** The output in which what is over goes back. */
  readonly changeAt: number
}

/** Checks that the account's coins pay exactly the total, and that no other coins of silos are moved. */
function moveFromAccount(
  env: Environment,
  silo: SiloRecord,
  { total, into, changeAt }: Leaving,
): Checked<undefined> {
  const inputs = siloInputs(env)
  const foreign = inputs.find((coin) => !isAccountOf(coin, silo.id))
  if (foreign !== undefined) return refuse({ kind: 'strayInput', input: foreign.at })
  const change = inputs.reduce((sum, coin) => sum + coin.amount, 0n) - total
  if (change < 0n) return refuse({ kind: 'insolvent', needed: total, balance: total + change })
  const back = change > 0n ? siloOutputs(env).filter((coin) => coin.at === changeAt) : []
  if (change > 0n && !back.some((coin) => isAccountOf(coin, silo.id) && coin.amount === change)) {
    const problem = `must give ${change} sompi back to the account`
    return refuse({ kind: 'wrongPayment', output: changeAt, problem })
  }
  const [first] = into === undefined ? [] : siloOutputs(env).filter((coin) => coin.at === 0)
  if (into !== undefined && !(first && isAccountOf(first, into.siloId) && first.amount === into.amount)) {
    const problem = `must bring ${into.amount} sompi to the account of silo ${into.siloId}`
    return refuse({ kind: 'wrongPayment', output: 0, problem })
  }
  const outputs = first === undefined ? back : [first, ...back]
  const stray = strayCoin(
    env,
    inputs.map((coin) => coin.at),
    outputs.map((coin) => coin.at),
  )
  return stray === undefined ? checked(undefined) : refuse(stray)
}

function isAccountOf(coin: SiloCoin, siloId: Hash): boolean {
  return coin.script?.kind === 'siloAccount' && coin.script.siloId === siloId
}
