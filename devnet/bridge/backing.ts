// Who stands for a node with something to lose. A node that nobody stands for so is nobody's claim: it needs no game to
// be got rid of, or else one stake could post any number of false nodes that have to be played down one by one.
import type { Committer, NodeRecord } from './records.ts'
import { settledStake } from './stakes.ts'
import type { Draft } from './store.ts'

/** Committers who haven't fallen and whose stakes are neither lost at the score nor gone, in consensus order. */
export function backersOf(draft: Draft, node: NodeRecord, score: bigint): Committer[] {
  return node.committers.filter((committer) => backs(draft, committer, score))
}

/** Who defends a node: the first of its backers. A unit may be prover of several disputes at once (41, E25). */
export function proverOf(draft: Draft, node: NodeRecord, score: bigint): Committer | undefined {
  return node.committers.find((committer) => backs(draft, committer, score))
}

/** Whether a committer still risks its stake. */
export function backs(draft: Draft, committer: Committer, score: bigint): boolean {
  if (committer.fallen !== undefined) return false
  const stake = settledStake(draft, committer.stake, score)
  return stake !== undefined && stake.lostIn === undefined
}
