// The coinbase that a block must carry: it pays the miners of the blocks that the block merges (31, 2.8).
import { COINBASE_SUBNETWORK } from '../tx/constants.ts'
import type { Hash } from '../tx/hash.ts'
import { transactionHash } from '../tx/transaction-hash.ts'
import type { ScriptPublicKey, Transaction, TxOutput } from '../tx/types.ts'
import { encodeCoinbasePayload, parseCoinbasePayload } from './coinbase-payload.ts'
import type { MinerData } from './coinbase-payload.ts'
import { subsidyAt } from './subsidy.ts'
import type { SubsidyParams } from './subsidy.ts'

/** What a merged block earned. */
export interface BlockReward {
  /** What its own coinbase says, in sompi. */
  readonly subsidy: bigint
  /** Fees of those of its transactions that the merging block accepts, in sompi. */
  readonly fees: bigint
  /** The part of these fees that goes elsewhere: silos' halves (41, E61). Never more than the fees. */
  readonly withheld: bigint
  /** Where its own coinbase wants the reward. */
  readonly scriptPublicKey: ScriptPublicKey
}

/** What the DAG knows about the block that carries the coinbase. */
export interface CoinbaseContext {
  readonly blueScore: bigint
  readonly daaScore: bigint
  readonly mergesetBlues: readonly Hash[]
  readonly mergesetReds: readonly Hash[]
  readonly mergesetNonDaa: ReadonlySet<Hash>
  /** One for each block of the mergeset; those that must be paid have to be there. */
  readonly rewards: ReadonlyMap<Hash, BlockReward>
}

const COINBASE_VERSION = 1

/** The one valid coinbase of a block, given what its miner asks for itself. */
export function buildCoinbase(
  context: CoinbaseContext,
  miner: MinerData,
  params: SubsidyParams,
): Transaction {
  const subsidy = subsidyAt(context.daaScore, params)
  return {
    version: COINBASE_VERSION,
    inputs: [],
    outputs: [...bluePayments(context), ...redPayment(context, miner)],
    lockTime: 0n,
    subnetworkId: COINBASE_SUBNETWORK,
    gas: 0n,
    payload: encodeCoinbasePayload({ blueScore: context.blueScore, subsidy, miner }),
    storageMass: 0n,
  }
}

/** Whether a coinbase is exactly the one that its block must carry. */
export function isExpectedCoinbase(
  coinbase: Transaction,
  context: CoinbaseContext,
  params: SubsidyParams,
): boolean {
  const payload = parseCoinbasePayload(coinbase.payload)
  if (payload === undefined) return false
  return transactionHash(buildCoinbase(context, payload.miner, params)) === transactionHash(coinbase)
}

/** Blues get their subsidy and fees each, unless they are too old to count. */
function bluePayments(context: CoinbaseContext): TxOutput[] {
  return context.mergesetBlues
    .filter((blue) => !context.mergesetNonDaa.has(blue))
    .map((blue) => rewardOf(context, blue))
    .map((reward) => ({ value: reward.subsidy + reward.fees - reward.withheld, ...scriptOf(reward) }))
    .filter((output) => output.value > 0n)
}

/** What reds earned goes to the miner that merges them; of those too old to count, the fees alone. */
function redPayment(context: CoinbaseContext, miner: MinerData): TxOutput[] {
  let value = 0n
  for (const red of context.mergesetReds) {
    const reward = rewardOf(context, red)
    value += reward.fees - reward.withheld + (context.mergesetNonDaa.has(red) ? 0n : reward.subsidy)
  }
  return value > 0n ? [{ value, scriptPublicKey: miner.scriptPublicKey }] : []
}

function rewardOf(context: CoinbaseContext, block: Hash): BlockReward {
  const reward = context.rewards.get(block)
  if (reward === undefined) throw new Error(`no reward is given for merged block ${block}`)
  return reward
}

function scriptOf({ scriptPublicKey }: BlockReward): { scriptPublicKey: ScriptPublicKey } {
  return { scriptPublicKey }
}
