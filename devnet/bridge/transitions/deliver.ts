// What a silo's outbox holds for another silo (41, E48, E49, E64): a call is entered into the destination's inbox, its value moves from account to account; a
// value that the destination didn't take comes back the same way. Each entry once, after finality, shown by its witness. Unlike a user's call, a delivery
// that can't be entered now isn't accepted at all: nobody could spoil a call by publishing it badly.
import { decodeOutboxEntry } from '../../../vm/consensus.ts'
import type { PaymentEntry } from '../../../vm/consensus.ts'
import type { Hash } from '../../tx/hash.ts'
import { hashFromBytes } from '../../tx/hash.ts'
import { readCall } from '../calls-between-silos.ts'
import type { SiloCall } from '../calls-between-silos.ts'
import type { SiloConfig } from '../config.ts'
import type { Checked, Environment, Transition } from '../environment.ts'
import { ACCEPTED, checked, refuse } from '../environment.ts'
import { appendEntry } from '../inboxes.ts'
import { isPaid } from '../paid.ts'
import { decodeDelivery } from '../payload-codec.ts'
import type { DeliverPayload } from '../payloads.ts'
import { KEY, REFUSAL } from '../records.ts'
import type { DeliveryRecord, NodeRecord, RefusalReason, SiloRecord } from '../records.ts'
import { read } from '../store.ts'
import { admittedGas, gasRoom } from './inbox-room.ts'
import { bookPublication, publishableOutbox, shownLeaves } from './payouts.ts'

export function applyDelivery(env: Environment, silo: SiloRecord): Transition {
  const decoded = decodeDelivery(env.tx.payload)
  if (!decoded.ok) return refuse({ kind: 'malformedPayload', problem: decoded.problem })
  const { payload } = decoded
  const outbox = publishableOutbox(env, payload)
  if (!outbox.ok) return outbox
  const { silo: source, node } = outbox.value
  const parcel = openParcel(env, silo, source, node, payload)
  if (!parcel.ok) return parcel
  const { value, cost, sender, delivery, message } = parcel.value
  const admitted = admittedGas(env, silo)
  if (!admitted.ok) return admitted
  const admission = admit(env, silo.config, parcel.value, admitted.value)
  if (!admission.ok) return admission
  const into = value > 0n ? { siloId: silo.id, amount: value } : undefined
  const coins = { total: cost, into, changeAt: into === undefined ? 0 : 1 }
  const leaves = payload.leaves.map((_, at) => payload.index + at)
  const shown = { entries: [payload.index], leaves, witness: payload.witness }
  const published = bookPublication(env, source, node, shown, coins)
  if (!published.ok) return published
  const entry = {
    kind: 'inboxEntry',
    transactionId: env.txId,
    constructs: false,
    delivery,
    sender,
    value,
    gasLimit: env.tx.gas,
    refusal: admission.value,
    payload: message,
  } as const
  appendEntry(env, silo, entry, env.context.fee / 2n)
  return ACCEPTED
}

/** What a delivery brings. */
interface Parcel {
  /** What comes in, and what the source's account pays for it: the difference is the publisher's. */
  readonly value: bigint
  readonly cost: bigint
  /** The silo that it comes from. */
  readonly sender: Hash
  readonly delivery: DeliveryRecord
  readonly message: Uint8Array
}

function openParcel(
  env: Environment,
  silo: SiloRecord,
  source: SiloRecord,
  node: NodeRecord,
  payload: DeliverPayload,
): Checked<Parcel> {
  const { index, leaves } = payload
  const shown = shownLeaves(node, payload)
  if (!shown.ok) return shown
  if (isPaid(node.paid, index)) return refuse({ kind: 'alreadyPaid', index })
  const call = readCall(leaves)
  if (call !== undefined) return callParcel(env, silo, source, node, index, call)
  const [only, ...more] = leaves.map(decodeOutboxEntry)
  if (only?.kind !== 'return' || more.length > 0)
    return refuse({ kind: 'notDeliverable', index, problem: 'it is no whole call and no return' })
  return returnParcel(env, silo, source, node, index, only)
}

/** A call goes to its destination; where there is no such silo, its value goes straight back. */
function callParcel(
  env: Environment,
  silo: SiloRecord,
  source: SiloRecord,
  node: NodeRecord,
  index: number,
  { head, call, refund }: SiloCall,
): Checked<Parcel> {
  const destination = hashFromBytes(head.destination)
  const isThere = read(env.draft, KEY.silo(destination), 'silo') !== undefined
  const lane = isThere ? destination : source.id
  if (silo.id !== lane) return refuse({ kind: 'wrongLane', expected: lane })
  if (!isThere && head.amount === 0n)
    return refuse({ kind: 'notDeliverable', index, problem: 'there is no such silo, and no value to return' })
  const delivery: DeliveryRecord = {
    kind: isThere ? 'remote' : 'returned',
    instance: head.instance,
    index,
    height: node.height,
    returnFee: isThere ? head.fee : 0n,
    gas: BigInt(head.gas),
    returnPayload: refund,
  }
  const cost = head.amount + head.fee
  const [sender, message] = isThere ? [source.id, call] : [destination, refund]
  return checked({ value: head.amount, cost, sender, delivery, message })
}

/** A value that was not taken goes to the silo whose contract sent it; one that isn't taken there either comes again, to the same. */
function returnParcel(
  env: Environment,
  silo: SiloRecord,
  source: SiloRecord,
  node: NodeRecord,
  index: number,
  { message, amount }: PaymentEntry,
): Checked<Parcel> {
  // A final commitment is right where anybody looked; where nobody did, its outbox may say anything.
  const entry = read(env.draft, KEY.inboxEntry(source.id, node.block, message), 'inboxEntry')
  const { delivery } = entry ?? {}
  if (entry === undefined || delivery === undefined || entry.value !== amount || amount < delivery.returnFee)
    return refuse({ kind: 'notDeliverable', index, problem: 'no message from a silo brought this value' })
  const home = delivery.kind === 'remote' ? entry.sender : source.id
  if (silo.id !== home) return refuse({ kind: 'wrongLane', expected: home })
  return checked({
    value: amount - delivery.returnFee,
    cost: amount,
    sender: source.id,
    delivery: { ...delivery, kind: 'returned', returnFee: 0n },
    message: delivery.returnPayload,
  })
}

/** Whether the accepting block can take the message now, and whether it will be run. What could never be admitted is entered as refused: its value goes back. */
function admit(
  env: Environment,
  config: SiloConfig,
  { delivery, value }: Parcel,
  admitted: bigint,
): Checked<RefusalReason> {
  const { gas } = env.tx
  const { gasPerBlock, minPeg } = config
  const isCall = delivery.kind === 'remote'
  // A return is always run, with as much gas as its publisher wants to pay for: what its handler lacked the first time, it can get the next time.
  const least = isCall ? delivery.gas : smaller(delivery.gas, gasPerBlock)
  if (isCall ? gas !== least : gas < least) return refuse({ kind: 'wrongGas', least, got: gas })
  if (isCall && gas > gasPerBlock) return checked(REFUSAL.gasLimit)
  if (isCall && value > 0n && value < minPeg) return checked(REFUSAL.belowMinPeg)
  const room = gasRoom(env, config, admitted)
  return room.ok ? checked(REFUSAL.none) : room
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
