import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  contextRoot,
  entryHash,
  inboxRoot,
  initialMachineHash,
  maximumSteps,
  stateCommitment,
} from './consensus.ts'
import type { BlockContext, InboxEntry } from './consensus.ts'
import { hashLeaf, hashNode, hashState } from './hash/domains.ts'
import { ZERO_HASH_ROOTS, ZERO_ROOTS } from './hash/zero-roots.ts'
import { inboxTree, payloadTree } from './inbox.ts'
import { decodeEventRecord, decodeOutboxEntry, encodeEventRecord, encodeOutboxEntry } from './records.ts'

const bytes = (seed: number, length = 32): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (seed + i) & 255)
const entry = (change: Partial<InboxEntry> = {}): InboxEntry => ({
  admitted: true,
  kind: 'call',
  sender: bytes(1),
  transactionId: bytes(2),
  value: 3n,
  gas: 4n,
  refusal: 0,
  payload: bytes(5, 100),
  ...change,
})
const words = (values: number[]): Uint8Array => new Uint8Array(BigUint64Array.from(values.map(BigInt)).buffer)

describe('inbox', () => {
  it('hashes an entry as specified', () => {
    const constructed = entry({ kind: 'constructor' })
    const head = words([1 | (1 << 8), 3, 4, 100, 0, 0, 0, 0])
    const origin = Uint8Array.from([...bytes(1), ...bytes(2)])
    const second = new Uint8Array(64)
    second.set(constructed.payload.slice(64))
    let payload = hashNode(hashLeaf(constructed.payload.slice(0, 64)), hashLeaf(second))
    for (let d = 1; d < 8; d++) payload = hashNode(payload, ZERO_ROOTS[d]!)
    const expected = hashNode(hashNode(hashLeaf(head), hashLeaf(origin)), payload)
    expect(entryHash(constructed)).toEqual(expected)
    expect(payloadTree(constructed.payload).root()).toEqual(payload)
  })

  it('folds entry hashes with absent ones', () => {
    expect(inboxRoot([])).toEqual(ZERO_HASH_ROOTS[12])
    const entries = [entry(), entry({ admitted: false, refusal: 9 }), entry({ gas: 1n })]
    const [a, b, c] = entries.map(entryHash)
    let root = hashNode(hashNode(a!, b!), hashNode(c!, ZERO_HASH_ROOTS[0]!))
    for (let d = 2; d < 12; d++) root = hashNode(root, ZERO_HASH_ROOTS[d]!)
    expect(inboxRoot(entries)).toEqual(root)
    expect(inboxTree(entries).node(0, 2)).toEqual(c)
    expect(inboxTree(entries).node(0, 3)).toEqual(new Uint8Array(32))
  })

  it('takes no more than its bounds', () => {
    expect(() => inboxRoot([entry({ payload: new Uint8Array(16_384) })])).not.toThrow()
    expect(() => inboxRoot([entry({ payload: new Uint8Array(16_385) })])).toThrow(RangeError)
    expect(() => inboxRoot([entry({ sender: new Uint8Array(31) })])).toThrow(RangeError)
    const most = (1n << 64n) - 1n
    expect(() => inboxRoot([entry({ value: most, gas: most, refusal: 0xffff_ffff })])).not.toThrow()
    for (const change of [{ value: most + 1n }, { gas: most + 1n }, { value: -1n }, { gas: -1n }])
      expect(() => inboxRoot([entry(change)])).toThrow('value and gas are words')
    for (const refusal of [2 ** 32, -1, 0.5])
      expect(() => inboxRoot([entry({ refusal })])).toThrow('a refusal is a u32')
    expect(() => inboxRoot(Array.from({ length: 4097 }, () => entry()))).toThrow(RangeError)
  })
})

