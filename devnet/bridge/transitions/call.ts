// A transaction in a silo's lane: a message to its contracts, entered into the inbox admitted or refused (41, E48,
// E59, E60, E64, E65). Lanes that no silo has registered carry nothing for the bridge.
import { MAX_PAYLOAD_BYTES } from '../../../vm/consensus.ts'
import type { Hash } from '../../tx/hash.ts'
import { ZERO_HASH } from '../../tx/hash.ts'
import { senderProblem, siloInputs, siloOutputs, strayCoin } from '../coins.ts'
import type { Checked, Environment, Transition } from '../environment.ts'
import { ACCEPTED, checked, refuse } from '../environment.ts'
import { appendEntry } from '../inboxes.ts'
import { gasCost } from '../gas.ts'
import { decodeCall, deliveryKind } from '../payload-codec.ts'
import { KEY, REFUSAL } from '../records.ts'
import type { InboxEntryRecord, RefusalReason, SiloRecord } from '../records.ts'
import { need, read } from '../store.ts'
import { applyDelivery } from './deliver.ts'
import { applyUnprovenDelivery } from './deliver-unproven.ts'
import { admittedGas } from './inbox-room.ts'

const NO_MESSAGE = new Uint8Array(0)

/** A transaction in any lane but the bridge's. */
export function applyInLane(env: Environment): Transition {
  const siloId = read(env.draft, KEY.lane(env.tx.subnetworkId), 'reference')?.id
  if (siloId === undefined) {
    const stray = strayCoin(env, [], [])
    return stray === undefined ? ACCEPTED : refuse(stray)
  }
  const silo = need(env.draft, KEY.silo(siloId), 'silo')
  switch (deliveryKind(env.tx.payload)) {
    case 'deliver':
      return applyDelivery(env, silo)
    case 'deliverUnproven':
      return applyUnprovenDelivery(env, silo)
    case undefined:
      return applyCall(env, silo)
  }
}

function applyCall(env: Environment, silo: SiloRecord): Transition {
  const pegged = peggedValue(env, silo)
  if (!pegged.ok) return pegged
  const admitted = admittedGas(env, silo)
  if (!admitted.ok) return admitted
  const message = readMessage(env)
  // A refused entry gives its value back, and only a proven sender can be given it.
  if (pegged.value > 0n && message.sender === ZERO_HASH) return refuse({ kind: 'noRefundAddress' })
  const refusal = message.refusal || gasRefusal(env, silo, admitted.value)
  const entry: InboxEntryRecord = {
    kind: 'inboxEntry',
    transactionId: env.txId,
    constructs: false,
    delivery: undefined,
    sender: message.sender,
    value: pegged.value,
    gasLimit: env.tx.gas,
    refusal,
    payload: message.payload,
  }
  appendEntry(env, silo, entry, env.context.fee / 2n)
  return ACCEPTED
}

/** The value of the one output to the silo's account; 0 without one. */
function peggedValue(env: Environment, silo: SiloRecord): Checked<bigint> {
  const [input] = siloInputs(env)
  if (input !== undefined) return refuse({ kind: 'strayInput', input: input.at })
  const [peg, ...more] = siloOutputs(env)
  if (peg === undefined) return checked(0n)
  const stray = peg.script?.kind === 'siloAccount' && peg.script.siloId === silo.id ? more[0] : peg
  if (stray !== undefined) return refuse({ kind: 'strayOutput', output: stray.at })
  const least = silo.config.minPeg
  return peg.amount < least ? refuse({ kind: 'belowMinPeg', value: peg.amount, least }) : checked(peg.amount)
}

interface Message {
  /** Zero when nobody is proven to have sent it. */
  readonly sender: Hash
  readonly payload: Uint8Array
  readonly refusal: RefusalReason
}

function readMessage(env: Environment): Message {
  const decoded = decodeCall(env.tx.payload)
  if (!decoded.ok) return { sender: ZERO_HASH, payload: NO_MESSAGE, refusal: REFUSAL.malformed }
  const { sender, message } = decoded.payload
  if (senderProblem(env, sender) !== undefined)
    return { sender: ZERO_HASH, payload: NO_MESSAGE, refusal: REFUSAL.undeclaredSender }
  if (message.length > MAX_PAYLOAD_BYTES)
    return { sender: sender.key, payload: NO_MESSAGE, refusal: REFUSAL.malformed }
  return { sender: sender.key, payload: message, refusal: REFUSAL.none }
}

function gasRefusal(env: Environment, silo: SiloRecord, admitted: bigint): RefusalReason {
  if (env.context.fee < gasCost(silo.config.gasPrice, env.tx.gas)) return REFUSAL.underpaid
  return env.tx.gas > silo.config.gasPerBlock - admitted ? REFUSAL.gasLimit : REFUSAL.none
}
