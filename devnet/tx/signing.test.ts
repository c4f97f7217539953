// Signature hashes: each type covers exactly what it says, and signing fits verifying for both schemes.
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { arbitraryEntry, arbitraryTransaction } from '../../test/arbitrary-tx.ts'
import { bytesToHex, hashFromBytes, hexToBytes, ZERO_HASH } from './hash.ts'
import { NATIVE_SUBNETWORK } from './constants.ts'
import { payToPublicKey, payToPublicKeyEcdsa } from './scripts.ts'
import { createSighasher, parseSighashType, SIGHASH } from './sighash.ts'
import type { SighashType } from './sighash.ts'
import { signTransaction } from './sign-transaction.ts'
import { compressedKeyOf, isSecretKey, nobleVerifier, publicKeyOf } from './signature.ts'
import { ustoScript } from './silo-scripts.ts'
import { transactionHash, transactionId } from './transaction-hash.ts'
import type { Transaction, TxInput, UtxoEntry } from './types.ts'

const SECRET = hexToBytes('b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56a784d9045190cfef')!
const KEY = publicKeyOf(SECRET)
const ENTRY: UtxoEntry = {
  amount: 5n,
  scriptPublicKey: payToPublicKey(KEY),
  blockDaaScore: 0n,
  isCoinbase: false,
}

function input(index: number): TxInput {
  const previousOutpoint = { transactionId: ZERO_HASH, index }
  return {
    previousOutpoint,
    signatureScript: new Uint8Array(),
    sequence: 1n,
    sigOpCount: 1,
    computeBudget: 0,
  }
}

const TX: Transaction = {
  version: 0,
  inputs: [input(0), input(1)],
  outputs: [1n, 2n].map((value) => ({ value, scriptPublicKey: payToPublicKey(KEY) })),
  lockTime: 9n,
  subnetworkId: NATIVE_SUBNETWORK,
  gas: 0n,
  payload: new Uint8Array(),
  storageMass: 0n,
}

const digest = (tx: Transaction, type: SighashType, i = 0, entries = [ENTRY, ENTRY]) =>
  bytesToHex(createSighasher(tx, entries).schnorr(i, type))

/** Changes of the transaction, and which hash types of input 0 must not notice each. */
const CHANGES: readonly [
  name: string,
  change: (tx: Transaction) => Transaction,
  blind: readonly SighashType[],
][] = [
  ['lock time', (tx) => ({ ...tx, lockTime: 10n }), []],
  ['payload', (tx) => ({ ...tx, payload: Uint8Array.of(1) }), []],
  ['own sequence', (tx) => edit(tx, 0, { sequence: 2n }), []],
  ['other sequence', (tx) => edit(tx, 1, { sequence: 2n }), [0x02, 0x04, 0x81, 0x82, 0x84]],
  ['other outpoint', (tx) => ({ ...tx, inputs: [input(0), input(7)] }), [0x81, 0x82, 0x84]],
  ['other sigop count', (tx) => edit(tx, 1, { sigOpCount: 3 }), [0x81, 0x82, 0x84]],
  ['own output', (tx) => pay(tx, 0), [0x02, 0x82]],
  ['other output', (tx) => pay(tx, 1), [0x02, 0x82, 0x04, 0x84]],
  ['signature', (tx) => edit(tx, 0, { signatureScript: Uint8Array.of(1) }), Object.values(SIGHASH)],
]

function edit(tx: Transaction, index: number, change: Partial<TxInput>): Transaction {
  return { ...tx, inputs: tx.inputs.map((x, i) => (i === index ? { ...x, ...change } : x)) }
}

function pay(tx: Transaction, index: number): Transaction {
  return { ...tx, outputs: tx.outputs.map((o, i) => (i === index ? { ...o, value: 77n } : o)) }
}

