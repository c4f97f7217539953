// The selected chain as a list by position, kept in step with the ledger.
import type { Hash } from '../tx/index.ts'
import type { ChainChange } from './types.ts'

export interface SelectedChain {
  readonly move: (change: ChainChange) => void
  readonly sink: () => Hash
  readonly indexOf: (hash: Hash) => number | undefined
  readonly at: (index: number) => Hash | undefined
}

export function createSelectedChain(genesis: Hash): SelectedChain {
  const chain: Hash[] = [genesis]
  const indices = new Map<Hash, number>([[genesis, 0]])
  let sink = genesis

  return {
    move({ removed, added }) {
      for (const hash of removed) {
        if (chain.pop() !== hash) throw new Error('bug: the removed block is not the last one of the chain')
        indices.delete(hash)
      }
      for (const hash of added) {
        indices.set(hash, chain.length)
        chain.push(hash)
      }
      sink = chain.at(-1) ?? genesis
    },
    sink: () => sink,
    indexOf: (hash) => indices.get(hash),
    at: (index) => chain[index],
  }
}
