// GHOSTDAG and the header fields that follow from it, against data made by Kaspa's own code.
import { describe, expect, it } from 'vitest'
import { haveVectors, needsVectors, readVector, readVectorLines } from '../../test/vectors.ts'
import { hashFromBytes } from '../tx/hash.ts'
import type { Hash } from '../tx/hash.ts'
import { blockFromJson } from '../tx/json.ts'
import { SIMNET_1_BPS, SIMNET_10_BPS } from '../tx/params.ts'
import type { Block } from '../tx/types.ts'
import { Dag } from './dag.ts'

/** The bytes of the id, padded by zeros behind. */
function hashOfId(id: string): Hash {
  const bytes = new Uint8Array(32)
  bytes.set(new TextEncoder().encode(id))
  return hashFromBytes(bytes)
}

interface DagVector {
  readonly K: number
  readonly GenesisID: string
  readonly Blocks: readonly {
    readonly ID: string
    readonly ExpectedScore: number
    readonly ExpectedSelectedParent: string
    readonly ExpectedReds: readonly string[]
    readonly ExpectedBlues: readonly string[]
    readonly Parents: readonly string[]
  }[]
}

const EASY = { timestamp: 0n, bits: 0x207fffff }
const ROOMY = { ...SIMNET_1_BPS, maxBlockParents: 1000, mergesetSizeLimit: 1_000_000 }

describe.skipIf(!haveVectors)(`the small DAGs${needsVectors}`, () => {
  for (const name of ['dag0', 'dag1', 'dag2', 'dag3']) {
    it(`${name} comes out exactly`, () => {
      const vector = JSON.parse(readVector(`${name}.json`)) as DagVector
      const dag = new Dag({ ...ROOMY, ghostdagK: vector.K }, { ...EASY, hash: hashOfId(vector.GenesisID) })
      expect(vector.Blocks.length).toBeGreaterThan(8)
      for (const block of vector.Blocks) {
        const added = dag.add({ ...EASY, hash: hashOfId(block.ID), parents: block.Parents.map(hashOfId) })
        if (!added.ok) throw new Error(`${block.ID}: ${JSON.stringify(added.error)}`)
        const { selectedParent, blueScore, mergesetBlues, mergesetReds } = added.block
        expect({ selectedParent, blueScore, blues: mergesetBlues, reds: [...mergesetReds].sort() }).toEqual({
          selectedParent: hashOfId(block.ExpectedSelectedParent),
          blueScore: BigInt(block.ExpectedScore),
          blues: block.ExpectedBlues.map(hashOfId),
          reds: block.ExpectedReds.map(hashOfId).sort(),
        })
      }
    })
  }
})

describe.skipIf(!haveVectors)(`the simulated DAG of 4096 blocks${needsVectors}`, () => {
  it('is taken in whole and has the right shape', () => {
    const blocks = JSON.parse(readVector('ghostdag-noattack-4096-blocks-k18.json.gz')) as {
      readonly id: string
      readonly parents: readonly string[]
    }[]
    const [first, ...rest] = blocks
    const dag = new Dag({ ...ROOMY, ghostdagK: 18 }, { ...EASY, hash: hashOfId(first!.id) })
    for (const block of rest) {
      const added = dag.add({ ...EASY, hash: hashOfId(block.id), parents: block.parents.map(hashOfId) })
      expect(added.ok).toBe(true)
    }
    expect(dag.size).toBe(blocks.length)
    const reds = [...dag.blocks()].reduce((sum, block) => sum + block.mergesetReds.length, 0)
    const tip = dag.get(dag.tips()[0]!)!
    // Without an attack nearly all is blue.
    expect(reds).toBeLessThan(4096 / 20)
    expect(tip.blueScore).toBeGreaterThan(3800n)
  })
})

describe.skipIf(!haveVectors)(`the goref chain${needsVectors}`, () => {
  it('gives blue score, blue work, DAA score, bits, pruning point and selected parent of every block', () => {
    const lines = haveVectors ? readVectorLines('goref-1060-tx-265-blocks.json.gz').slice(1) : []
    const blocks = lines.map(blockFromJson).flatMap((decoded): Block[] => (decoded.ok ? [decoded.value] : []))
    const [genesis, ...rest] = blocks
    // The parameters of the file's first line.
    const params = {
      ...SIMNET_10_BPS,
      targetTimePerBlock: 1000n,
      ghostdagK: 124,
      pastMedianTimeSampleRate: 10n,
      difficultySampleRate: 2n,
      maxBlockParents: 81,
      mergesetSizeLimit: 1240,
    }
    const dag = new Dag(params, { hash: genesis!.hash, ...genesis!.header })
    expect(rest.length).toBeGreaterThanOrEqual(264)
    for (const { hash, header } of rest) {
      const added = dag.add({
        hash,
        parents: header.parentsByLevel[0]!,
        timestamp: header.timestamp,
        bits: header.bits,
      })
      if (!added.ok) throw new Error(JSON.stringify(added.error))
      const { block } = added
      expect({
        blueScore: block.blueScore,
        blueWork: block.blueWork,
        daaScore: block.daaScore,
        selectedParent: block.selectedParent,
        pruningPoint: dag.pruningPointFor(block),
        bits: block.expectedBits,
      }).toEqual({
        blueScore: header.blueScore,
        blueWork: header.blueWork,
        daaScore: header.daaScore,
        selectedParent: header.parentsByLevel[0]![0],
        pruningPoint: header.pruningPoint,
        bits: header.bits,
      })
      expect(header.timestamp).toBeGreaterThan(block.pastMedianTime)
    }
  })
})
