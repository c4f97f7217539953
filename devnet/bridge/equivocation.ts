// When one stake stands for two things that can't both be: two nodes of which neither is the other's ancestor, the
// second committed while the branch of the first was alive (41, E13).
import type { Hash } from '../tx/hash.ts'
import { outpointKey } from '../tx/types.ts'
import type { BridgeView } from './api.ts'
import { KEY } from './records.ts'
import type { NodeRecord, StakeRecord } from './records.ts'
import { need, read } from './store.ts'

/** Why two nodes don't convict a stake; undefined when they do. Time linear in the nodes' distance. */
export function equivocationProblem(
  view: BridgeView,
  stake: StakeRecord,
  first: Hash,
  second: Hash,
): string | undefined {
  const a = commitmentOn(view, stake, first)
  const b = commitmentOn(view, stake, second)
  if (a === undefined || b === undefined) return 'the stake has not committed to both nodes'
  const branches = partBranches(view, a.node, b.node)
  if (branches === undefined) return 'one node descends from the other, or they are the same'
  const [earlier, later] = a.score <= b.score ? [branches.first, b] : [branches.second, a]
  const died = earlier.some((node) => node.death !== undefined && node.death.score <= later.score)
  return died ? 'the branch of the first commitment was dead before the second' : undefined
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
  view: BridgeView,
  first: NodeRecord,
  second: NodeRecord,
): { readonly first: NodeRecord[]; readonly second: NodeRecord[] } | undefined {
  const a = [first]
  const b = [second]
  for (;;) {
    const topA = a.at(-1)
    const topB = b.at(-1)
    if (topA === undefined || topB === undefined || topA.id === topB.id) return undefined
    if (topA.height === topB.height && topA.parent === topB.parent) return { first: a, second: b }
    const climbed = topA.height >= topB.height ? [climb(view, a, topA)] : [climb(view, b, topB)]
    if (topA.height === topB.height) climbed.push(climb(view, b, topB))
    if (climbed.includes(false)) return undefined
  }
}

function climb(view: BridgeView, branch: NodeRecord[], top: NodeRecord): boolean {
  if (top.parent === undefined) return false
  branch.push(need(view, KEY.node(top.parent), 'node'))
  return true
}
