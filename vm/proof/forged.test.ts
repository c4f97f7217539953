// Forged proofs: whatever is changed in one, it is refused; and no bytes make the verifier throw.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, machineOf, programOfText } from '../../test/support/proved-run.ts'
import { sampleProofs } from '../../test/support/sample-proofs.ts'
import { storageWithKeys } from '../../test/support/storage.ts'
import { inspect } from '../machine/inspect.ts'
import { run } from '../machine/run.ts'
import { machineHash } from '../machine/header.ts'
import { ListTree } from '../merkle/list-tree.ts'
import { collectSiblings } from '../merkle/multiproof.ts'
import type { LeafTree } from '../merkle/tree.ts'
import { concatBytes } from '../words.ts'
import { decodeProof } from './decode.ts'
import { encodeProof } from './encode.ts'
import type { StepProof, TreePart } from './format.ts'
import { buildProof } from './prove/build-proof.ts'
import type { ProvableState } from './prove/provable.ts'
import { provableOf } from './prove/prove.ts'
import { MAX_PROOF_BYTES } from './sizes.ts'
import { verifyStep } from './verify/verify-step.ts'

const samples = sampleProofs()
test('the samples are of many kinds', () => {
  expect(samples.length).toBeGreaterThan(50)
  expect(samples.every(({ hash, proof }) => verifyStep(hash, proof).ok)).toBe(true)
})

describe.each(samples.map((sample) => [sample.kind, sample] as const))('%s', (_, { hash, proof, next }) => {
  const accepted = (forged: Uint8Array): boolean => verifyStep(hash, forged).ok

  test('flipped bits', () => {
    const passed: number[] = []
    const forged = proof.slice()
    for (let bit = 0; bit < proof.length * 8; bit++) {
      const at = bit >>> 3
      forged[at]! ^= 1 << (bit & 7)
      if (accepted(forged)) passed.push(bit)
      forged[at]! ^= 1 << (bit & 7)
    }
    expect(passed).toEqual([])
    expect(verifyStep(hash, forged)).toEqual({ ok: true, next })
  })

  test('cut, extended, shifted', () => {
    for (let length = 0; length < proof.length; length += 1 + (length % 13))
      expect(accepted(proof.slice(0, length))).toBe(false)
    for (const more of [1, 32, 64])
      expect(accepted(new Uint8Array([...proof, ...new Uint8Array(more)]))).toBe(false)
    expect(accepted(proof.slice(1))).toBe(false)
    expect(accepted(Uint8Array.of(0, ...proof))).toBe(false)
    const removed = [2, 3, proof.length >> 1].map(
      (at) => new Uint8Array([...proof.slice(0, at), ...proof.slice(at + 1)]),
    )
    expect(removed.some(accepted)).toBe(false)
  })

  test('another state', () => {
    const other = hash.slice()
    other[31]! ^= 1
    expect(verifyStep(other, proof).ok).toBe(false)
    expect(verifyStep(new Uint8Array(0), proof).ok).toBe(false)
    expect(verifyStep(new Uint8Array(32), proof).ok).toBe(false)
  })

  test('decoding and encoding give the same bytes', () => {
    const decoded = decodeProof(proof)
    expect(decoded.ok && encodeProof(decoded.proof)).toEqual(proof)
  })
})

test('no bytes make the verifier throw, and no random ones pass', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), fc.nat(255), (bytes, sections) => {
      expect(verifyStep(samples[0]!.hash, bytes).ok).toBe(false)
      expect(verifyStep(samples[0]!.hash, Uint8Array.of(1, sections, ...bytes)).ok).toBe(false)
    }),
    { numRuns: 1000 },
  )
  for (const byte of [0, 1, 0x7f, 0xff])
    expect(verifyStep(samples[0]!.hash, new Uint8Array(MAX_PROOF_BYTES).fill(byte)).ok).toBe(false)
})

