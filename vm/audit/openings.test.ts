// Attack: open a commitment to something that it does not hold. Every path below leads to the true root by the true siblings, but says
// something else about what stands at its end, or ends at another depth, or names another place.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, machineOf, programOfText } from '../../test/support/proved-run.ts'
import { keyOf, storageWithKeys, valueOf } from '../../test/support/storage.ts'
import { verifyHalted, verifyOutboxEntry, verifyPoints, verifyStep } from '../consensus.ts'
import { hashLeaf, hashStorageKey, hashStorageLeaf, hashStorageNode } from '../hash/domains.ts'
import { headerBytes, machineHash } from '../machine/header.ts'
import { run } from '../machine/run.ts'
import { ListTree } from '../merkle/list-tree.ts'
import { collectSiblings } from '../merkle/multiproof.ts'
import { encodeElided } from '../proof/elision.ts'
import { encodeProof } from '../proof/encode.ts'
import type { StepProof, StorageEnd, StoragePart } from '../proof/format.ts'
import { HALTED_LEAVES } from '../proof/halted.ts'
import { historyRoot, provePoints } from '../proof/history.ts'
import { buildProof } from '../proof/prove/build-proof.ts'
import { provableOf, proveHalted, proveOutboxEntry } from '../proof/prove/prove.ts'
import { STATUS } from '../spec/constants.ts'
import { concatBytes, equalBytes, writeWord } from '../words.ts'

const ZERO = new Uint8Array(32)

/** A machine about to do the storage instruction on one of the keys 1 .. count, or on an absent one. */
function storageStep(name: 'sload' | 'sstore', value: number, key: number, count: number) {
  const text = `ldi [8] ${value}\n ldi [16] ${key}\n ${name} {8} {16}\n end {8}`
  const machine = machineOf(programOfText(text), [entryOf()], storageWithKeys(count))
  run(machine, { untilStep: 3n })
  return { machine, hash: machineHash(machine), proof: buildProof(provableOf(machine)) }
}

/** Other ends for a path to `key`: all that a prover could make of what he knows. */
function otherEnds(key: number, neighbour: number, honest: StorageEnd): StorageEnd[] {
  const position = hashStorageKey(0n, keyOf(key))
  const beside = hashStorageKey(0n, keyOf(neighbour))
  const [value, other] = [valueOf(key), valueOf(neighbour)]
  const [valueHash, otherHash] = [hashLeaf(value), hashLeaf(other)]
  const sibling = honest.kind === 'removal' ? [honest.first, honest.second] : [beside, otherHash]
  const [first = ZERO, second = ZERO] = sibling
  return [
    { kind: 'empty' },
    { kind: 'value', value },
    { kind: 'value', value: other },
    { kind: 'value', value: new Uint8Array(64) },
    { kind: 'present', valueHash },
    { kind: 'present', valueHash: otherHash },
    { kind: 'other', position, valueHash },
    { kind: 'other', position: beside, valueHash: otherHash },
    { kind: 'other', position: beside, valueHash },
    ...(['leaf', 'node'] as const).flatMap((kind): StorageEnd[] => [
      { kind: 'removal', valueHash, sibling: kind, first, second },
      { kind: 'removal', valueHash, sibling: kind, first: second, second: first },
      { kind: 'removal', valueHash: otherHash, sibling: kind, first, second },
    ]),
  ]
}

/** The path itself, and longer and shorter ones. */
function otherDepths({ siblings, end }: StoragePart): (readonly Uint8Array[])[] {
  // With a removal's deepest sibling closed again: were it taken as `present`, the key would pass for the only one, and all storage would go with it.
  const closed =
    end.kind === 'removal'
      ? [[...siblings, (end.sibling === 'leaf' ? hashStorageLeaf : hashStorageNode)(end.first, end.second)]]
      : []
  return [
    ...closed,
    siblings,
    siblings.slice(0, -1),
    siblings.slice(1),
    [...siblings, ZERO],
    [...siblings, hashLeaf(valueOf(1))],
    [...siblings].reverse(),
    [],
  ]
}

test.each([
  ['sload', 0],
  ['sstore', 7],
  ['sstore', 0],
] as const)('%s of %i: no other path than the true one', (name, value) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 16 }),
      fc.integer({ min: 1, max: 12 }),
      (count, key, neighbour) => {
        const { hash, proof } = storageStep(name, value, key, count)
        const storage = proof.storage!
        const honest = encodeProof(proof)
        expect(verifyStep(hash, honest).ok).toBe(true)
        const forged = otherEnds(key, neighbour, storage.end)
          .flatMap((end) => otherDepths(storage).map((siblings) => ({ siblings, end })))
          .filter((path) => !equalBytes(encodeProof({ ...proof, storage: path }), honest))
        expect(forged.length).toBeGreaterThan(50)
        const accepted = forged.filter(
          (path) => verifyStep(hash, encodeProof({ ...proof, storage: path })).ok,
        )
        expect(accepted).toEqual([])
      },
    ),
    { numRuns: 30 },
  )
})

test('a node of the code passed off as a leaf of shallower code', () => {
  const machine = machineOf(programOfText(`${'ldi [8] 1\n'.repeat(20)} end {8}`))
  run(machine, { untilStep: 1n })
  const state = provableOf(machine)
  const proof = buildProof(state)
  expect(state.code.depth).toBe(2)
  for (const depth of [0, 1]) {
    const level = 1 - depth
    const leaf = concatBytes([state.code.node(level, 0), state.code.node(level, 1)])
    const siblings = Array.from({ length: depth }, (_, i) => state.code.node(level + 1 + i, 1))
    const code = { depth, indices: [0], leaves: [leaf], siblings }
    expect(verifyStep(machineHash(machine), encodeProof({ ...proof, code }))).toEqual({
      ok: false,
      reason: "the proof's code is not that of the state",
    })
  }
})

