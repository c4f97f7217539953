// A silo's messages as the RPC shows them: inbox entries, and the place of a transaction in its accepting block's inbox.
import type { InboxEntryInfo, TransactionStatus } from '../../../client/rpc/silo-codecs.ts'
import type { BridgeView, InboxEntryRecord } from '../../bridge/index.ts'
import { getInbox, messageKindOf, siloIdOf, siloOfLane } from '../../bridge/index.ts'
import type { Hash, Transaction } from '../../tx/index.ts'
import { BRIDGE_LANE, transactionId } from '../../tx/index.ts'

type MessagePlace = Extract<TransactionStatus, { kind: 'accepted' }>['message']

/** Undefined when the transaction is no message of a silo. */
export function messagePlace(view: BridgeView, tx: Transaction, acceptingBlock: Hash): MessagePlace {
  const id = transactionId(tx)
  const siloId = tx.subnetworkId === BRIDGE_LANE ? siloIdOf(id) : siloOfLane(view, tx.subnetworkId)?.id
  const entries = siloId === undefined ? [] : (getInbox(view, siloId, acceptingBlock)?.entries ?? [])
  const index = entries.findIndex((entry) => entry.transactionId === id)
  const entry = entries[index]
  if (siloId === undefined || entry === undefined) return undefined
  return { siloId, index, admitted: entry.refusal === 0, refusalReason: entry.refusal }
}

export function inboxEntryInfo(entry: InboxEntryRecord): InboxEntryInfo {
  return {
    transactionId: entry.transactionId,
    kind: messageKindOf(entry),
    sender: entry.sender,
    delivery: entry.delivery,
    admitted: entry.refusal === 0,
    refusalReason: entry.refusal,
    value: entry.value,
    gasLimit: entry.gasLimit,
    payload: entry.payload,
  }
}
