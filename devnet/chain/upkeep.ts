// What a chain forgets as it grows: how to undo what is final, and everything below the pruning point. Without it, memory and disk
// would grow with the chain's age.
import type { Block, Hash } from '../tx/index.ts'
import type { FoldContext } from './fold.ts'
import type { Journal } from './journal.ts'
import { required } from './required.ts'
import type { SelectedChain } from './selected-chain.ts'

export interface Upkeep {
  /**
   * To be called after each block that came in. Gives the blocks that are gone, if any.
   */
  readonly run: (finalityPoint: Hash) => readonly Block[]
}

export interface UpkeepOptions {
  readonly journal: Journal
  /** Nothing is pruned, nor how to undo it forgotten. */
  readonly archival: boolean
}

export function createUpkeep(
  context: FoldContext,
  selected: SelectedChain,
  { journal, archival }: UpkeepOptions,
): Upkeep {
  const { dag, store, ledger } = context
  /** Chain blocks below this position are settled. */
  let settledBelow = firstUnsettled(context, selected)

  const settle = (finalityPoint: Hash): void => {
    const end = selected.indexOf(finalityPoint) ?? 0
    const blocks: Hash[] = []
    for (; settledBelow < end; settledBelow++) {
      blocks.push(required(selected.at(settledBelow), 'the selected chain has a gap'))
    }
    const [base] = blocks
    if (base === undefined) return
    const { lanes } = store.requireCommitments(base).sequencing
    const all = [...blocks, ...blocks.flatMap((hash) => branchesFrom(context, selected, hash))]
    journal.settled(all, finalityPoint, lanes)
    for (const hash of all) store.settle(hash)
  }

  const prune = (root: Hash): readonly Block[] => {
    for (const hash of selected.forgetBelow(root)) ledger.forget(store.requireEffects(hash))
    const gone = dag.prune(root, namedBy(context, root))
    const blocks = gone.flatMap((hash) => store.block(hash) ?? [])
    for (const hash of gone) store.forget(hash)
    const { rootSample, old } = dag.relations()
    journal.pruned({ root, rootSample, rootIndex: selected.lowest(), old, gone })
    return blocks
  }

  return {
    run(finalityPoint) {
      if (archival) return []
      settle(finalityPoint)
      const root = dag.prunableTo(selected.sink())
      return root === undefined ? [] : prune(root)
    },
  }
}

/** Blocks of chains that leave the selected one right above a settled block, and were tried once: nobody goes back to them. */
function branchesFrom({ dag, store }: FoldContext, selected: SelectedChain, root: Hash): readonly Hash[] {
  const found: Hash[] = []
  const queue = [root]
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const child of dag.children(at)) {
      if (dag.selectedParent(child) !== at || selected.indexOf(child) !== undefined) continue
      queue.push(child)
      if (store.commitments(child) !== undefined) found.push(child)
    }
  }
  return found
}

function firstUnsettled({ store }: FoldContext, selected: SelectedChain): number {
  let index = selected.lowest()
  for (let hash = selected.at(index); hash !== undefined && store.isSettled(hash); hash = selected.at(index))
    index++
  return index
}

/** The blocks that headers of blocks that stay name as parents of higher levels: new headers will name them too. */
function namedBy({ dag, store }: FoldContext, root: Hash): ReadonlySet<Hash> {
  // Genesis is meant at every level that a header doesn't name.
  const named = new Set<Hash>([dag.genesis.hash])
  for (const { hash, header } of store.blocks()) {
    if (hash !== root && dag.isAncestor(hash, root)) continue
    for (const level of header.parentsByLevel.slice(1)) for (const parent of level) named.add(parent)
  }
  return named
}
