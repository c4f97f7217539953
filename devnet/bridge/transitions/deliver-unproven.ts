// A call to another silo before the commitment whose outbox holds it is final (41, E49). Anybody with a stake can make a commitment, so the message says that its
// sender is not proven, and nothing hangs on it here: it brings no coins and costs the source none, nothing of it comes back, and the entry itself is left for the delivery
// that finality allows. Each commitment's entry is delivered so once: more would tell the receiver nothing. It pays for its gas as every message does.
import { hashFromBytes } from '../../tx/hash.ts'
import { readCall } from '../calls-between-silos.ts'
import type { SiloCall } from '../calls-between-silos.ts'
import { strayCoin } from '../coins.ts'
import type { Checked, Environment, Transition } from '../environment.ts'
import { ACCEPTED, checked, refuse } from '../environment.ts'
import { appendEntry } from '../inboxes.ts'
import { isPaid, withPaid } from '../paid.ts'
import { decodeDelivery } from '../payload-codec.ts'
import type { DeliverPayload } from '../payloads.ts'
import { KEY, REFUSAL } from '../records.ts'
import type { NodeRecord, SiloRecord } from '../records.ts'
import { read } from '../store.ts'
import { branchDeath } from '../tree.ts'
import { admittedGas, gasRoom } from './inbox-room.ts'
import { shownLeaves } from './payouts.ts'

export function applyUnprovenDelivery(env: Environment, silo: SiloRecord): Transition {
  const { draft } = env
  const decoded = decodeDelivery(env.tx.payload)
  if (!decoded.ok) return refuse({ kind: 'malformedPayload', problem: decoded.problem })
  const { payload } = decoded
  const stray = strayCoin(env, [], [])
  if (stray !== undefined) return refuse(stray)
  const pending = pendingNode(env, payload)
  if (!pending.ok) return pending
  const node = pending.value
  const delivered = read(draft, KEY.unproven(node.id), 'unproven')?.delivered ?? []
  const { index } = payload
  if (isPaid(delivered, index)) return refuse({ kind: 'deliveredBefore', index })
  const shown = shownCall(node, payload)
  if (!shown.ok) return shown
  const { head, call } = shown.value
  const destination = hashFromBytes(head.destination)
  if (destination !== silo.id) return refuse({ kind: 'wrongLane', expected: destination })
  const room = roomFor(env, silo, BigInt(head.gas))
  if (!room.ok) return room
  draft.put(KEY.unproven(node.id), { kind: 'unproven', delivered: withPaid(delivered, [index]) })
  const { height, siloId: sender } = node
  const { instance } = head
  const gas = BigInt(head.gas)
  const entry = {
    kind: 'inboxEntry',
    transactionId: env.txId,
    constructs: false,
    delivery: { kind: 'unproven', instance, index, height, returnFee: 0n, gas, returnPayload: NOTHING },
    sender,
    value: 0n,
    gasLimit: gas,
    refusal: REFUSAL.none,
    payload: call,
  } as const
  appendEntry(env, silo, entry, env.context.fee / 2n)
  return ACCEPTED
}

const NOTHING = new Uint8Array(0)

/** A commitment that lives and isn't final. */
function pendingNode(env: Environment, { siloId, node: id }: DeliverPayload): Checked<NodeRecord> {
  const { draft, score } = env
  if (read(draft, KEY.silo(siloId), 'silo') === undefined) return refuse({ kind: 'unknownSilo', siloId })
  const node = read(draft, KEY.node(id), 'node')
  if (node === undefined) return refuse({ kind: 'unknownNode', node: id })
  if (node.siloId !== siloId) return refuse({ kind: 'otherSilo', siloId: node.siloId })
  if (node.finalScore !== undefined) return refuse({ kind: 'nodeFinal', node: id })
  return branchDeath(draft, id, score) === undefined ? checked(node) : refuse({ kind: 'nodeDead', node: id })
}

/** The call without coins that the leaves are. */
function shownCall(node: NodeRecord, payload: DeliverPayload): Checked<SiloCall> {
  const shown = shownLeaves(node, payload)
  if (!shown.ok) return shown
  const { index, leaves } = payload
  const call = readCall(leaves)
  if (call === undefined) return refuse({ kind: 'notDeliverable', index, problem: 'it is no whole call' })
  const { amount, fee } = call.head
  return amount === 0n && fee === 0n ? checked(call) : refuse({ kind: 'carriesCoins', index })
}

/** Whether the accepting block takes a message with so much gas now, and it is paid for. */
function roomFor(env: Environment, silo: SiloRecord, least: bigint): Checked<undefined> {
  const admitted = admittedGas(env, silo)
  if (!admitted.ok) return admitted
  const { gas } = env.tx
  if (gas !== least) return refuse({ kind: 'wrongGas', least, got: gas })
  return gasRoom(env, silo.config, admitted.value)
}
