// Payload bytes: every payload survives, every byte string is either one payload's only encoding or a problem.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PAYLOADS, arbitraryPayload, arbitrarySender } from '../../test/arbitrary-payload.ts'
import { decodeCall, decodePayload, encodeCall, encodePayload } from './payload-codec.ts'
import type { BridgePayload } from './payloads.ts'
import { PAYLOAD_KIND } from './payloads.ts'

const bytes = fc.uint8Array({ maxLength: 90 })

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
      fc.property(arbitrarySender, bytes, (from, message) => {
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
      fc.property(arbitraryPayload, fc.nat(), fc.nat(255), fc.nat(2), (payload, at, byte, how) => {
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
