// The selected chain as a list by position, kept in step with the ledger.
import type { Hash } from '../tx/index.ts'
import type { ChainChange } from './types.ts'

export interface SelectedChain {
  readonly move: (change: ChainChange) => void
  readonly sink: () => Hash
  readonly indexOf: (hash: Hash) => number | undefined
  readonly at: (index: number) => Hash | undefined
  /** The position of the lowest block that is there. */
  readonly lowest: () => number
  /** Forgets what is below a block of the chain, and gives it, lowest first. */
  readonly forgetBelow: (hash: Hash) => readonly Hash[]
}

/** `blocks`, at least one, from the lowest up, which has the position `first`, genesis being 0. */
export function createSelectedChain(blocks: readonly Hash[], first = 0): SelectedChain {
  const chain: Hash[] = [...blocks]
  const indices = new Map<Hash, number>(blocks.map((hash, i) => [hash, first + i]))
  let base = first

  return {
    move({ removed, added }) {
      for (const hash of removed) {
        if (chain.pop() !== hash) throw new Error('bug: the removed block is not the last one of the chain')
        indices.delete(hash)
      }
      for (const hash of added) {
        indices.set(hash, base + chain.length)
        chain.push(hash)
      }
    },
    sink() {
      const sink = chain.at(-1)
      if (sink === undefined) throw new Error('bug: the selected chain is empty')
      return sink
    },
    indexOf: (hash) => indices.get(hash),
    at: (index) => chain[index - base],
    lowest: () => base,
    forgetBelow(hash) {
      const index = indices.get(hash)
      if (index === undefined) throw new Error('bug: the chain is cut at a block that is not on it')
      const gone = chain.splice(0, index - base)
      for (const old of gone) indices.delete(old)
      base = index
      return gone
    },
  }
}
