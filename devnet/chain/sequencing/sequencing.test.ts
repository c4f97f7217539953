// Sequencing commitments: hashes against values of Kaspa's own tests (rusty-kaspa 593399eb, consensus/seq-commit), the tree
// against its definition, proofs, and expiry. Whole commitments are checked against Kaspa's chain in replay.test.ts.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hash } from '../../tx/index.ts'
import {
  bytesToHex,
  COINBASE_SUBNETWORK,
  hashFromBytes,
  HASHERS,
  hashToBytes,
  NATIVE_SUBNETWORK,
  subnetworkIdFromBytes,
  ZERO_HASH,
} from '../../tx/index.ts'
import { activeLaneLeaf, activityLeaf, laneKey, laneTip, minerPayloadLeaf } from './hashes.ts'
import type { TreeProof } from './lane-proof.ts'
import { proveInTree, rootOfProof, verifyLaneProof } from './lane-proof.ts'
import type { LaneTree } from './lane-tree.ts'
import { emptyHash, expireLanes, getLane, isRight, lanesOf, lanesRoot, setLane } from './lane-tree.ts'
import { decodeTreeProof, encodeTreeProof } from './proof-codec.ts'
import type { SequencingState } from './sequencing.ts'
import { GENESIS_SEQUENCING, nextSequencing, proveLane } from './sequencing.ts'

/** Kaspa's test data: the byte, then zeros. */
const h = (byte: number): Hash => hashFromBytes(Uint8Array.of(byte, ...new Uint8Array(31)))
const lane = (byte: number) => subnetworkIdFromBytes(new Uint8Array(20).fill(byte))

describe('the hashes', () => {
  it('have the known values', () => {
    expect(laneKey(lane(0x42))).toBe('57c7e52c7602b366b3f662addc36129677d4844b840468ccaa9631106bea8897')
    expect(laneKey(COINBASE_SUBNETWORK)).toBe(
      '8aa78027db66a16cb69692ee0af5cb76738ef80ad14c9d13920d7fa3cc40b9e4',
    )
    expect(activityLeaf(h(1), 0, 0)).toBe('4ef43f316ecf616c6934b566ae41055e9712f1089b914f33186cdc9d55191121')
    const step = { parentRef: h(1), laneKey: laneKey(lane(0x55)), activityDigest: h(2), contextHash: h(3) }
    expect(laneTip(step)).toBe('38793576d545d2952df31b7c57193a492f9c5b8c09ddaeb2274e4e23edbc3f43')
    expect(minerPayloadLeaf(h(1), 0x0123n, new TextEncoder().encode('coinbase data'))).toBe(
      'ec32629cbcf2f6cfeebc34ca1374fe6f365793b8023ead3bfe5edae0d815d8ba',
    )
  })
})

/** Keys that share long beginnings, so that branches reach deep. */
const keys = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hashFromBytes),
  fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 3 })).map(([bit, last]) => {
    const bytes = new Uint8Array(32)
    bytes[bit >> 3] = 0x80 >> (bit & 7)
    bytes[31] = (bytes[31] ?? 0) ^ last
    return hashFromBytes(bytes)
  }),
)
const lanes = fc.uniqueArray(fc.record({ key: keys, blueScore: fc.bigInt({ min: 0n, max: 20n }) }), {
  maxLength: 12,
  selector: ({ key }) => key,
})

function treeOf(entries: readonly { readonly key: Hash; readonly blueScore: bigint }[]): LaneTree {
  let tree: LaneTree
  for (const { key, blueScore } of entries) tree = setLane(tree, key, { tip: key, blueScore })
  return tree
}

/** The root by the definition, over all leaves below a node at once. */
function slowRoot(leaves: readonly { readonly key: Hash; readonly blueScore: bigint }[], depth = 0): Hash {
  const [only] = leaves
  if (only === undefined) return hashFromBytes(emptyHash(256 - depth))
  if (leaves.length === 1) {
    const leafHash = activeLaneLeaf(only.key, only.blueScore)
    return hashFromBytes(HASHERS.SeqCommitActiveCollapsedNode(hashToBytes(only.key), hashToBytes(leafHash)))
  }
  const [left, right] = [false, true].map((side) =>
    hashToBytes(
      slowRoot(
        leaves.filter(({ key }) => isRight(key, depth) === side),
        depth + 1,
      ),
    ),
  )
  return hashFromBytes(HASHERS.SeqCommitActiveNode(left!, right!))
}

describe('the tree of lanes', () => {
  it('has the root that the set of lanes has, whatever came before', () => {
    fc.assert(
      fc.property(lanes, fc.bigInt({ min: 0n, max: 21n }), (entries, lowest) => {
        const tree = treeOf(entries)
        expect(lanesRoot(tree)).toBe(slowRoot(entries))
        expect(lanesRoot(treeOf(entries.toReversed()))).toBe(lanesRoot(tree))
        expect(Array.from(lanesOf(tree), ({ key }) => key)).toEqual(entries.map(({ key }) => key).toSorted())
        const kept = entries.filter(({ blueScore }) => blueScore >= lowest)
        expect(expireLanes(tree, lowest)).toEqual(treeOf(kept))
        // The old tree is still what it was.
        expect(lanesRoot(tree)).toBe(slowRoot(entries))
      }),
      { numRuns: 60 },
    )
  })
})

