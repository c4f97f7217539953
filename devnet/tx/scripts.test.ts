// Scripts, silo's scripts, lanes and addresses: builders and recognisers agree, and foreign input is classified.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ADDRESS_PREFIXES, addressOfScript, encodeAddress, parseAddress, scriptOfAddress } from './address.ts'
import type { Address } from './address.ts'
import { COINBASE_SUBNETWORK, NATIVE_SUBNETWORK } from './constants.ts'
import { arbitraryHash, arbitrarySubnetwork } from '../../test/arbitrary-tx.ts'
import { bytesToHex, hexToBytes, isSubnetworkId } from './hash.ts'
import { BRIDGE_LANE, BRIDGE_NAMESPACE, classifyLane, laneOfNamespace, parseNamespace } from './lanes.ts'
import { classifyScript, payToPublicKey, payToScript, pushData } from './scripts.ts'
import { compressedKeyOf, publicKeyOf } from './signature.ts'
import { parseSiloScript, siloAccountScript, ustoScript } from './silo-scripts.ts'

const SECRET = hexToBytes('b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56a784d9045190cfef')!

describe('addresses', () => {
  it("are those of Kaspa's own SDK", () => {
    const payload = publicKeyOf(SECRET)
    expect(encodeAddress({ prefix: 'kaspadev', kind: 'pubKey', payload })).toBe(
      'kaspadev:qr0lr4ml9fn3chekrqmjdkergxl93l4wrk3dankcgvjq776s9wn9j6n4stne3',
    )
    expect(encodeAddress({ prefix: 'kaspasim', kind: 'pubKey', payload })).toMatch(/wn9jeadh9sjw$/)
    expect(encodeAddress({ prefix: 'kaspa', kind: 'pubKey', payload })).toMatch(/wn9jkdskewva$/)
  })

  const address: fc.Arbitrary<Address> = fc.oneof(
    record('pubKey', 32),
    record('pubKeyEcdsa', 33),
    record('scriptHash', 32),
  )

  function record(kind: Address['kind'], length: number): fc.Arbitrary<Address> {
    return fc.record({
      prefix: fc.constantFrom(...ADDRESS_PREFIXES),
      kind: fc.constant(kind),
      payload: fc.uint8Array({ minLength: length, maxLength: length }),
    })
  }

  it('go to text and to scripts and back', () => {
    fc.assert(
      fc.property(address, (a) => {
        expect(parseAddress(encodeAddress(a))).toEqual({ ok: true, address: a })
        expect(addressOfScript(scriptOfAddress(a), a.prefix)).toEqual(a)
      }),
    )
  })

  it('show every mistyped character', () => {
    const charset = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
    fc.assert(
      fc.property(address, fc.nat(), fc.integer({ min: 1, max: 31 }), (a, n, shift) => {
        const text = encodeAddress(a)
        const colon = text.indexOf(':')
        const at = colon + 1 + (n % (text.length - colon - 1))
        const wrong = charset[(charset.indexOf(text[at]!) + shift) % 32]!
        expect(parseAddress(text.slice(0, at) + wrong + text.slice(at + 1)).ok).toBe(false)
      }),
    )
  })

  it('have one form only: the spare bit at the end must be zero', () => {
    const payload = new Uint8Array(32)
    const good = 'kaspasim:qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqekcujlt2'
    expect(parseAddress(good)).toEqual({ ok: true, address: { prefix: 'kaspasim', kind: 'pubKey', payload } })
    const stray = 'kaspasim:qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqp24phtuct'
    expect(parseAddress(stray)).toEqual({ ok: false, reason: 'the address has stray bits at its end' })
  })

  it('are parsed totally', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseAddress(text).ok).toBe(false)
        expect(parseAddress(`kaspa:${text}`).ok).toBe(false)
      }),
    )
  })
})

describe('scripts', () => {
  it('are recognised, whatever their bytes', () => {
    const key = publicKeyOf(SECRET)
    expect(classifyScript(payToPublicKey(key))).toEqual({ kind: 'pubKey', key })
    expect(classifyScript({ ...payToPublicKey(key), version: 1 })).toEqual({ kind: 'other' })
    expect(classifyScript(payToScript(key)).kind).toBe('scriptHash')
    expect(compressedKeyOf(SECRET).length).toBe(33)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 36 }), (script) => {
        expect(['pubKey', 'pubKeyEcdsa', 'scriptHash', 'other']).toContain(
          classifyScript({ version: 0, script }).kind,
        )
      }),
    )
  })

  it('push data of every length with the shortest prefix', () => {
    const prefixes = [0, 75, 76, 255, 256, 65_535, 65_536].map((n) => {
      const push = pushData(new Uint8Array(n))
      return bytesToHex(push.subarray(0, push.length - n))
    })
    expect(prefixes).toEqual(['00', '4b', '4c4c', '4cff', '4d0001', '4dffff', '4e00000100'])
  })
})

describe('silo scripts', () => {
  it('are built and parsed back', () => {
    fc.assert(
      fc.property(arbitraryHash, arbitraryHash, (siloId, owner) => {
        expect(parseSiloScript(ustoScript(siloId, owner))).toEqual({ kind: 'usto', siloId, owner })
        expect(parseSiloScript(siloAccountScript(siloId))).toEqual({ kind: 'siloAccount', siloId })
      }),
    )
  })

  it('need their version and exactly their length', () => {
    const siloId = arbitraryHash
    fc.assert(
      fc.property(
        siloId,
        fc.constantFrom(0, 0x5300, 0x5301, 0x5302, 0x5303),
        fc.nat(70),
        (id, version, length) => {
          const script = new Uint8Array(length).fill(parseInt(id.slice(0, 2), 16))
          const valid = (version === 0x5301 && length === 64) || (version === 0x5302 && length === 32)
          expect(parseSiloScript({ version, script }) !== undefined).toBe(valid)
        },
      ),
    )
  })
})

describe('lanes', () => {
  it('are told apart', () => {
    expect(BRIDGE_LANE).toBe(`${bytesToHex(new TextEncoder().encode('silo'))}${'00'.repeat(16)}`)
    expect(classifyLane(BRIDGE_LANE)).toEqual({ kind: 'user', namespace: BRIDGE_NAMESPACE })
    expect(classifyLane(NATIVE_SUBNETWORK).kind).toBe('native')
    expect(classifyLane(COINBASE_SUBNETWORK).kind).toBe('coinbase')
    for (const invalid of ['02'.padEnd(40, '0'), 'ff'.padEnd(40, '0'), '73696c6f'.padEnd(39, '0') + '1']) {
      expect(isSubnetworkId(invalid) && classifyLane(invalid).kind).toBe('invalid')
    }
    fc.assert(fc.property(arbitrarySubnetwork, (id) => classifyLane(id).kind === 'invalid'))
  })

  it('exist for every namespace but those of reserved shape', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (namespace) => {
        const lane = laneOfNamespace(namespace)
        const found = lane === undefined ? 'none' : classifyLane(lane)
        expect(found).toEqual((namespace & 0xff_ffff) === 0 ? 'none' : { kind: 'user', namespace })
      }),
    )
    expect(laneOfNamespace(0x0200_0000)).toBeUndefined()
    expect(laneOfNamespace(-1)).toBeUndefined()
    expect(parseNamespace('73696c6f')).toBe(BRIDGE_NAMESPACE)
    expect(parseNamespace('02000000')).toBeUndefined()
    expect(parseNamespace('silo')).toBeUndefined()
  })
})
