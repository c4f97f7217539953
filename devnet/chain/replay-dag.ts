// Replays a DAG's file as Kaspa's GHOSTDAG tests write them: blocks by short ids with their parents, and what the colouring of each
// must come out as. A block's hash is the bytes of its id, padded with zeros.
import type { DagBlock } from '../dag/index.ts'
import { Dag } from '../dag/index.ts'
import type { Hash } from '../tx/index.ts'
import { hashFromBytes, hashToBytes, HASH_BYTES, SIMNET_1_BPS } from '../tx/index.ts'
import type { JsonDecoder, JsonResult } from '../tx/json-decoder.ts'
import { accept, list, map, object, refuse, small, text } from '../tx/json-decoder.ts'
import { describeError } from './describe.ts'

export type DagReplayResult =
  | { readonly ok: true; readonly blocks: number; readonly reds: number; readonly tip: string }
  | {
      readonly ok: false
      /** Position in the file, genesis 0. */
      readonly index: number
      readonly id: string
      /** What the file says, and what came out. */
      readonly difference: string
    }

const id: JsonDecoder<string> = map(text, (given) => {
  const bytes = new TextEncoder().encode(given).length
  return bytes > 0 && bytes <= HASH_BYTES
    ? accept(given)
    : refuse(`an id of 1 to ${HASH_BYTES} bytes is expected`)
})

const MAX_BLOCKS = 1_000_000
const MAX_PARENTS = 1_000
const ids = list(id, MAX_BLOCKS)

const givenBlock = object({
  ID: id,
  ExpectedScore: small(MAX_BLOCKS),
  ExpectedSelectedParent: id,
  ExpectedReds: ids,
  ExpectedBlues: ids,
  Parents: list(id, MAX_PARENTS),
})
const givenDag = object({ K: small(1_000), GenesisID: id, Blocks: list(givenBlock, MAX_BLOCKS) })

type Given = typeof givenBlock extends JsonDecoder<infer T> ? T : never

/** Integers in the JSON must be bigint. Stops at the first difference. */
export function replayDag(json: unknown): JsonResult<DagReplayResult> {
  const file = givenDag(json)
  if (!file.ok) return file
  const { K, GenesisID, Blocks } = file.value
  const params = {
    ...SIMNET_1_BPS,
    ghostdagK: K,
    maxBlockParents: MAX_PARENTS,
    mergesetSizeLimit: MAX_BLOCKS,
  }
  const place = { timestamp: 0n, bits: params.genesisBits }
  const dag = new Dag(params, { ...place, hash: hashOfId(GenesisID) })
  let reds = 0
  for (const [i, given] of Blocks.entries()) {
    const added = dag.add({ ...place, hash: hashOfId(given.ID), parents: given.Parents.map(hashOfId) })
    const difference = added.ok ? differenceOf(given, added.block) : describeError(added.error)
    if (difference !== undefined) return accept({ ok: false, index: i + 1, id: given.ID, difference })
    reds += given.ExpectedReds.length
  }
  const [tip = dag.genesis.hash] = dag.tips()
  return accept({ ok: true, blocks: dag.size, reds, tip: idOfHash(tip) })
}

function differenceOf(given: Given, found: DagBlock): string | undefined {
  const expected: readonly (readonly [string, string, string])[] = [
    ['selected parent', given.ExpectedSelectedParent, idOfHash(found.selectedParent ?? found.hash)],
    ['blue score', String(given.ExpectedScore), String(found.blueScore)],
    ['blues', given.ExpectedBlues.join(' '), found.mergesetBlues.map(idOfHash).join(' ')],
    // The files list reds in the order in which they were found.
    ['reds', given.ExpectedReds.toSorted().join(' '), found.mergesetReds.map(idOfHash).toSorted().join(' ')],
  ]
  const wrong = expected.find(([, says, came]) => says !== came)
  return wrong === undefined ? undefined : `${wrong[0]}: the file says "${wrong[1]}", "${wrong[2]}" came out`
}

function hashOfId(name: string): Hash {
  const bytes = new Uint8Array(HASH_BYTES)
  bytes.set(new TextEncoder().encode(name))
  return hashFromBytes(bytes)
}

function idOfHash(hash: Hash): string {
  const bytes = hashToBytes(hash)
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1
  return new TextDecoder().decode(bytes.subarray(0, end))
}
