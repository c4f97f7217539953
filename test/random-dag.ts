// Random DAGs for property tests: each block has parents from among the tips that it could have known.
import * as fc from 'fast-check'
import { hash } from '../devnet/tx/hash.ts'
import type { Hash } from '../devnet/tx/hash.ts'
import type { Params } from '../devnet/tx/params.ts'
import { Dag } from '../devnet/dag/dag.ts'
import type { DagBlock } from '../devnet/dag/types.ts'

const GENESIS = { hash: hash('ff'.repeat(32)), timestamp: 1_000_000n, bits: 0x207fffff }

/** For each block: how much of the newest it hasn't seen, how many parents it takes, and bits of its hash. */
export type DagRecipe = readonly (readonly [blind: number, parents: number, salt: number])[]

export function dagRecipe(maxBlocks: number, maxBlind = 6): fc.Arbitrary<DagRecipe> {
  const step = fc.tuple(fc.nat(maxBlind), fc.integer({ min: 1, max: 4 }), fc.nat(0xffff))
  return fc.array(step, { minLength: 1, maxLength: maxBlocks })
}

/** Builds the DAG; blocks that its rules refuse are left out. */
export function growDag(recipe: DagRecipe, params: Params): { dag: Dag; blocks: DagBlock[] } {
  const dag = new Dag(params, GENESIS)
  const blocks: DagBlock[] = [dag.genesis]
  for (const [i, [blind, parents, salt]] of recipe.entries()) {
    const seen = blocks.slice(0, Math.max(1, blocks.length - blind))
    const added = dag.add({
      hash: hash((salt * 65_536 + i).toString(16).padStart(64, '0')),
      parents: tipsOf(dag, seen).slice(0, Math.min(parents, params.maxBlockParents)),
      timestamp: GENESIS.timestamp + BigInt(i) * 700n + BigInt(salt % 1500),
      bits: GENESIS.bits - (salt % 3),
    })
    if (added.ok) blocks.push(added.block)
  }
  return { dag, blocks }
}

/** The tips of a part of the DAG that has the past of each of its blocks, heaviest first. */
function tipsOf(dag: Dag, seen: readonly DagBlock[]): Hash[] {
  const covered = new Set(seen.flatMap((block) => block.parents))
  return seen
    .map((block) => block.hash)
    .filter((h) => !covered.has(h))
    .sort((a, b) => dag.compare(b, a))
}
