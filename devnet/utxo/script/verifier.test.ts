// The fast verifiers say what the pure JavaScript one says, of good signatures, damaged ones and any bytes.
import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OTHER_SECRET, SECRET } from '../../../test/spending.ts'
import { compressedKeyOf, nobleVerifier, publicKeyOf, signEcdsa, signSchnorr } from '../../tx/signature.ts'
import type { SignatureVerifier } from '../../tx/signature.ts'
import { nativeSchnorr } from './native-verifier.ts'
import { consensusVerifier } from './verifier.ts'
import { wasmVerifier } from './wasm-verifier.ts'

const ORDER = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const digest = fc.uint8Array({ minLength: 32, maxLength: 32 })

/** All five answers about one signature. */
function answers(verifier: SignatureVerifier, signature: Uint8Array, message: Uint8Array, key: Uint8Array) {
  return [
    verifier.verifySchnorr(signature, message, key),
    verifier.verifyEcdsa(signature, message, key),
    verifier.isSchnorrKey(key),
    verifier.isEcdsaKey(key),
    verifier.isEcdsaSignature(signature),
  ]
}

/** Consensus prefers native code; WebAssembly is all there is where no build fits. */
const FAST = [
  ['by WebAssembly', wasmVerifier],
  ['of consensus', consensusVerifier],
] as const

describe.each(FAST)('the verifier %s', (_, fast) => {
  it('takes good signatures and refuses them with a bit changed, as the other does', () => {
    const change = fc.record({ part: fc.constantFrom('none', 'signature', 'digest', 'key'), bit: fc.nat() })
    const scheme = fc.constantFrom('schnorr', 'ecdsa')
    const secret = fc.constantFrom(SECRET, OTHER_SECRET)
    fc.assert(
      fc.property(scheme, secret, digest, change, (kind, key, message, { part, bit }) => {
        const parts = {
          signature: kind === 'schnorr' ? signSchnorr(message, key) : signEcdsa(message, key),
          digest: message.slice(),
          key: kind === 'schnorr' ? publicKeyOf(key) : compressedKeyOf(key),
          none: new Uint8Array(1),
        }
        const target = parts[part as keyof typeof parts]
        target[Math.floor(bit / 8) % target.length]! ^= 1 << (bit % 8)
        expect(answers(fast, parts.signature, parts.digest, parts.key)).toEqual(
          answers(nobleVerifier, parts.signature, parts.digest, parts.key),
        )
        const verify = kind === 'schnorr' ? fast.verifySchnorr : fast.verifyEcdsa
        expect(verify(parts.signature, parts.digest, parts.key)).toBe(part === 'none')
      }),
      { numRuns: 60 },
    )
  })

  it('agrees on any bytes of any length', () => {
    const any = fc.uint8Array({ maxLength: 70 })
    fc.assert(
      fc.property(any, any, any, (signature, message, key) => {
        expect(answers(fast, signature, message, key)).toEqual(
          answers(nobleVerifier, signature, message, key),
        )
      }),
    )
  })

  it('agrees at the ends of the ranges', () => {
    const tried: [Uint8Array, Uint8Array][] = []
    const key = publicKeyOf(SECRET)
    const compressed = compressedKeyOf(SECRET)
    const message = new Uint8Array(32).fill(5)
    const [r, s] = [signEcdsa(message, SECRET).slice(0, 32), signEcdsa(message, SECRET).slice(32)]
    const halves = ['00'.repeat(32), ORDER, 'ff'.repeat(32), `${ORDER.slice(0, -1)}0`].map(bytes)
    // The other s that satisfies the equation: high, and refused by both.
    const high = BigInt(`0x${ORDER}`) - BigInt(`0x${Buffer.from(s).toString('hex')}`)
    for (const half of [...halves, bytes(high.toString(16).padStart(64, '0'))]) {
      for (const signature of [Uint8Array.of(...half, ...s), Uint8Array.of(...r, ...half)]) {
        tried.push([signature, key], [signature, compressed])
      }
      for (const odd of [half, Uint8Array.of(2, ...half), Uint8Array.of(4, ...half)]) {
        tried.push([new Uint8Array(64), odd])
      }
    }
    const all = (verifier: SignatureVerifier) =>
      tried.map(([signature, k]) => answers(verifier, signature, message, k))
    expect(all(fast)).toEqual(all(nobleVerifier))
  })
})

const HAVE_BUILDS = ['linux-x64', 'darwin-arm64', 'win32-x64']

describe('the native verifier', () => {
  it.runIf(HAVE_BUILDS.includes(`${process.platform}-${process.arch}`))(
    'is there where its package has builds',
    () => {
      expect(nativeSchnorr).toBeDefined()
    },
  )

  // The signatures that a check of x alone would take: s'·G - e·P is the negative of R, whose y is odd.
  it.skipIf(nativeSchnorr === undefined)('refuses the negative of the right point', () => {
    const { n } = secp256k1.Point.CURVE()
    fc.assert(
      fc.property(fc.bigInt(2n, n - 1n), digest, (nonce, message) => {
        const secret = SECRET
        const key = publicKeyOf(secret)
        const point = secp256k1.Point.BASE.multiply(nonce)
        const isEven = point.toAffine().y % 2n === 0n
        const x = point.toBytes(true).slice(1)
        const e = bytesToNumber(schnorr.utils.taggedHash('BIP0340/challenge', x, key, message)) % n
        const given = bytesToNumber(secret)
        const d = secp256k1.Point.BASE.multiply(given).toAffine().y % 2n === 0n ? given : n - given
        const signed = (k: bigint) => Uint8Array.of(...x, ...numberToBytes((k + e * d) % n))
        const [good, negative] = isEven ? [nonce, n - nonce] : [n - nonce, nonce]
        expect(nativeSchnorr?.(signed(good), message, key)).toBe(true)
        expect(nobleVerifier.verifySchnorr(signed(good), message, key)).toBe(true)
        expect(nativeSchnorr?.(signed(negative), message, key)).toBe(false)
        expect(nobleVerifier.verifySchnorr(signed(negative), message, key)).toBe(false)
      }),
      { numRuns: 20 },
    )
  })
})

function bytesToNumber(given: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(given).toString('hex')}`)
}

function numberToBytes(value: bigint): Uint8Array {
  return bytes(value.toString(16).padStart(64, '0'))
}
