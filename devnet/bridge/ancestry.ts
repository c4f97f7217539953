// Ways through the commitment tree that don't visit every node: thousands of nodes may wait for finality, and what each
// transaction costs must not grow with them. A node keeps a link far up besides its parent (jump pointers on the pattern of
// skew-binary numbers), and a silo keeps a list of the few nodes that anything ever happened to.
import type { Hash } from '../tx/hash.ts'
import type { BridgeView } from './api.ts'
import { KEY } from './records.ts'
import type { NodeRecord } from './records.ts'
import type { Draft } from './store.ts'
import { need, read } from './store.ts'

/** The far link of a parent's children. What is forgotten is no use to link to. */
export function farLinkBelow(view: BridgeView, parent: NodeRecord): Hash {
  const far = keptNode(view, parent.far)
  const farther = far === undefined ? undefined : keptNode(view, far.far)
  if (far === undefined || farther === undefined) return parent.id
  return parent.height - far.height === far.height - farther.height ? farther.id : parent.id
}

/** The ancestor at a height that isn't forgotten, which may be the node itself. Time logarithmic in the distance. */
export function ancestorAt(view: BridgeView, node: NodeRecord, height: number): NodeRecord {
  let at = node
  while (at.height > height) {
    const far = keptNode(view, at.far)
    at = far !== undefined && far.height >= height ? far : parentOf(view, at)
  }
  return at
}

/** Of a node that isn't final, its topmost ancestor that isn't either. */
export function branchTop(view: BridgeView, node: NodeRecord): NodeRecord {
  let at = node
  for (;;) {
    const parent = parentOf(view, at)
    if (parent.finalScore !== undefined) return at
    const far = keptNode(view, at.far)
    at = far !== undefined && far.finalScore === undefined ? far : parent
  }
}

/** The node itself or its ancestor at the height that became final last: it is final, or the branch is ruled out. */
export function ancestorAtFinality(view: BridgeView, node: NodeRecord): NodeRecord {
  const { finalHeight } = need(view, KEY.progress(node.siloId), 'progress')
  return ancestorAt(view, node, finalHeight)
}

/** Lists a node that is in dispute or dies. */
export function noteTrouble(draft: Draft, node: NodeRecord): void {
  const known = troublesOf(draft, node.siloId)
  if (!known.includes(node.id))
    draft.put(KEY.trouble(node.siloId), { kind: 'trouble', nodes: [...known, node.id] })
}

/** Forgets what finality has settled. */
export function forgetTroubles(draft: Draft, siloId: Hash, finalHeight: number): void {
  const known = troublesOf(draft, siloId)
  const nodes = known.filter((id) => need(draft, KEY.node(id), 'node').height > finalHeight)
  if (nodes.length < known.length) draft.put(KEY.trouble(siloId), { kind: 'trouble', nodes })
}

/** Those of a node and its ancestors above the last final height that were ever in dispute or died, highest first. */
export function troublesAbove(view: BridgeView, node: NodeRecord): NodeRecord[] {
  return troublesOf(view, node.siloId)
    .map((id) => need(view, KEY.node(id), 'node'))
    .filter(({ id, height }) => height <= node.height && ancestorAt(view, node, height).id === id)
    .sort((a, b) => a.height - b.height)
}

/** Takes a node that is forgotten off the list. */
export function forgetTrouble(draft: Draft, { siloId, id }: NodeRecord): void {
  const known = troublesOf(draft, siloId)
  if (known.includes(id))
    draft.put(KEY.trouble(siloId), { kind: 'trouble', nodes: known.filter((each) => each !== id) })
}

function troublesOf(view: BridgeView, siloId: Hash): readonly Hash[] {
  return read(view, KEY.trouble(siloId), 'trouble')?.nodes ?? []
}

function keptNode(view: BridgeView, id: Hash): NodeRecord | undefined {
  return read(view, KEY.node(id), 'node')
}

function parentOf(view: BridgeView, { id, parent }: NodeRecord): NodeRecord {
  if (parent === undefined) throw new Error(`bug: node ${id} has no parent`)
  return need(view, KEY.node(parent), 'node')
}