describe('signature hashes', () => {
  for (const [name, change, blind] of CHANGES) {
    for (const type of Object.values(SIGHASH)) {
      const sees = !blind.includes(type)
      it(`type 0x${type.toString(16)} ${sees ? 'covers' : 'leaves out'} the ${name}`, () => {
        expect(digest(change(TX), type) !== digest(TX, type)).toBe(sees)
      })
    }
  }

  it('cover the amount and the script that is spent', () => {
    const richer = { ...ENTRY, amount: 6n }
    expect(digest(TX, SIGHASH.NONE_ANYONE_CAN_PAY, 0, [richer, ENTRY])).not.toBe(
      digest(TX, SIGHASH.NONE_ANYONE_CAN_PAY),
    )
  })

  it('give SINGLE without its output as NONE of outputs', () => {
    const short = { ...TX, outputs: [] }
    expect(digest(short, SIGHASH.SINGLE)).not.toBe(digest(TX, SIGHASH.SINGLE))
  })

  it('know six types only', () => {
    const known = Array.from({ length: 256 }, (_, b) => b).filter((b) => parseSighashType(b) !== undefined)
    expect(known).toEqual([1, 2, 4, 0x81, 0x82, 0x84])
  })

  it('are defined for all transactions', () => {
    fc.assert(
      fc.property(
        arbitraryTransaction,
        arbitraryEntry,
        fc.constantFrom(...Object.values(SIGHASH)),
        (tx, entry, type) => {
          const sighasher = createSighasher(
            tx,
            tx.inputs.map(() => entry),
          )
          for (const i of tx.inputs.keys()) expect(sighasher.schnorr(i, type).length).toBe(32)
        },
      ),
    )
  })
})

describe('signing', () => {
  it('signs what the key owns by Schnorr, ECDSA and stake, and nothing else', () => {
    const scripts = [
      payToPublicKey(KEY),
      payToPublicKeyEcdsa(compressedKeyOf(SECRET)),
      ustoScript(ZERO_HASH, hashFromBytes(KEY)),
      payToPublicKey(new Uint8Array(32).fill(1)),
    ]
    const entries = scripts.map((scriptPublicKey) => ({ ...ENTRY, scriptPublicKey }))
    const tx = { ...TX, inputs: entries.map((_, i) => input(i)) }
    const signed = signTransaction(tx, entries, SECRET)
    const sighasher = createSighasher(signed, entries)
    const [a, b, c, d] = signed.inputs.map((x) => x.signatureScript.slice(1, 65))
    expect(nobleVerifier.verifySchnorr(a!, sighasher.schnorr(0, 1), KEY)).toBe(true)
    expect(nobleVerifier.verifyEcdsa(b!, sighasher.ecdsa(1, 1), compressedKeyOf(SECRET))).toBe(true)
    expect(nobleVerifier.verifySchnorr(c!, sighasher.schnorr(2, 1), KEY)).toBe(true)
    expect(d).toEqual(new Uint8Array())
    expect(nobleVerifier.verifySchnorr(a!, sighasher.schnorr(1, 1), KEY)).toBe(false)
    expect(signTransaction(tx, entries, SECRET)).toEqual(signed)
  })

  it('does not change the id, but the hash', () => {
    const signed = signTransaction(TX, [ENTRY, ENTRY], SECRET)
    expect(transactionId(signed)).toBe(transactionId(TX))
    expect(transactionHash(signed)).not.toBe(transactionHash(TX))
  })

  it('verifies totally', () => {
    const any = fc.uint8Array({ maxLength: 66 })
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(nobleVerifier.verifySchnorr(a, b, c)).toBe(false)
        expect(nobleVerifier.verifyEcdsa(a, b, c)).toBe(false)
      }),
    )
    expect(nobleVerifier.verifySchnorr(new Uint8Array(64), new Uint8Array(32), KEY)).toBe(false)
    expect(isSecretKey(new Uint8Array(32))).toBe(false)
    expect(isSecretKey(SECRET)).toBe(true)
  })
})
