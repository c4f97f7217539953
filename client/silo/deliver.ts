// Where an entry of a silo's outbox goes to, what it brings and what carrying it costs: for managers, and for whoever can't wait for one.
import { readCall } from '../../devnet/bridge/calls-between-silos.ts'
import type { SiloConfig } from '../../devnet/bridge/config.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import { hashFromBytes } from '../../devnet/tx/index.ts'
import { proveEntries } from '../../vm/proof/lists.ts'
import { decodeOutboxEntry } from '../../vm/records.ts'
import type { NodeApi } from '../rpc/api.ts'
import { RpcError } from '../rpc/api.ts'
import type { SiloInfo } from '../rpc/silo-config-codec.ts'
import type { Parcel } from '../wallet/drafts.ts'
import { gasFee } from '../wallet/drafts.ts'
import type { ExecutedBlock } from './execute.ts'
import type { OutboxItem } from './outbox.ts'

export type ParcelResult = ({ readonly ok: true } & Parcel) | { readonly ok: false; readonly reason: string }

/** What delivering an entry of an executed block takes. Rejects with an RpcError. */
export async function parcelOf(
  api: NodeApi,
  source: SiloInfo,
  block: ExecutedBlock,
  { index, count }: OutboxItem,
): Promise<ParcelResult> {
  const indices = Array.from({ length: count }, (_, i) => index + i)
  const leaves = indices.map((at) => block.outbox.leaf(at))
  const shown = { from: source.siloId, index, leaves, witness: proveEntries(block.outbox, indices) }
  const call = readCall(leaves)
  if (call !== undefined) {
    const { amount, fee, destination } = call.head
    const to = await siloOf(api, hashFromBytes(destination))
    if (to === undefined && amount === 0n) return { ok: false, reason: 'there is no such silo' }
    const gas = BigInt(call.head.gas)
    const minimumFee = to === undefined ? returnFee(source.config, gas) : callFee(to.config, gas, amount)
    const sent = to === undefined ? returnGas(source.config, gas) : gas
    return { ok: true, ...shown, to: to ?? source, value: amount, cost: amount + fee, gas: sent, minimumFee }
  }
  const entry = leaves[0] === undefined ? undefined : decodeOutboxEntry(leaves[0])
  const message = entry?.kind === 'return' ? block.info.entries[entry.message] : undefined
  if (entry?.kind !== 'return' || message?.delivery === undefined)
    return { ok: false, reason: 'this entry goes to no silo' }
  const { returnFee: kept, gas } = message.delivery
  const to = message.kind === 'remote' ? await siloOf(api, message.sender) : source
  if (to === undefined) return { ok: false, reason: `the node does not know silo ${message.sender}` }
  const fees = { value: entry.amount - kept, cost: entry.amount }
  return {
    ok: true,
    ...shown,
    to,
    ...fees,
    gas: returnGas(to.config, gas),
    minimumFee: returnFee(to.config, gas),
  }
}

/** What could never be run at the destination is entered as refused, and costs no gas. */
function callFee(config: SiloConfig, gas: bigint, amount: bigint): bigint {
  const isRun = gas <= config.gasPerBlock && (amount === 0n || amount >= config.minPeg)
  return isRun ? gasFee(config, gas) : 0n
}

function returnGas({ gasPerBlock }: SiloConfig, gas: bigint): bigint {
  return gas < gasPerBlock ? gas : gasPerBlock
}

function returnFee(config: SiloConfig, gas: bigint): bigint {
  return gasFee(config, returnGas(config, gas))
}

async function siloOf(api: NodeApi, siloId: Hash): Promise<SiloInfo | undefined> {
  try {
    return (await api.silo_getSilo({ siloId })).silo
  } catch (failure) {
    if (failure instanceof RpcError && failure.code === 'notFound') return undefined
    throw failure
  }
}
