// When one stake stands for two things that can't both be: two nodes of which neither is the other's ancestor, the
// second committed while the branch of the first was alive (41, E13).
import type { Hash } from '../tx/hash.ts'
import { outpointKey } from '../tx/types.ts'
import type { BridgeView } from './api.ts'
import { KEY } from './records.ts'
import type { NodeRecord, StakeRecord } from './records.ts'
import { settledNode } from './settle.ts'
import type { Draft } from './store.ts'
import { read } from './store.ts'

/** Most nodes looked at on the way to where the branches part: a refused proof pays no fee. */
export const MAX_CLIMB = 4_096

/** Why two nodes don't convict a stake at a score; undefined when they do. Time linear in the nodes' distance. */
export function equivocationProblem(
  draft: Draft,
  stake: StakeRecord,
  first: Hash,
  second: Hash,
  score: bigint,
): string | undefined {
  const a = commitmentOn(draft, stake, first)
  const b = commitmentOn(draft, stake, second)
  if (a === undefined || b === undefined) return 'the stake has not committed to both nodes'
  const branches = partBranches(draft, a.node, b.node, score)
  if (branches === undefined) return 'the nodes lie on one branch, or part too far above'
  const [nodes, earlier, later] =
    a.score <= b.score ? [branches.first, a.score, b.score] : [branches.second, b.score, a.score]
  const died = nodes.some((node) => deathsOf(node).some((death) => death > earlier && death <= later))
  return died ? 'the branch of the first commitment died before the second' : undefined
}

/** Also those after which somebody stood up for the node again. */
function deathsOf(node: NodeRecord): readonly bigint[] {
  return node.death === undefined ? node.earlierDeaths : [...node.earlierDeaths, node.death.score]
}

function commitmentOn(
  view: BridgeView,
  stake: StakeRecord,
  id: Hash,
): { readonly node: NodeRecord; readonly score: bigint } | undefined {
  const node = read(view, KEY.node(id), 'node')
  const key = outpointKey(stake.outpoint)
  const commitment = node?.committers.find((committer) => outpointKey(committer.stake) === key)
  return node === undefined || commitment === undefined ? undefined : { node, score: commitment.score }
}

/** The nodes from each of the two up to where their branches part; undefined when they lie on one branch. */
function partBranches(
  draft: Draft,
  first: NodeRecord,
  second: NodeRecord,
  score: bigint,
): { readonly first: NodeRecord[]; readonly second: NodeRecord[] } | undefined {
  const a = [settledNode(draft, first.id, score)]
  const b = [settledNode(draft, second.id, score)]
  while (a.length + b.length <= MAX_CLIMB) {
    const topA = a.at(-1)
    const topB = b.at(-1)
    if (topA === undefined || topB === undefined || topA.id === topB.id) return undefined
    if (topA.height === topB.height && topA.parent === topB.parent) return { first: a, second: b }
    if (topA.height >= topB.height && !climb(draft, a, topA, score)) return undefined
    if (topB.height >= topA.height && !climb(draft, b, topB, score)) return undefined
  }
  return undefined
}

function climb(draft: Draft, branch: NodeRecord[], top: NodeRecord, score: bigint): boolean {
  if (top.parent === undefined || read(draft, KEY.node(top.parent), 'node') === undefined) return false
  branch.push(settledNode(draft, top.parent, score))
  return true
}
