// How nodes stand at a score, many at once: each is judged on what was found about its parent, so that listing a tree takes
// time linear in it. What one node's standing is says the code that transitions use.
import type { Hash } from '../tx/hash.ts'
import type { BridgeView, NodeStatus } from './api.ts'
import { KEY } from './records.ts'
import type { NodeRecord } from './records.ts'
import { settledNode } from './settle.ts'
import { Draft, need } from './store.ts'
import type { BranchDeath, FinalityBar } from './tree.ts'
import { deathBelow, describeBar, ownFinalityBar } from './tree.ts'

interface Standing {
  readonly node: NodeRecord
  readonly death: BranchDeath | undefined
  readonly bar: FinalityBar | undefined
}

/** Statuses at a score, as long as the view stays as it is. */
export function nodeStatuses(view: BridgeView, score: bigint): (id: Hash) => NodeStatus {
  const draft = new Draft(view)
  const known = new Map<Hash, Standing>()

  const judge = (node: NodeRecord): Standing => {
    const above = node.parent === undefined ? undefined : known.get(node.parent)
    if (node.finalScore !== undefined || above === undefined)
      return { node, death: undefined, bar: undefined }
    const death = above.death ?? deathBelow(draft, above.node, node, score)
    if (death !== undefined) return { node, death, bar: { kind: 'dead' } }
    if (above.bar !== undefined) return { node, death, bar: { kind: 'parent' } }
    const { config } = need(draft, KEY.silo(node.siloId), 'silo')
    return { node, death, bar: ownFinalityBar(draft, config, node.id, score) }
  }

  return (id) => {
    const unknown: NodeRecord[] = []
    for (let at: Hash | undefined = id; at !== undefined && !known.has(at);) {
      const node: NodeRecord = settledNode(draft, at, score)
      unknown.push(node)
      at = node.finalScore === undefined ? node.parent : undefined
    }
    for (const node of unknown.toReversed()) known.set(node.id, judge(node))
    const standing = known.get(id)
    if (standing === undefined) throw new Error('bug: a node was not judged')
    return statusOf(standing)
  }
}

function statusOf({ node, death, bar }: Standing): NodeStatus {
  if (node.finalScore !== undefined)
    return { kind: 'final', since: node.finalScore, reason: node.height === 0 ? 'genesis' : 'finalised' }
  if (death !== undefined) {
    const reason = death.node === node.id ? death.why : `its ancestor ${death.node} is dead: ${death.why}`
    return { kind: 'dead', since: death.since, reason }
  }
  if (node.openDisputes.length > 0)
    return {
      kind: 'disputed',
      disputes: node.openDisputes,
      reason: `open: dispute ${node.openDisputes.join(', ')}`,
    }
  return bar === undefined
    ? { kind: 'pending', finalisable: true, reason: 'final as soon as somebody asks' }
    : { kind: 'pending', finalisable: false, reason: describeBar(bar) }
}