describe('true leaves that the step has no use for', () => {
  const machine = machineOf(
    programOfText('ldi [8] 1\n sload {16} {24}\n msgh {8} 0\n addu [9] [8] [8]\n end {8}\n.word w 1'),
    [entryOf({ value: 5n })],
    storageWithKeys(9),
  )
  run(machine, { untilStep: 4n })
  const state = provableOf(machine)
  const proof = buildProof(state)
  const hash = machineHash(machine)
  const reasonOf = (forged: StepProof): string => {
    const verdict = verifyStep(hash, encodeProof(forged))
    return verdict.ok ? 'accepted' : verdict.reason
  }
  const partOf = (tree: LeafTree, indices: readonly number[]): TreePart => ({
    indices,
    leaves: indices.map((index) => tree.leaf(index)),
    siblings: collectSiblings(tree, indices),
  })
  const withMore = (tree: LeafTree, part: TreePart, index: number): TreePart =>
    partOf(
      tree,
      [...new Set([...part.indices, index])].sort((a, b) => a - b),
    )

  test('the proof as it should be', () => {
    expect(inspect(machine).pc).toBe(3)
    expect(reasonOf(proof)).toBe('accepted')
  })
  test.each([2, 3, 4, 5, 6, 7])('header leaf %i', (index) => {
    expect(reasonOf({ ...proof, header: withMore(state.header, proof.header, index) })).toBe(
      'header leaves that the step does not use',
    )
  })
  test.each([0, 2, 31, 65_535])('RAM leaf %i', (index) => {
    expect(reasonOf({ ...proof, ram: withMore(state.ram, proof.ram!, index) })).toMatch(/^ram leaves/)
  })
  test('RAM without the leaf that is needed', () => {
    expect(reasonOf({ ...proof, ram: partOf(state.ram, [3]) })).toBe('no ram leaf 1')
  })
  test('code, context, storage, inbox', () => {
    expect(
      reasonOf({ ...proof, code: { depth: state.code.depth, ...withMore(state.code, proof.code!, 0) } }),
    ).toBe('accepted')
    const header = withMore(state.header, withMore(state.header, proof.header, 6), 3)
    expect(reasonOf({ ...proof, header, context: partOf(state.context, [1]) })).toMatch(/header leaves/)
    expect(reasonOf({ ...proof, context: partOf(state.context, [1]) })).toMatch(/context is not/)
    expect(reasonOf({ ...proof, storage: { siblings: [], end: { kind: 'empty' } } })).toMatch(
      /storage path without use/,
    )
    expect(reasonOf({ ...proof, outbox: { siblings: [] } })).toMatch(/outbox path without use/)
    expect(reasonOf({ ...proof, events: { siblings: [] } })).toMatch(/event path without use/)
    const view = { leaf: new Uint8Array(64) }
    const entry = { kind: 'entry', head: view, origin: view, payloadRoot: new Uint8Array(32) } as const
    const siblings = Array.from({ length: 12 }, () => new Uint8Array(32).fill(1))
    expect(reasonOf({ ...proof, inbox: { entry, siblings } })).toMatch(/inbox leaves/)
  })
  test('more of the inbox entry than is read', () => {
    const earlier = machineOf(machine.program, machine.inbox)
    run(earlier, { untilStep: 3n })
    const shown = buildProof(provableOf(earlier))
    const { entry, siblings } = shown.inbox!
    const origin = { leaf: provableOf(earlier).inboxEntry(0)!.origin }
    const verdict = verifyStep(
      machineHash(earlier),
      encodeProof({ ...shown, inbox: { entry: { ...entry, origin } as typeof entry, siblings } }),
    )
    expect(verdict).toEqual({ ok: false, reason: 'inbox leaves that the step does not use' })
  })
})

describe('states that no run reaches', () => {
  const machine = machineOf(
    programOfText(
      'ldi [16] 3\n call 3 f\n sload {8} {16}\n end {8}\nf: callx 4 [9] g\n ret\ng: emit {8} 1\n msgd {8} [16]\n ret',
    ),
    [entryOf({ value: 3n }), entryOf()],
    storageWithKeys(3),
  )
  const interesting = fc.oneof(
    fc.bigInt(0n, 20n),
    fc.bigInt(0n, (1n << 64n) - 1n),
    fc.constantFrom(
      63n,
      64n,
      1n << 12n,
      1n << 16n,
      1n << 17n,
      1n << 18n,
      (1n << 18n) - 2048n,
      1n << 20n,
      1n << 32n,
      1n << 53n,
      1n << 63n,
    ),
  )
  const change = fc.record({ leaf: fc.constantFrom(0, 2, 7), word: fc.nat(7), value: interesting })

  test('the verifier answers all the same, and what it accepts has one proof', () => {
    fc.assert(
      fc.property(fc.nat(14), fc.array(change, { minLength: 1, maxLength: 3 }), (steps, changes) => {
        const fork = machineOf(machine.program, machine.inbox, storageWithKeys(3))
        run(fork, { untilStep: BigInt(steps) })
        const state = provableOf(fork)
        const header = concatBytes(Array.from({ length: 8 }, (_, index) => state.header.leaf(index)))
        for (const { leaf, word, value } of changes)
          new DataView(header.buffer).setBigUint64(leaf * 64 + word * 8, value, true)
        const altered: ProvableState = { ...state, header: ListTree.of(3, header) }
        const hash = altered.header.root()
        const honest = buildProof(state)
        const replaced = {
          ...honest,
          header: { ...honest.header, leaves: honest.header.indices.map((i) => altered.header.leaf(i)) },
        }
        const withOldParts = verifyStep(
          hash,
          encodeProof({
            ...replaced,
            header: { ...replaced.header, siblings: collectSiblings(altered.header, honest.header.indices) },
          }),
        )
        const own = ownProof(altered)
        const ownVerdict = own === undefined ? undefined : verifyStep(hash, own)
        expect(withOldParts.ok ? ownVerdict : withOldParts).toEqual(withOldParts)
      }),
      { numRuns: 400 },
    )
  })

  function ownProof(state: ProvableState): Uint8Array | undefined {
    try {
      return encodeProof(buildProof(state))
    } catch {
      return undefined
    }
  }
})
