// The coinbase of a chain block, from the DAG's facts, the merged blocks' own coinbases and the fees that the block takes.
import type { BlockFacts } from '../dag/index.ts'
import type { Block, Hash, Params, Transaction } from '../tx/index.ts'
import { buildCoinbase, parseCoinbasePayload, subsidyAt } from '../utxo/index.ts'
import type { BlockReward, CoinbasePayload, MinerData } from '../utxo/index.ts'
import type { CoinbaseShare } from './types.ts'

/** Fees for the miners of merged blocks, in sompi: what is burned or goes to silos is off already. */
export type MinersFees = ReadonlyMap<Hash, bigint>

export interface CoinbaseMaker {
  readonly make: (facts: BlockFacts, fees: MinersFees, miner: MinerData) => Transaction
  /** Where the sum of that coinbase comes from. */
  readonly share: (facts: BlockFacts, fees: MinersFees) => CoinbaseShare
  /** What a block's own coinbase says; undefined when it says nothing sensible. */
  readonly payloadOf: (block: Block) => CoinbasePayload | undefined
  readonly subsidyAt: (daaScore: bigint) => bigint
}

export function createCoinbaseMaker(params: Params, block: (hash: Hash) => Block): CoinbaseMaker {
  /** Blocks in the DAG were checked to have a readable payload with the right subsidy. */
  const payload = (hash: Hash): CoinbasePayload => {
    const read = payloadOf(block(hash))
    if (read === undefined) throw new Error(`bug: the coinbase of ${hash} has no payload`)
    return read
  }

  const reward = (hash: Hash, fees: MinersFees): BlockReward => {
    const { subsidy, miner } = payload(hash)
    return { subsidy, fees: fees.get(hash) ?? 0n, withheld: 0n, scriptPublicKey: miner.scriptPublicKey }
  }

  return {
    make(facts, fees, miner) {
      const rewards = new Map(facts.mergeset.map((hash) => [hash, reward(hash, fees)]))
      return buildCoinbase({ ...facts, rewards }, miner, params)
    },
    share(facts, fees) {
      let subsidies = 0n
      let passedOn = 0n
      const reds = new Set(facts.mergesetReds)
      for (const hash of facts.mergeset) {
        const counts = !facts.mergesetNonDaa.has(hash)
        if (counts) subsidies += payload(hash).subsidy
        if (counts || reds.has(hash)) passedOn += fees.get(hash) ?? 0n
      }
      return { subsidies, fees: passedOn }
    },
    payloadOf,
    subsidyAt: (daaScore) => subsidyAt(daaScore, params),
  }
}

function payloadOf(block: Block): CoinbasePayload | undefined {
  const [coinbase] = block.transactions
  return coinbase === undefined ? undefined : parseCoinbasePayload(coinbase.payload)
}
