// What can be said against the transactions of a block without knowing what it is built on (31, 2.6).
import { COINBASE_SUBNETWORK } from '../tx/constants.ts'
import { nonContextualMass } from '../tx/mass.ts'
import { hashMerkleRoot } from '../tx/merkle.ts'
import type { Params } from '../tx/params.ts'
import { transactionId } from '../tx/transaction-hash.ts'
import { outpointKey } from '../tx/types.ts'
import type { Block, Transaction } from '../tx/types.ts'
import { validateInIsolation } from './isolation.ts'
import type { BodyCheck, BodyError } from './types.ts'

export type BodyParams = Pick<
  Params,
  'ghostdagK' | 'mass' | 'blockMassLimits' | 'maxLanesPerBlock' | 'maxGasPerLane'
>

export function validateBody(block: Block, params: BodyParams): BodyCheck {
  const error =
    coinbasePlaceError(block.transactions) ??
    isolationError(block.transactions, params) ??
    conflictError(block.transactions) ??
    limitError(block.transactions, params) ??
    merkleError(block)
  return error === undefined ? { ok: true } : { ok: false, error }
}

function coinbasePlaceError([first, ...rest]: readonly Transaction[]): BodyError | undefined {
  if (first === undefined) return { kind: 'noTransactions' }
  if (first.subnetworkId !== COINBASE_SUBNETWORK) return { kind: 'firstNotCoinbase' }
  const second = rest.findIndex((tx) => tx.subnetworkId === COINBASE_SUBNETWORK)
  return second >= 0 ? { kind: 'secondCoinbase', transaction: second + 1 } : undefined
}

function isolationError(transactions: readonly Transaction[], params: BodyParams): BodyError | undefined {
  for (const [transaction, tx] of transactions.entries()) {
    const check = validateInIsolation(tx, params)
    if (!check.ok) return { kind: 'badTransaction', transaction, error: check.error }
  }
  return undefined
}

/** No transaction twice, no output spent twice, and none spent that the same block makes. */
function conflictError(transactions: readonly Transaction[]): BodyError | undefined {
  const ids = new Set<string>()
  for (const [transaction, tx] of transactions.entries()) {
    const id = transactionId(tx)
    if (ids.has(id)) return { kind: 'duplicateTransaction', transaction }
    ids.add(id)
  }
  const spent = new Set<string>()
  for (const [transaction, tx] of transactions.entries()) {
    for (const { previousOutpoint: outpoint } of tx.inputs) {
      if (ids.has(outpoint.transactionId)) return { kind: 'chainedTransaction', transaction, outpoint }
      const key = outpointKey(outpoint)
      if (spent.has(key)) return { kind: 'doubleSpend', transaction, outpoint }
      spent.add(key)
    }
  }
  return undefined
}

function limitError(transactions: readonly Transaction[], params: BodyParams): BodyError | undefined {
  const usage = { compute: 0n, storage: 0n, transient: 0n }
  const gas = new Map<string, bigint>()
  for (const tx of transactions) {
    const { compute, transient } = nonContextualMass(tx, params.mass)
    usage.compute += compute
    usage.transient += transient
    // The mass that the transaction commits to; it is checked where the transaction is accepted.
    usage.storage += tx.storageMass
    if (tx.subnetworkId !== COINBASE_SUBNETWORK) {
      gas.set(tx.subnetworkId, (gas.get(tx.subnetworkId) ?? 0n) + tx.gas)
    }
  }
  for (const dimension of ['compute', 'storage', 'transient'] as const) {
    const limit = params.blockMassLimits[dimension]
    if (usage[dimension] > limit) return { kind: 'massOverLimit', dimension, limit }
  }
  if (gas.size > params.maxLanesPerBlock) return { kind: 'tooManyLanes', limit: params.maxLanesPerBlock }
  for (const [lane, used] of gas) {
    if (used > params.maxGasPerLane) return { kind: 'laneGasOverLimit', lane, limit: params.maxGasPerLane }
  }
  return undefined
}

function merkleError(block: Block): BodyError | undefined {
  const expected = hashMerkleRoot(block.transactions)
  return expected === block.header.hashMerkleRoot ? undefined : { kind: 'wrongMerkleRoot', expected }
}
