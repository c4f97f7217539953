// Block levels: what a header's proof of work is worth, whether or not the network asks for it, and the parents by level that
// follow. Levels are needed for exact headers even where proof of work is off (31, 2.3).
import type { Dag } from '../dag/index.ts'
import { targetOfBits } from '../dag/index.ts'
import { parentsByLevel } from '../dag/parents-by-level.ts'
import type { LevelView } from '../dag/parents-by-level.ts'
import { blockLevel, powValue } from '../dag/pow/index.ts'
import type { BlockHeader, Hash, Params } from '../tx/index.ts'
import { prePowHash } from '../tx/index.ts'
import type { BlockStore } from './block-store.ts'

/** Worked out once for each header; all chains of a process may share it, since it depends on nothing else. */
const powValues = new WeakMap<BlockHeader, bigint>()

/** The value that proof of work compares with the target. */
export function headerPow(header: BlockHeader): bigint {
  const known = powValues.get(header)
  if (known !== undefined) return known
  const { timestamp, nonce } = header
  const value = powValue({ prePowHash: prePowHash(header), timestamp, nonce })
  powValues.set(header, value)
  return value
}

/** Whether the header's proof of work is as hard as its bits say. */
export function hasWork(header: BlockHeader): boolean {
  return headerPow(header) <= targetOfBits(header.bits)
}

/** What the header of a block with these direct parents, all known, must name as its parents by level. */
export type ParentsByLevel = (direct: readonly Hash[]) => readonly (readonly Hash[])[]

export function createParentsByLevel(dag: Dag, store: BlockStore, params: Params): ParentsByLevel {
  const { maxBlockLevel } = params
  const genesis = dag.genesis.hash
  const view: LevelView = {
    genesis,
    levelOf: (block) =>
      block === genesis ? maxBlockLevel : blockLevel(headerPow(store.require(block).header), maxBlockLevel),
    parentsOf: (block) => store.require(block).header.parentsByLevel,
    isAncestor: (a, b) => dag.isAncestor(a, b),
  }
  return (direct) => parentsByLevel(direct, view, maxBlockLevel)
}
