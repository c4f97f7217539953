// The rule that no parent of a block may repeat or lie in the past of another (31, 2.2).
import type { Node } from './node.ts'
import { isDagAncestor } from './reachability.ts'
import type { DagError } from './types.ts'

/** The first breach, in the order of the list; undefined when there's none. */
export function relatedParents(parents: readonly Node[]): DagError | undefined {
  for (const [i, a] of parents.entries()) {
    for (const b of parents.slice(i + 1)) {
      if (a === b) return { kind: 'duplicateParent', parent: a.hash }
      if (isDagAncestor(a, b)) return { kind: 'relatedParents', ancestor: a.hash, descendant: b.hash }
      if (isDagAncestor(b, a)) return { kind: 'relatedParents', ancestor: b.hash, descendant: a.hash }
    }
  }
  return undefined
}
