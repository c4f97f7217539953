// Payload bytes: every payload survives, every byte string is either one payload's only encoding or a problem.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { h } from './testing/chain.ts'
import { devnetConfig, publicConfig } from './config.ts'
import { decodeCall, decodePayload, encodeCall, encodePayload } from './payload-codec.ts'
import type { BridgePayload } from './payloads.ts'
import { PAYLOAD_KIND } from './payloads.ts'

const hashes = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }).map(h)
const sender = fc.record({ input: fc.nat(0xffff), key: hashes })
const outpoint = fc.record({ transactionId: hashes, index: fc.nat(0xffff_ffff) })
const roots = fc.record({ storage: hashes, outbox: hashes, events: hashes })
const bytes = fc.uint8Array({ maxLength: 90 })
const u64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })
const kind = <K extends string>(k: K) => fc.constant(k)
const named = { sender, dispute: hashes, position: fc.nat(0xffff_ffff) }
const opening = fc.record({ historyRoot: hashes, endsWitness: bytes })

const PAYLOADS: { [K in BridgePayload['kind']]: fc.Arbitrary<Extract<BridgePayload, { kind: K }>> } = {
  create: fc.record({
    kind: kind('create'),
    sender,
    namespace: fc.nat(0xffff_ffff),
    config: fc.constantFrom(devnetConfig, publicConfig, { ...devnetConfig, lottery: 'xor' as const }),
    code: bytes,
    message: bytes,
  }),
  stake: fc.record({ kind: kind('stake'), siloId: hashes }),
  requestUnlock: fc.record({ kind: kind('requestUnlock'), sender, stake: outpoint }),
  unlock: fc.record({ kind: kind('unlock'), sender, stake: outpoint }),
  commit: fc.record({
    kind: kind('commit'),
    sender,
    siloId: hashes,
    stake: outpoint,
    ticketBlock: hashes,
    parent: hashes,
    entries: fc.array(fc.record({ block: hashes, roots }), { maxLength: 5 }),
  }),
  challenge: fc.record({
    kind: kind('challenge'),
    sender,
    siloId: hashes,
    node: hashes,
    backing: fc.oneof(
      fc.record({ kind: kind('output') }),
      fc.record({ kind: kind('stake'), stake: outpoint }),
    ),
    roots,
  }),
  assert: fc.record({
    kind: kind('assert'),
    ...named,
    steps: u64,
    endHash: hashes,
    haltedWitness: bytes,
    opening,
  }),
  reveal: fc.record({
    kind: kind('reveal'),
    ...named,
    opening: fc.option(opening, { nil: undefined }),
    hashes: fc.array(hashes, { maxLength: 8 }),
    witness: bytes,
  }),
  pick: fc.record({ kind: kind('pick'), ...named, index: fc.nat(0xffff) }),
  prove: fc.record({ kind: kind('prove'), ...named, proof: bytes }),
  claimTimeout: fc.record({ kind: kind('claimTimeout'), ...named }),
  slash: fc.record({ kind: kind('slash'), sender, stake: outpoint, dispute: hashes }),
  equivocation: fc.record({
    kind: kind('equivocation'),
    sender,
    stake: outpoint,
    first: hashes,
    second: hashes,
  }),
  finalise: fc.record({ kind: kind('finalise'), siloId: hashes, node: hashes }),
  publish: fc.record({
    kind: kind('publish'),
    siloId: hashes,
    node: hashes,
    entries: fc.array(
      fc.record({ index: fc.nat(0xffff), leaf: fc.uint8Array({ minLength: 64, maxLength: 64 }) }),
      { maxLength: 4 },
    ),
    witness: bytes,
  }),
  collectFees: fc.record({ kind: kind('collectFees'), sender, siloId: hashes }),
}

const anyPayload: fc.Arbitrary<BridgePayload> = fc.oneof(...Object.values(PAYLOADS))

describe('payloads', () => {
  test.each(Object.keys(PAYLOAD_KIND) as (keyof typeof PAYLOADS)[])('%s survives its bytes', (name) => {
    fc.assert(
      fc.property(PAYLOADS[name] as fc.Arbitrary<BridgePayload>, (payload) => {
        expect(decodePayload(encodePayload(payload))).toEqual({ ok: true, payload })
      }),
      { numRuns: 30 },
    )
  })

  test('a call survives its bytes', () => {
    fc.assert(
      fc.property(sender, bytes, (from, message) => {
        const payload = { kind: 'call', sender: from, message } as const
        expect(decodeCall(encodeCall(payload))).toEqual({ ok: true, payload })
      }),
    )
  })

  test('random bytes never throw, and what decodes has no other encoding', () => {
    const head = fc.tuple(fc.constantFrom(0, 1, 2), fc.nat(20), fc.uint8Array({ maxLength: 400 }))
    fc.assert(
      fc.property(head, ([version, k, rest]) => {
        const data = Uint8Array.of(version, k, ...rest)
        const decoded = decodePayload(data)
        const message = decodeCall(data)
        const again = decoded.ok ? encodePayload(decoded.payload) : data
        const messageAgain = message.ok ? encodeCall(message.payload) : data
        expect([again, messageAgain]).toEqual([data, data])
      }),
      { numRuns: 2_000 },
    )
  })

  test('a payload with a byte changed, cut or added never throws and stays canonical', () => {
    fc.assert(
      fc.property(anyPayload, fc.nat(), fc.nat(255), fc.nat(2), (payload, at, byte, how) => {
        const good = encodePayload(payload)
        const where = at % good.length
        const bad = [
          good.map((b, i) => (i === where ? byte : b)),
          good.slice(0, where),
          Uint8Array.of(...good, byte),
        ][how]!
        const decoded = decodePayload(bad)
        expect(decoded.ok ? encodePayload(decoded.payload) : bad).toEqual(bad)
      }),
      { numRuns: 2_000 },
    )
  })

  test('a length beyond the bytes allocates nothing and is a problem', () => {
    const huge = Uint8Array.of(1, PAYLOAD_KIND.prove, ...new Uint8Array(70), 0xff, 0xff, 0xff, 0xff)
    expect(decodePayload(huge).ok).toBe(false)
  })
})
