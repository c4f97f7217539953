// Masses against worked examples of KIP-9 and of the facts in 31, 2.7.
import { describe, expect, it } from 'vitest'
import { COINBASE_SUBNETWORK, NATIVE_SUBNETWORK, SOMPI_PER_KASPA } from './constants.ts'
import { ZERO_HASH } from './hash.ts'
import {
  estimatedSize,
  minimumRelayFee,
  nonContextualMass,
  storageMass,
  storageCellOfOutput,
} from './mass.ts'
import { payToPublicKey } from './scripts.ts'
import type { Transaction } from './types.ts'

const KEY_SCRIPT = payToPublicKey(new Uint8Array(32).fill(7))
const cell = (kaspa: number) => ({ amount: BigInt(kaspa * 1000) * (SOMPI_PER_KASPA / 1000n), plurality: 1n })

const TX: Transaction = {
  version: 1,
  inputs: [
    {
      previousOutpoint: { transactionId: ZERO_HASH, index: 0 },
      signatureScript: new Uint8Array(66),
      sequence: 0n,
      sigOpCount: 0,
      computeBudget: 10,
    },
  ],
  outputs: [{ value: 1n, scriptPublicKey: KEY_SCRIPT }],
  lockTime: 0n,
  subnetworkId: NATIVE_SUBNETWORK,
  gas: 0n,
  payload: new Uint8Array(6),
  storageMass: 0n,
}

describe('compute and transient mass', () => {
  it('count bytes, script bytes and the bought budget', () => {
    const size = 94 + 6 + (36 + 8 + 66 + 8 + 2) + (18 + 34)
    expect(estimatedSize(TX)).toBe(BigInt(size))
    expect(nonContextualMass(TX)).toEqual({ compute: BigInt(size + 360 + 1000), transient: BigInt(4 * size) })
    expect(minimumRelayFee(TX)).toBe(BigInt(size + 1360) * 100n)
  })

  it('count signature operations in version 0', () => {
    const [input] = TX.inputs
    const old: Transaction = { ...TX, version: 0, inputs: [{ ...input!, sigOpCount: 2, computeBudget: 0 }] }
    expect(nonContextualMass(old).compute).toBe(estimatedSize(old) + 360n + 2000n)
  })

  it('take half the transient mass for the fee where it is more', () => {
    const big: Transaction = { ...TX, payload: new Uint8Array(50_000) }
    expect(minimumRelayFee(big)).toBe(estimatedSize(big) * 2n * 100n)
  })

  it('are zero for a coinbase', () => {
    expect(nonContextualMass({ ...TX, subnetworkId: COINBASE_SUBNETWORK })).toEqual({
      compute: 0n,
      transient: 0n,
    })
  })
})

describe('storage mass', () => {
  it('is C / value for a new small output', () => {
    expect(storageMass([cell(1000)], [cell(0.2)])).toBe(50_000n - 10n)
  })

  it('is zero where an output keeps the value of the input', () => {
    expect(storageMass([cell(5)], [cell(5)])).toBe(0n)
    expect(storageMass([cell(1), cell(1), cell(1)], [cell(3)])).toBe(0n)
  })

  it('takes the harmonic sum for two by two, the arithmetic mean beyond', () => {
    expect(storageMass([cell(1), cell(100)], [cell(1), cell(100)])).toBe(0n)
    // Three inputs: credit 3 * C / mean = 3 * 1e12 / 34e8 (rounded down); debit of outputs 10000 + 10000 + 100.
    expect(storageMass([cell(1), cell(1), cell(100)], [cell(1), cell(1), cell(100)])).toBe(
      20_100n - 3n * 294n,
    )
  })

  it('weighs bulky scripts by the square of their units', () => {
    const bulky = storageCellOfOutput({
      value: 1n,
      scriptPublicKey: { version: 0, script: new Uint8Array(138) },
    })
    expect(bulky.plurality).toBe(3n)
    expect(storageMass([cell(1)], [{ ...bulky, amount: SOMPI_PER_KASPA }])).toBe(90_000n - 10_000n)
  })

  it('is undefined for amounts of zero and zero for no inputs', () => {
    expect(storageMass([cell(1)], [cell(0)])).toBeUndefined()
    expect(storageMass([cell(0)], [cell(1)])).toBeUndefined()
    expect(storageMass([], [cell(1)])).toBe(0n)
  })
})