describe('context and commitments', () => {
  it('are laid out as specified', () => {
    const context: BlockContext = {
      siloId: bytes(1),
      referenceBlock: bytes(2),
      daaScore: 3n,
      timestamp: 4n,
      blueScore: 5n,
      machineVersion: 1,
      configHash: bytes(6),
      codeRoot: bytes(7),
    }
    const leaves = [
      Uint8Array.from([...bytes(1), ...bytes(2)]),
      words([3, 4, 5, 1, 0, 0, 0, 0]),
      Uint8Array.from([...bytes(6), ...bytes(7)]),
      new Uint8Array(64),
    ].map(hashLeaf)
    const root = hashNode(hashNode(leaves[0]!, leaves[1]!), hashNode(leaves[2]!, leaves[3]!))
    expect(contextRoot(context)).toEqual(root)
    const roots = { storageRoot: bytes(1), outboxRoot: bytes(2), eventRoot: bytes(3) }
    expect(stateCommitment(roots)).toEqual(hashState(bytes(1), hashNode(bytes(2), bytes(3))))
  })

  it('bind every part of the initial state', () => {
    const initial = {
      storageRoot: bytes(1),
      inboxRoot: bytes(2),
      inboxCount: 3,
      codeRoot: bytes(4),
      contextRoot: bytes(5),
    }
    const other = { ...initial, inboxCount: 4 }
    const variants = [
      initial,
      other,
      { ...initial, storageRoot: bytes(9) },
      { ...initial, inboxRoot: bytes(9) },
      { ...initial, codeRoot: bytes(9) },
      { ...initial, contextRoot: bytes(9) },
    ]
    expect(new Set(variants.map((v) => initialMachineHash(v).join())).size).toBe(variants.length)
    expect(maximumSteps([100n, 7n], 5)).toBe(128n)
    expect(maximumSteps([], 0)).toBe(1n)
  })
})

describe('records', () => {
  const u64 = fc.bigInt(0n, (1n << 64n) - 1n)
  const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
  const wordsArbitrary = (n: number) => fc.array(u64, { minLength: n, maxLength: n })

  it('survive encoding', () => {
    const u16 = fc.integer({ min: 0, max: 0xffff })
    const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
    const outbox = fc.oneof(
      fc.record({
        kind: fc.constant('pay' as const),
        instance: u16,
        message: u32,
        amount: u64,
        recipient: key,
      }),
      fc.record({
        kind: fc.constantFrom('refund' as const, 'return' as const),
        instance: fc.constant(0),
        message: u32,
        amount: u64,
        recipient: key,
      }),
      fc.record({
        kind: fc.constant('call' as const),
        instance: u16,
        message: u32,
        amount: u64,
        fee: u64,
        destination: key,
        gas: u32,
        callWords: u16,
        refundWords: u16,
      }),
      fc.record({
        kind: fc.constant('data' as const),
        instance: u16,
        message: u32,
        part: fc.integer({ min: 1, max: 255 }),
        words: wordsArbitrary(7),
      }),
    )
    const event = fc.oneof(
      fc.record({
        type: fc.constant('receipt' as const),
        message: u32,
        trap: u32,
        detail: u32,
        gasUsed: u64,
        place: u64,
        result: wordsArbitrary(4),
      }),
      fc.record({
        type: fc.constant('event' as const),
        message: u32,
        instance: fc.integer({ min: 0, max: 0xffff }),
        part: fc.integer({ min: 0, max: 255 }),
        words: wordsArbitrary(7),
      }),
    )
    fc.assert(
      fc.property(outbox, event, (payment, record) => {
        expect(decodeOutboxEntry(encodeOutboxEntry(payment))).toEqual(payment)
        expect(decodeEventRecord(encodeEventRecord(record))).toEqual(record)
      }),
    )
  })

  it('decode totally, and only what encodes to the same bytes', () => {
    const leaf = fc.oneof(
      fc.uint8Array({ maxLength: 70 }),
      fc.uint8Array({ minLength: 64, maxLength: 64 }).map((b) => b.fill(1 + (b[0]! % 5), 0, 1).fill(0, 1, 4)),
    )
    fc.assert(
      fc.property(leaf, (raw) => {
        const payment = decodeOutboxEntry(raw)
        const record = decodeEventRecord(raw)
        expect(payment === undefined ? raw : encodeOutboxEntry(payment)).toEqual(raw)
        expect(record === undefined ? raw : encodeEventRecord(record)).toEqual(raw)
      }),
    )
  })
})
