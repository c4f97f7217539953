// Kaspa's own chain, replayed with every commitment of every header computed afresh; and altered copies of it, each of which must
// be caught at the altered block.
import { describe, expect, it } from 'vitest'
import { haveVectors, needsVectors, readVectorLines } from '../../test/vectors.ts'
import type { BlockHeader, Params } from '../tx/index.ts'
import { headerHash, ZERO_HASH } from '../tx/index.ts'
import { givenBlockFromJson, paramsFromJson } from './replay-file.ts'
import { replayBlocks } from './replay.ts'
import type { GivenBlock } from './replay.ts'

function readChain(): { params: Params; blocks: GivenBlock[] } {
  const [first, ...lines] = readVectorLines('goref-1060-tx-265-blocks.json.gz')
  const params = paramsFromJson(first)
  if (!params.ok) throw new Error(`${params.path}: ${params.reason}`)
  const blocks = lines.map(givenBlockFromJson).flatMap((line) => (line.ok ? [line.value] : []))
  return { params: params.value, blocks }
}

describe.skipIf(!haveVectors)(`the goref chain${needsVectors}`, () => {
  const { params, blocks } = haveVectors ? readChain() : { params: undefined, blocks: [] as GivenBlock[] }

  it('replays with every commitment as its headers say', () => {
    const result = replayBlocks(params!, blocks)
    // Most blocks are off the selected chain, and most name parents of higher levels: both are tried.
    expect(result).toMatchObject({
      ok: true,
      summary: { blocks: 266, chainBlocks: 90, withLevels: 261, unspentOutputs: 476 },
    })
  })

  it('is told apart from copies with one field changed, at the block and with both values', () => {
    const height = 40
    const wrong = '1'.repeat(64) as BlockHeader['pruningPoint']
    const { header } = blocks[height]!.block
    const changes: [Partial<BlockHeader>, RegExp][] = [
      [{ hashMerkleRoot: wrong }, /wrong merkle root: expected [0-9a-f]{64}/],
      [{ acceptedIdMerkleRoot: wrong }, /wrong accepted-id Merkle root 1{64}, [0-9a-f]{64} expected/],
      [{ utxoCommitment: wrong }, /wrong UTXO commitment 1{64}, [0-9a-f]{64} expected/],
      [{ timestamp: 5n }, /its time 5 is not after the past median time \d+/],
      [{ bits: header.bits - 1 }, /wrong bits \d+, \d+ expected/],
      [{ daaScore: 7n }, /wrong daaScore 7, \d+ expected/],
      [{ blueScore: 7n }, /wrong blueScore 7, \d+ expected/],
      [{ blueWork: 7n }, /wrong blueWork 7, \d+ expected/],
      [{ pruningPoint: wrong }, /wrong pruning point 1{64}, [0-9a-f]{64} expected/],
      [{ parentsByLevel: [...header.parentsByLevel, [wrong]] }, /wrong parents by level .* expected/],
    ]
    for (const [change, message] of changes) {
      const result = replayBlocks(params!, withHeader(height, change))
      expect(result).toMatchObject({ ok: false, index: height, difference: expect.stringMatching(message) })
    }
    const renamed = blocks.with(height, { ...blocks[height]!, givenHash: ZERO_HASH })
    expect(replayBlocks(params!, renamed)).toMatchObject({
      index: height,
      difference: expect.stringMatching(/wrong hash 0{64}, [0-9a-f]{64} expected/),
    })
  })

  function withHeader(height: number, change: Partial<BlockHeader>): GivenBlock[] {
    const { block } = blocks[height]!
    const header = { ...block.header, ...change }
    const hash = headerHash(header)
    return blocks.slice(0, height + 1).with(height, { givenHash: hash, block: { ...block, hash, header } })
  }
})
