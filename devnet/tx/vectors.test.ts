// Hashes of transactions and headers against data made by Kaspa's own code.
import { describe, expect, it } from 'vitest'
import { haveVectors, needsVectors, readVector, readVectorLines } from '../../test/vectors.ts'
import { createSighasher, parseSighashType } from './sighash.ts'
import { hashMerkleRoot } from './merkle.ts'
import { HASHERS } from './hashers.ts'
import type { HashDomain } from './hashers.ts'
import { bytesToHex, hexToBytes, ZERO_HASH } from './hash.ts'
import { blockFromJson, blockToJson, transactionFromJson, transactionToJson } from './json.ts'
import { nobleVerifier } from './signature.ts'
import { classifyScript } from './scripts.ts'
import { headerHash } from './header-hash.ts'
import { transactionId } from './transaction-hash.ts'
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

describe('genesis', () => {
  /** The payload says blue score 0, one coin, an empty script of one byte, and the network's name. */
  const coinbaseOf = (network: string) =>
    transactionFromJson({
      version: 0n,
      inputs: [],
      outputs: [],
      lockTime: 0n,
      subnetworkId: '01'.padEnd(40, '0'),
      gas: 0n,
      payload: `000000000000000000e1f5050000000000000100${bytesToHex(new TextEncoder().encode(network))}`,
    })

  const cases = [
    [
      'kaspa-simnet',
      0x17c5f62fbb6n,
      0x207fffff,
      2n,
      '411f8cd26f3d41aea39e78573927da24d23995705b579f30959b9127e96b79e3',
    ],
    [
      'kaspa-devnet',
      0x11e9db49828n,
      0x1e21bc1c,
      0x48e5en,
      '4cb48d0b2073b802360145a15ad1abdc01d89b5c2fe4722630ab9b5fe9dfc4f2',
    ],
  ] as const
  for (const [network, timestamp, bits, nonce, expected] of cases) {
    it(`of ${network} has its hash`, () => {
      const coinbase = coinbaseOf(network)
      if (!coinbase.ok) throw new Error(coinbase.reason)
      expect(transactionFromJson(transactionToJson(coinbase.value))).toEqual(coinbase)
      const header = {
        version: 0,
        parentsByLevel: [],
        hashMerkleRoot: hashMerkleRoot([coinbase.value]),
        acceptedIdMerkleRoot: ZERO_HASH,
        utxoCommitment: hash('544eb3142c000f0ad2c76ac41f4222abbababed830eeafee4b6dc56b52d5cac0'),
        timestamp,
        bits,
        nonce,
        daaScore: 0n,
        blueWork: 0n,
        blueScore: 0n,
        pruningPoint: ZERO_HASH,
      }
      expect(headerHash(header)).toBe(expected)
    })
  }
})
