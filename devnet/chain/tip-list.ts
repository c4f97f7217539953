// Candidates for the sink, highest first: blocks none of which is in the past of another. When one turns out not to
// carry a valid chain, its parents take its place (31, 2.2).
import type { Dag } from '../dag/index.ts'
import type { Hash } from '../tx/index.ts'

export interface TipList {
  /** Takes the highest candidate out. */
  readonly pop: () => Hash | undefined
  /** Puts in those parents of a block that are in the future of the lowest block and not in the past of a candidate. */
  readonly addParentsOf: (block: Hash) => void
  /** What is left, highest first. */
  readonly rest: () => readonly Hash[]
}

export function createTipList(dag: Dag, lowest: Hash): TipList {
  const candidates = dag.tips()
  return {
    pop: () => candidates.shift(),
    addParentsOf(block) {
      for (const parent of dag.get(block)?.parents ?? []) {
        if (!dag.isAncestor(lowest, parent)) continue
        if (candidates.some((candidate) => dag.isAncestor(parent, candidate))) continue
        const place = candidates.findIndex((candidate) => dag.compare(parent, candidate) > 0)
        candidates.splice(place === -1 ? candidates.length : place, 0, parent)
      }
    },
    rest: () => candidates,
  }
}