test("another message's entry in place of the current one", () => {
  const inbox = [entryOf({ gas: 5n }), entryOf({ gas: 6n }), entryOf({ gas: 7n })]
  const machine = machineOf(programOfText('end {8}'), inbox)
  const state = provableOf(machine)
  const honest = buildProof(state)
  const entryAt = (message: number): StepProof['inbox'] => {
    const { head, origin, payload } = state.inboxEntry(message)!
    const siblings = Array.from({ length: 12 }, (_, level) => state.inboxNode(level, (message >>> level) ^ 1))
    return {
      entry: {
        kind: 'entry',
        head: { leaf: head },
        origin: { hash: hashLeaf(origin) },
        payloadRoot: payload.root(),
      },
      siblings,
    }
  }
  const verdict = (message: number) =>
    verifyStep(machineHash(machine), encodeProof({ ...honest, inbox: entryAt(message)! }))
  expect(verdict(0).ok).toBe(true)
  for (const message of [1, 2])
    expect(verdict(message)).toEqual({ ok: false, reason: "the inbox entry is not the state's" })
})

test.each(['outbox', 'events'] as const)(
  'an end of the %s with a hash too few, too many, or in another order',
  (tree) => {
    // The third append: one hash on the left. The fourth: two.
    const machine = machineOf(
      programOfText(`ldi [16] 20000000\n${' pay {16}\n emit {16} 0\n'.repeat(4)} end {8}`),
    )
    run(machine, { untilStep: tree === 'outbox' ? 8n : 9n })
    const proof = buildProof(provableOf(machine))
    const honest = proof[tree]!
    expect(honest.siblings).toHaveLength(2)
    const verdict = (siblings: readonly Uint8Array[]): boolean =>
      verifyStep(machineHash(machine), encodeProof({ ...proof, [tree]: { siblings } })).ok
    const [left, above] = honest.siblings as [Uint8Array, Uint8Array]
    expect(verdict([left, above])).toBe(true)
    const forged = [
      [],
      [left],
      [above],
      [above, left],
      [left, above, ZERO],
      [left, above, left],
      [ZERO, left, above],
    ]
    expect(forged.map(verdict)).not.toContain(true)
  },
)

describe('the end of a trace', () => {
  const machine = machineOf(programOfText('ldi [16] 20000000\n pay {16}\n end {8}'))
  run(machine)

  test.each([
    ['halted but for the upper half of the status', 5, (1n << 32n) + BigInt(STATUS.Halted)],
    ['another status', 5, BigInt(STATUS.Closing)],
    ['no status', 5, 5n],
  ])('%s', (_, word, value) => {
    const header = headerBytes(machine)
    writeWord(header, word * 8, value)
    const tree = ListTree.of(3, header)
    const witness = concatBytes([
      ...HALTED_LEAVES.map((index) => tree.leaf(index)),
      ...collectSiblings(tree, HALTED_LEAVES),
    ])
    expect(verifyHalted(tree.root(), witness)).toEqual({
      ok: false,
      reason: 'the machine has not halted there',
    })
  })

  test('roots shown in each other’s places', () => {
    const witness = proveHalted(machine)
    const parts = [0, 1, 2].map((i) => witness.slice(i * 64, i * 64 + 64))
    const swapped = concatBytes([parts[0]!, parts[2]!, parts[1]!, witness.slice(192)])
    const halves = concatBytes([parts[0]!, parts[1]!.slice(32), parts[1]!.slice(0, 32), witness.slice(128)])
    for (const forged of [swapped, halves]) expect(verifyHalted(machineHash(machine), forged).ok).toBe(false)
  })

  test('an inner node of the outbox passed off as a payment', () => {
    const { outbox } = machine
    const root = outbox.root()
    const inner = concatBytes([outbox.node(0, 0), outbox.node(0, 1)])
    const upper = Array.from({ length: 15 }, (_, i) => outbox.node(i + 1, 1))
    for (const siblings of [upper, [ZERO, ...upper], [...upper, ZERO]]) {
      const path = encodeElided(siblings, [])
      expect(verifyOutboxEntry(root, 0, inner, path)).toBe(false)
      expect(verifyOutboxEntry(root, 0, outbox.leaf(0), path)).toBe(false)
    }
    expect(verifyOutboxEntry(root, 0, outbox.leaf(0), proveOutboxEntry(machine, 0))).toBe(true)
  })
})

test('a history opened as one of another length, at its padding, or at an inner node', () => {
  const hashes = Array.from({ length: 5 }, (_, i) => hashLeaf(valueOf(i)))
  const root = historyRoot(hashes)
  const last = provePoints(hashes, [4])
  expect(verifyPoints(root, 5, [4], [hashes[4]!], last)).toBe(true)
  // Counts of the same depth keep every sibling where it is: only the count in the leaf tells them apart.
  for (const count of [1, 2, 3, 4, 6, 7, 8, 9]) {
    expect(verifyPoints(root, count, [count - 1], [hashes[Math.min(4, count - 1)]!], last)).toBe(false)
    for (let index = 0; index < Math.min(count, 5); index++)
      expect(verifyPoints(root, count, [index], [hashes[index]!], provePoints(hashes, [index]))).toBe(false)
  }
  for (const index of [5, 6, 7, 8, 13])
    for (const shown of [ZERO, hashes[4]!]) expect(verifyPoints(root, 5, [index], [shown], last)).toBe(false)
  expect(verifyPoints(root, 5, [0], [root], new Uint8Array(0))).toBe(false)
  expect(verifyPoints(root, 1, [0], [root], new Uint8Array(0))).toBe(false)
})
