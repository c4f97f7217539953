// Hashes of transactions and headers against data made by Kaspa's own code.
import { describe, expect, it } from 'vitest'
import { haveVectors, needsVectors, readVector, readVectorLines } from '../../test/vectors.ts'
import { createSighasher, parseSighashType } from './sighash.ts'
import { hashMerkleRoot } from './merkle.ts'
import { HASHERS } from './hashers.ts'
import type { HashDomain } from './hashers.ts'
import { bytesToHex, hashFromBytes, hexToBytes } from './hash.ts'
import { blockFromJson, blockToJson, transactionFromJson, transactionToJson } from './json.ts'
import { nobleVerifier } from './signature.ts'
import { classifyScript } from './scripts.ts'
import { transactionHash, transactionId } from './transaction-hash.ts'
import { COINBASE_SUBNETWORK, hash, outpointKey } from './index.ts'
import type { Block, Transaction, UtxoEntry } from './types.ts'

interface HasherVectors {
  readonly inputs_hex: readonly string[]
  readonly hashers: Readonly<Record<HashDomain, readonly string[]>>
}

describe.skipIf(!haveVectors)(`Kaspa's hashers${needsVectors}`, () => {
  it('gives every expected digest', () => {
    const vectors = JSON.parse(readVector('extracted-hashers.json')) as HasherVectors
    const inputs = vectors.inputs_hex.map((hex) => hexToBytes(hex)!)
    const domains = Object.keys(vectors.hashers) as HashDomain[]
    expect(domains.length).toBe(14)
    for (const domain of domains) {
      const digests = inputs.map((_, i) => bytesToHex(HASHERS[domain](...inputs.slice(0, i + 1))))
      expect({ domain, digests }).toEqual({ domain, digests: vectors.hashers[domain] })
    }
  })
})

interface RawBlock {
  readonly header: { readonly hash: string }
}

describe.skipIf(!haveVectors)(`the goref chain${needsVectors}`, () => {
  const raw = haveVectors ? readVectorLines('goref-1060-tx-265-blocks.json.gz').slice(1) : []
  const isBlock = (line: unknown): line is RawBlock =>
    typeof line === 'object' && line !== null && 'header' in line
  const rawBlocks = raw.filter(isBlock)
  const blocks = rawBlocks.map((line): Block => {
    const decoded = blockFromJson(line)
    if (!decoded.ok) throw new Error(`${decoded.path}: ${decoded.reason}`)
    return decoded.value
  })

  it('has the blocks that its name promises', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(265)
  })

  it('gives every header hash', () => {
    expect(blocks.map((b) => b.hash)).toEqual(rawBlocks.map((b) => hash(b.header.hash)))
  })

  it('gives every hash Merkle root, so every transaction hash', () => {
    for (const block of blocks) expect(hashMerkleRoot(block.transactions)).toBe(block.header.hashMerkleRoot)
  })

  it('gives every transaction id that a later input names, and every signature verifies', () => {
    const entries = new Map<string, UtxoEntry>()
    const spends: Transaction[] = []
    for (const tx of blocks.flatMap((b) => b.transactions)) {
      for (const [index, output] of tx.outputs.entries()) {
        entries.set(outpointKey({ transactionId: transactionId(tx), index }), {
          amount: output.value,
          scriptPublicKey: output.scriptPublicKey,
          blockDaaScore: 0n,
          isCoinbase: tx.subnetworkId === COINBASE_SUBNETWORK,
        })
      }
      if (tx.inputs.length > 0) spends.push(tx)
    }
    expect(spends.length).toBeGreaterThan(200)
    for (const tx of spends) {
      const spent = tx.inputs.map((input) => entries.get(outpointKey(input.previousOutpoint))!)
      expect(spent).not.toContain(undefined)
      const sighasher = createSighasher(tx, spent)
      for (const [i, input] of tx.inputs.entries()) {
        const form = classifyScript(spent[i]!.scriptPublicKey)
        if (form.kind !== 'pubKey') throw new Error('the chain only has pay-to-public-key outputs')
        const type = parseSighashType(input.signatureScript[65]!)!
        const digest = sighasher.schnorr(i, type)
        expect(nobleVerifier.verifySchnorr(input.signatureScript.slice(1, 65), digest, form.key)).toBe(true)
      }
    }
  })

  it('comes out of the JSON decoder as it went in', () => {
    for (const [i, block] of blocks.entries()) {
      expect(blockFromJson(blockToJson(block))).toEqual({ ok: true, value: block })
      expect(blockToJson(block)['header']).toEqual(normalise(rawBlocks[i]!.header))
    }
  })
})

/** The small integers of a header are numbers with us, bigint from the reader of the vectors. */
function normalise(header: object): object {
  return Object.fromEntries(
    Object.entries(header).map(([k, v]) => [k, k === 'version' || k === 'bits' ? Number(v) : v]),
  )
}

describe('a transaction written by Kaspa', () => {
  // The coinbase of devnet genesis: its hash is the Merkle root of that header.
  const json = {
    version: 0n,
    inputs: [],
    outputs: [],
    lockTime: 0n,
    subnetworkId: '01'.padEnd(40, '0'),
    gas: 0n,
    payload: '000000000000000000e1f50500000000000001006b617370612d6465766e6574',
    storageMass: 0n,
  }
  it('gives the devnet genesis Merkle root', () => {
    const decoded = transactionFromJson(json)
    if (!decoded.ok) throw new Error(decoded.reason)
    expect(transactionHash(decoded.value)).toBe(
      '58abf20321d70716162b6bf8d9f589ca33ae6e32b3b19abb7fa65d1141a3f94d',
    )
    expect(transactionFromJson(transactionToJson(decoded.value))).toEqual(decoded)
    expect(hashFromBytes(new Uint8Array(32))).toBe('0'.repeat(64))
  })
})
