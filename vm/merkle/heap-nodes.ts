// The hashes of a perfect tree in heap order, computed where somebody says that they are out of date.
import { hashRuns } from '../hash/batch.ts'
import { copyHash, zeroRoot } from './tree.ts'

/** Inner nodes in heap order (root 1, children of k are 2k and 2k+1): two siblings are one hash input. */
export interface Nodes {
  readonly words: Uint32Array
  /** 1 where `words` holds the node; any other node is the zero root of its level. */
  readonly present: Uint8Array
  /** Work list of one level during an update: positions in heap order, ascending. */
  readonly pending: Uint32Array
  /** During an update: 1 for pages with leaves that were out of date. */
  readonly stalePages: Uint8Array
}

export function emptyNodes(depth: number, pages: number): Nodes {
  const positions = 2 ** (depth + 1)
  return {
    words: new Uint32Array(positions * 8),
    present: new Uint8Array(positions),
    pending: new Uint32Array(2 ** depth),
    stalePages: new Uint8Array(pages),
  }
}

/** Hashes the ancestors of the `count` pending nodes of a level, up to another level. */
export function hashUpwards(nodes: Nodes, count: number, from: number, to: number): void {
  const { pending, present, words } = nodes
  let size = count
  for (let level = from; level < to; level++) {
    let parents = 0
    for (let i = 0; i < size; i++) {
      const position = (pending[i] ?? 0) >>> 1
      if (parents > 0 && pending[parents - 1] === position) continue
      fillAbsent(nodes, position * 2, level)
      fillAbsent(nodes, position * 2 + 1, level)
      present[position] = 1
      pending[parents++] = position
    }
    size = parents
    hashRuns('node', pending, size, words, 0, words)
  }
}

function fillAbsent(nodes: Nodes, position: number, level: number): void {
  if (nodes.present[position] === 1) return
  copyHash(nodes.words, position * 8, zeroRoot(level))
  nodes.present[position] = 1
}
