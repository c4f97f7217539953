// Scripts of inputs: the standard forms, their failures, and totality on any bytes.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OTHER_SECRET, SECRET, spend, utxo } from '../../../test/spending.ts'
import { bytesToHex } from '../../tx/hash.ts'
import {
  multisigScript,
  payToPublicKey,
  payToPublicKeyEcdsa,
  payToScript,
  pushData,
} from '../../tx/scripts.ts'
import { createSighasher, SIGHASH } from '../../tx/sighash.ts'
import { signaturePush } from '../../tx/sign-transaction.ts'
import { compressedKeyOf, nobleVerifier, publicKeyOf, signEcdsa, signSchnorr } from '../../tx/signature.ts'
import type { ScriptPublicKey, Transaction } from '../../tx/types.ts'
import { checkCovenants } from './covenants.ts'
import { runInputScript } from './engine.ts'
import { parseScript } from './operations.ts'

const KEY = publicKeyOf(SECRET)
const OTHER = publicKeyOf(OTHER_SECRET)

/** Runs a spend of one output with this script; the signature script is made from what has to be signed. */
function run(
  scriptPublicKey: ScriptPublicKey,
  unlock: (schnorr: (secret: Uint8Array) => Uint8Array, ecdsa: () => Uint8Array) => Uint8Array,
  change: { sigOpCount?: number; version?: number; computeBudget?: number } = {},
) {
  const { sigOpCount = 3, version = 0, computeBudget = 0 } = change
  const u = utxo(0, { scriptPublicKey })
  const base = spend([u], [[1n, scriptPublicKey]], { version })
  const tx: Transaction = { ...base, inputs: base.inputs.map((i) => ({ ...i, sigOpCount, computeBudget })) }
  const sighasher = createSighasher(tx, [u.entry])
  const signatureScript = unlock(
    (secret) => signaturePush(signSchnorr(sighasher.schnorr(0, SIGHASH.ALL), secret), SIGHASH.ALL),
    () => signaturePush(signEcdsa(sighasher.ecdsa(0, SIGHASH.ALL), SECRET), SIGHASH.ALL),
  )
  const signed = { ...tx, inputs: tx.inputs.map((i) => ({ ...i, signatureScript })) }
  const covenants = checkCovenants(signed, [u.entry])
  if (!covenants.ok) throw new Error('a transaction without covenants has none')
  return runInputScript({
    tx: signed,
    inputIndex: 0,
    entries: [u.entry],
    sighasher: createSighasher(signed, [u.entry]),
    verifier: nobleVerifier,
    covenants: covenants.context,
  })
}

const join = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
const OK = { ok: true, placeBound: false }

describe('standard scripts', () => {
  it('pay to a key by Schnorr and ECDSA', () => {
    expect(run(payToPublicKey(KEY), (sign) => sign(SECRET))).toEqual(OK)
    expect(run(payToPublicKey(KEY), (sign) => sign(OTHER_SECRET)).ok).toBe(false)
    expect(run(payToPublicKeyEcdsa(compressedKeyOf(SECRET)), (_, ecdsa) => ecdsa())).toEqual(OK)
    expect(run(payToPublicKeyEcdsa(compressedKeyOf(OTHER_SECRET)), (_, ecdsa) => ecdsa()).ok).toBe(false)
  })

  it('pay to the hash of both', () => {
    for (const redeem of [payToPublicKey(KEY).script, payToPublicKeyEcdsa(compressedKeyOf(SECRET)).script]) {
      const byKey = (sign: (s: Uint8Array) => Uint8Array, ecdsa: () => Uint8Array) =>
        join(redeem.length === 34 ? sign(SECRET) : ecdsa(), pushData(redeem))
      expect(run(payToScript(redeem), byKey)).toEqual(OK)
      expect(run(payToScript(redeem), () => pushData(redeem)).ok).toBe(false)
      expect(run(payToScript(Uint8Array.of(1)), byKey).ok).toBe(false)
    }
  })

  it('take two of three signatures in the order of the keys', () => {
    const third = new Uint8Array(32).fill(3)
    const redeem = multisigScript(2, [KEY, OTHER, publicKeyOf(third)])
    const by = (...secrets: Uint8Array[]) =>
      run(payToScript(redeem), (sign) => join(...secrets.map(sign), pushData(redeem)))
    expect(by(SECRET, OTHER_SECRET)).toEqual(OK)
    expect(by(SECRET, third)).toEqual(OK)
    expect(by(OTHER_SECRET, third)).toEqual(OK)
    expect(by(OTHER_SECRET, SECRET).ok).toBe(false)
    expect(by(SECRET, SECRET).ok).toBe(false)
    expect(by(SECRET).ok).toBe(false)
    expect(by(SECRET, OTHER_SECRET, third).ok).toBe(false)
    expect(() => multisigScript(3, [KEY])).toThrow('no multisig')
  })
})

describe('what is refused', () => {
  it('names its reason', () => {
    const reason = (script: string, unlocking = '') => {
      const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (b) => Number.parseInt(b, 16))
      const verdict = run({ version: 0, script: bytes(script) }, () => bytes(unlocking))
      return verdict.ok ? 'ok' : verdict.reason
    }
    expect(reason('51')).toBe('ok')
    expect(reason('')).toContain('no script at all')
    expect(reason('61')).toContain('empty stack')
    expect(reason('00')).toContain('ends on false')
    expect(reason('0180')).toContain('ends on false')
    expect(reason('5151')).toContain('more than its verdict')
    expect(reason('51', '51')).toContain('more than its verdict')
    expect(reason('4c')).toContain('breaks off')
    expect(reason('0102')).toBe('ok')
    expect(reason('51', 'ac')).toContain('only push')
    expect(reason('ff')).toContain('0xff is unknown')
    expect(reason('51'.repeat(245))).toContain('more than 244')
    expect(reason('63')).toContain('needs 1 items')
    expect(reason('0063ff6851')).toBe('ok')
    expect(reason('00638d6851')).toContain('2MUL is disabled')
    expect(reason('51a6')).toContain('zero-knowledge')
    expect(reason(`02aabb${bytesToHex(payToPublicKey(KEY).script)}`)).toContain('unknown hash type')
    expect(reason(`02aa01${bytesToHex(payToPublicKey(KEY).script)}`)).toContain('64 bytes and a hash type')
    expect(reason('5169')).toContain('empty stack')
    expect(reason('69')).toContain('needs 1 items')
    expect(reason('0069')).toContain('verification fails')
    expect(reason('525287')).toBe('ok')
    expect(reason('525387')).toContain('ends on false')
    expect(reason('52528851')).toBe('ok')
    expect(reason('0000ae')).toBe('ok')
  })

  it('is a signature check that is not paid for', () => {
    const spent = payToPublicKey(KEY)
    expect(run(spent, (sign) => sign(SECRET), { sigOpCount: 0 }).ok).toBe(false)
    expect(run(spent, (sign) => sign(SECRET), { sigOpCount: 1 })).toEqual(OK)
    const v1 = (computeBudget: number) =>
      run(spent, (sign) => sign(SECRET), { version: 1, sigOpCount: 0, computeBudget }).ok
    expect([v1(9), v1(10)]).toEqual([false, true])
  })

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 }), (script, unlocking) => {
        expect(typeof run({ version: 0, script }, () => unlocking).ok).toBe('boolean')
        expect(run({ version: 1, script }, () => unlocking).ok).toBe(true)
        expect(typeof parseScript(script).ok).toBe('boolean')
      }),
      { numRuns: 300 },
    )
  })
})