describe('proofs of the tree', () => {
  it('lead to the root for a lane that is there and for one that is not, and for nothing else', () => {
    fc.assert(
      fc.property(lanes, keys, (entries, absent) => {
        const tree = treeOf(entries)
        const root = lanesRoot(tree)
        for (const key of [...entries.map((entry) => entry.key), absent]) {
          const proof = proveInTree(tree, key)
          const found = getLane(tree, key)
          const leafHash = found && activeLaneLeaf(found.tip, found.blueScore)
          expect(rootOfProof(proof, key, leafHash)).toBe(root)
          expect(rootOfProof(proof, key, h(7))).not.toBe(root)
          expect(rootOfProof(proof, key, undefined) === root).toBe(found === undefined)
          const siblings = [...proof.siblings, h(1)]
          expect(rootOfProof({ ...proof, siblings }, key, leafHash)).toBeUndefined()
          expect(decodeTreeProof(encodeTreeProof(proof))).toEqual(proof)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('are read from any bytes without a throw, and only from whole ones', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const proof = decodeTreeProof(bytes)
        expect(proof === undefined ? bytes : encodeTreeProof(proof)).toEqual(bytes)
      }),
    )
    const bytes = encodeTreeProof(proveInTree(treeOf([{ key: h(1), blueScore: 1n }]), h(2)))
    for (let length = 0; length < bytes.length; length++)
      expect(decodeTreeProof(bytes.slice(0, length))).toBeUndefined()
    expect(decodeTreeProof(Uint8Array.of(...bytes, 0))).toBeUndefined()
    expect(bytesToHex(bytes.slice(32, 34))).toBe('0200')
  })

  it('of one level name the sibling at its depth', () => {
    const tree = treeOf([
      { key: h(0x00), blueScore: 1n },
      { key: h(0x80), blueScore: 1n },
    ])
    const proof: TreeProof = proveInTree(tree, h(0x80))
    expect(proof.terminal).toEqual({ kind: 'collapsed', depth: 1 })
    expect(proof.emptySiblings.indexOf(false)).toBe(0)
    expect(encodeTreeProof(proof)[0]).toBe(0xfe)
  })
})

describe('the state of a chain block', () => {
  const USER = subnetworkIdFromBytes(Uint8Array.of(1, 2, 3, 4, ...new Uint8Array(16)))
  const tx = (byte: number, subnetworkId = NATIVE_SUBNETWORK) => ({
    transactionId: h(byte),
    version: 1,
    subnetworkId,
  })
  const step = (parent: SequencingState, blueScore: bigint, accepted: ReturnType<typeof tx>[]) =>
    nextSequencing({
      parent,
      parentTimestamp: 1000n * blueScore,
      daaScore: blueScore,
      blueScore,
      inactivityShortcut: ZERO_HASH,
      finalityDepth: 3n,
      merged: [{ hash: h(9), blueWork: 5n, coinbasePayload: Uint8Array.of(1), accepted }],
    })

  it('keeps a lane for the finality depth, and starts it anew from the parent commitment after that', () => {
    let state = step(GENESIS_SEQUENCING, 1n, [tx(1, COINBASE_SUBNETWORK), tx(2, USER)])
    const key = laneKey(USER)
    const first = getLane(state.lanes, key)!
    for (const score of [2n, 3n, 4n]) {
      state = step(state, score, [tx(3, COINBASE_SUBNETWORK)])
      expect(getLane(state.lanes, key)).toBe(first)
    }
    const touched = getLane(step(state, 5n, [tx(2, USER)]).lanes, key)!
    state = step(state, 5n, [tx(3, COINBASE_SUBNETWORK)])
    expect(getLane(state.lanes, key)).toBeUndefined()
    // Block 5 itself finds the lane expired already.
    const context = HASHERS.SeqCommitMergesetContext(
      new Uint8Array(new BigUint64Array([5000n, 5n, 5n]).buffer),
    )
    const renewed = laneTip({
      parentRef: state.parentCommitment,
      laneKey: key,
      activityDigest: activityLeaf(h(2), 1, 0),
      contextHash: hashFromBytes(context),
    })
    expect(touched).toEqual({ tip: renewed, blueScore: 5n })
  })

  it('is proven to whoever has the header', () => {
    const state = step(GENESIS_SEQUENCING, 1n, [tx(1, COINBASE_SUBNETWORK), tx(2, USER), tx(4)])
    const [there, absent] = [laneKey(USER), laneKey(lane(0x42))]
    for (const key of [there, absent]) {
      const proof = proveLane(state, key)
      expect(verifyLaneProof(proof, key, state.commitment)).toBe(true)
      expect(verifyLaneProof(proof, key, h(1))).toBe(false)
      expect(verifyLaneProof({ ...proof, inactivityShortcut: h(1) }, key, state.commitment)).toBe(false)
      expect(verifyLaneProof({ ...proof, parentCommitment: h(1) }, key, state.commitment)).toBe(false)
      expect(verifyLaneProof({ ...proof, lane: { tip: h(1), blueScore: 1n } }, key, state.commitment)).toBe(
        false,
      )
    }
    const denied = { ...proveLane(state, there), lane: undefined }
    expect(verifyLaneProof(denied, there, state.commitment)).toBe(false)
    expect(verifyLaneProof(proveLane(state, absent), there, state.commitment)).toBe(false)
  })

  it('counts the place of a transaction among all that are accepted', () => {
    const [one, other] = [
      [tx(1), tx(2, USER)],
      [tx(2, USER), tx(1)],
    ].map((accepted) => getLane(step(GENESIS_SEQUENCING, 1n, accepted).lanes, laneKey(USER)))
    expect(one).not.toEqual(other)
  })
})
