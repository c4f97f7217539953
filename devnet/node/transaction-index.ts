// Where transactions are: in which blocks, and why a chain block that merged such a block didn't accept one.
import type { Chain, ChainChange } from '../chain/index.ts'
import type { Block, Hash, Transaction } from '../tx/index.ts'
import { transactionId } from '../tx/index.ts'
import { createBoundedMap } from '../utxo/index.ts'

const REMEMBERED_REFUSALS = 20_000

export interface TransactionIndex {
  /** To be called after each block that the chain took in. */
  readonly add: (block: Block, change: ChainChange | undefined) => void
  /** To be called with the blocks that the chain has forgotten. */
  readonly forget: (blocks: readonly Block[]) => void
  /** Blocks that hold a transaction, in the order in which they came. */
  readonly blocksWith: (id: Hash) => readonly Hash[]
  readonly transaction: (id: Hash) => Transaction | undefined
  /** Why the selected chain, or the virtual block, doesn't accept it. */
  readonly refusal: (id: Hash) => string | undefined
}

export function createTransactionIndex(chain: Chain): TransactionIndex {
  const places = new Map<Hash, Hash[]>()
  const refusals = createBoundedMap<Hash, string>(REMEMBERED_REFUSALS)

  return {
    add(block, change) {
      for (const tx of block.transactions) {
        const id = transactionId(tx)
        const blocks = places.get(id)
        if (blocks === undefined) places.set(id, [block.hash])
        else blocks.push(block.hash)
      }
      for (const accepting of change?.added ?? []) {
        for (const { refused } of chain.effects(accepting)?.merged ?? []) {
          for (const { transactionId: id, reason } of refused) refusals.set(id, reason)
        }
      }
    },
    forget(blocks) {
      for (const block of blocks) {
        for (const tx of block.transactions) {
          const id = transactionId(tx)
          const left = (places.get(id) ?? []).filter((hash) => hash !== block.hash)
          if (left.length === 0) places.delete(id)
          else places.set(id, left)
        }
      }
    },
    blocksWith: (id) => places.get(id) ?? [],
    transaction(id) {
      const [first] = places.get(id) ?? []
      const block = first === undefined ? undefined : chain.block(first)
      return block?.transactions.find((tx) => transactionId(tx) === id)
    },
    refusal: refusals.get,
  }
}
