// The binary and JSON forms: each gives back what went in, and neither throws on anything foreign.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  arbitraryBlock,
  arbitraryEntry,
  arbitraryHeader,
  arbitraryTransaction,
} from '../../test/arbitrary-tx.ts'
import * as codec from './codec.ts'
import * as json from './json.ts'

describe('binary form', () => {
  it('gives back every transaction, entry, header and block', () => {
    const back = (value: unknown) => ({ ok: true, value })
    fc.assert(
      fc.property(
        arbitraryTransaction,
        arbitraryEntry,
        arbitraryHeader,
        arbitraryBlock,
        (tx, entry, header, block) => {
          expect(codec.decodeTransaction(codec.encodeTransaction(tx))).toEqual(back(tx))
          expect(codec.decodeUtxoEntry(codec.encodeUtxoEntry(entry))).toEqual(back(entry))
          expect(codec.decodeHeader(codec.encodeHeader(header))).toEqual(back(header))
          expect(codec.decodeBlock(codec.encodeBlock(block))).toEqual(back(block))
        },
      ),
    )
  })

  it('refuses every truncation and every extension', () => {
    fc.assert(
      fc.property(arbitraryTransaction, fc.nat(), (tx, n) => {
        const bytes = codec.encodeTransaction(tx)
        expect(codec.decodeTransaction(bytes.subarray(0, n % bytes.length)).ok).toBe(false)
        expect(codec.decodeTransaction(Uint8Array.of(...bytes, 0)).ok).toBe(false)
      }),
    )
  })

  it('has one encoding for each value: what decodes from altered bytes encodes to exactly these', () => {
    fc.assert(
      fc.property(arbitraryBlock, fc.nat(), fc.integer({ min: 1, max: 255 }), (block, at, flip) => {
        const bytes = codec.encodeBlock(block)
        const i = at % bytes.length
        bytes[i] = (bytes[i] ?? 0) ^ flip
        const decoded = codec.decodeBlock(bytes)
        expect(decoded.ok ? codec.encodeBlock(decoded.value) : bytes).toEqual(bytes)
      }),
      { numRuns: 500 },
    )
  })

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        for (const decode of [
          codec.decodeTransaction,
          codec.decodeUtxoEntry,
          codec.decodeHeader,
          codec.decodeBlock,
        ]) {
          expect(typeof decode(bytes).ok).toBe('boolean')
        }
      }),
      { numRuns: 500 },
    )
  })

  it('shares no memory with a Buffer that it was read from', () => {
    fc.assert(
      fc.property(arbitraryTransaction, (tx) => {
        const buffer = Buffer.from(codec.encodeTransaction(tx))
        const decoded = codec.decodeTransaction(buffer)
        buffer.fill(0xff)
        expect(decoded).toEqual({ ok: true, value: tx })
      }),
      { numRuns: 30 },
    )
  })

  it('refuses a huge count before it allocates', () => {
    const bytes = Uint8Array.of(1, 0, 0xe8, 3, 0, 0, 0, 0, 0, 0, 1, 2, 3)
    expect(codec.decodeTransaction(bytes)).toEqual({
      ok: false,
      reason: 'count 1000 over the limit at byte 10',
    })
  })
})

describe('JSON form', () => {
  it('gives back every transaction, entry and block', () => {
    fc.assert(
      fc.property(arbitraryTransaction, arbitraryEntry, arbitraryBlock, (tx, entry, block) => {
        expect(json.transactionFromJson(json.transactionToJson(tx))).toEqual({ ok: true, value: tx })
        expect(json.utxoEntryFromJson(json.utxoEntryToJson(entry))).toEqual({ ok: true, value: entry })
        expect(json.blockFromJson(json.blockToJson(block))).toEqual({ ok: true, value: block })
      }),
    )
  })

  it('never throws on arbitrary values', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true }), (value) => {
        for (const decode of [json.transactionFromJson, json.blockFromJson, json.utxoEntryFromJson]) {
          expect(decode(value).ok).toBe(false)
        }
      }),
    )
  })

  it('says where it went wrong, field by field', () => {
    fc.assert(
      fc.property(
        arbitraryTransaction,
        fc.constantFrom('version', 'inputs', 'outputs', 'lockTime', 'subnetworkId', 'gas', 'payload'),
        fc.constantFrom<unknown>(undefined, null, -1, 1.5, 'xyz', {}, 1n << 64n),
        (tx, field, bad) => {
          const decoded = json.transactionFromJson({ ...json.transactionToJson(tx), [field]: bad })
          expect(decoded).toMatchObject({ ok: false, path: field })
        },
      ),
    )
    const input = { previousOutpoint: { transactionId: '00', index: 0 }, signatureScript: '', sequence: 0 }
    const tx = {
      version: 0,
      inputs: [input],
      outputs: [],
      lockTime: 0,
      subnetworkId: '',
      gas: 0,
      payload: '',
    }
    expect(json.transactionFromJson(tx)).toEqual({
      ok: false,
      path: 'inputs[0].previousOutpoint.transactionId',
      reason: '64 hex digits are expected',
    })
  })

  it('takes the older name of the storage mass, and refuses two that differ', () => {
    const old = { ...txJson(), storageMass: undefined, mass: 7 }
    expect(json.transactionFromJson(old)).toMatchObject({ ok: true, value: { storageMass: 7n } })
    expect(json.transactionFromJson({ ...txJson(), storageMass: 8, mass: 7 })).toMatchObject({
      ok: false,
      path: 'mass',
    })
  })
})

function txJson(): object {
  const subnetworkId = '0'.repeat(40)
  return { version: 0, inputs: [], outputs: [], lockTime: 0n, subnetworkId, gas: 0, payload: '' }
}
