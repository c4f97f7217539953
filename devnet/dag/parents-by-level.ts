// The parents of a block at every level (31, 2.3): those of its direct parents that reach the level, and where they don't, the
// nearest blocks below them that do. Headers name them all, so that a proof can skip over the blocks of lower levels.
import type { Hash } from '../tx/hash.ts'

/** What the rule asks about blocks that are known. */
export interface LevelView {
  readonly genesis: Hash
  readonly levelOf: (block: Hash) => number
  /** As the block's header names them. */
  readonly parentsOf: (block: Hash) => readonly (readonly Hash[])[]
  /** Whether the first is in the past of the second, or is it. */
  readonly isAncestor: (ancestor: Hash, descendant: Hash) => boolean
}

/**
 * Level 0 holds the direct parents in their order; the order above is free, headers are compared as sets. Levels from the first
 * on at which genesis alone is left are not named.
 */
export function parentsByLevel(
  direct: readonly Hash[],
  view: LevelView,
  maxBlockLevel: number,
): readonly (readonly Hash[])[] {
  const levels: (readonly Hash[])[] = [direct]
  for (let level = 1; level <= maxBlockLevel; level++) {
    const parents = parentsAtLevel(direct, view, level)
    if (parents.length === 1 && parents[0] === view.genesis) break
    levels.push(parents)
  }
  return levels
}

/** Whether two lists of levels name the same blocks, in whatever order within a level. */
export function sameParents(a: readonly (readonly Hash[])[], b: readonly (readonly Hash[])[]): boolean {
  return (
    a.length === b.length &&
    a.every((level, i) => {
      const other = b[i] ?? []
      const named = new Set(level)
      return (
        level.length === other.length &&
        new Set(other).size === named.size &&
        other.every((h) => named.has(h))
      )
    })
  )
}

/** The highest blocks of the level in the past of the direct parents: none is an ancestor of another. */
function parentsAtLevel(direct: readonly Hash[], view: LevelView, level: number): readonly Hash[] {
  let found = direct.filter((parent) => view.levelOf(parent) >= level)
  const below = direct.filter((parent) => view.levelOf(parent) < level)
  const candidates = new Set(below.flatMap((parent) => namedParents(parent, view, level)))
  if (found.length === 0 && candidates.size === 1) return [...candidates]
  for (const candidate of candidates) {
    if (found.some((other) => view.isAncestor(candidate, other))) continue
    found = [...found.filter((other) => !view.isAncestor(other, candidate)), candidate]
  }
  return found
}

/** Where a header names no more, genesis is meant; genesis itself has no parents. */
function namedParents(block: Hash, { genesis, parentsOf }: LevelView, level: number): readonly Hash[] {
  return block === genesis ? [] : (parentsOf(block)[level] ?? [genesis])
}
