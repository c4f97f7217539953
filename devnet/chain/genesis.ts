// The first block of a network and what it does to the empty ledger: nothing, or the premine of a development network.
import { blake3 } from '@noble/hashes/blake3.js'
import type { Block, Hash, OutpointKey, Params, Transaction } from '../tx/index.ts'
import {
  ByteWriter,
  COINBASE_SUBNETWORK,
  hashFromBytes,
  hashMerkleRoot,
  headerHash,
  outpointKey,
  ZERO_HASH,
} from '../tx/index.ts'
import type { Utxo, UtxoDiff } from '../utxo/index.ts'
import type { ChainCommitments } from './commitments.ts'
import { genesisCommitments } from './commitments.ts'
import type { ChainExtension } from './extension.ts'
import type { ChainEffects, Genesis } from './types.ts'

const PREMINE_DOMAIN = 'silo.premine.v1'

export interface GenesisBlock {
  readonly block: Block
  readonly effects: ChainEffects
  readonly commitments: ChainCommitments
}

/**
 * The premine's outputs belong to no transaction: their outpoints name a hash over all of the premine, index by index, so that an outpoint
 * stands for the same coin in every network.
 */
export function buildGenesis(params: Params, genesis: Genesis, extension?: ChainExtension): GenesisBlock {
  const diff: UtxoDiff = { added: new Map(premineOf(genesis)), removed: new Map() }
  const coinbase = genesisCoinbase(params)
  const commitments = genesisCommitments(diff)
  const header = {
    version: 0,
    parentsByLevel: [],
    hashMerkleRoot: hashMerkleRoot([coinbase]),
    acceptedIdMerkleRoot: commitments.sequencing.commitment,
    utxoCommitment: commitments.utxoCommitment,
    timestamp: genesis.timestamp,
    bits: params.genesisBits,
    nonce: 0n,
    daaScore: 0n,
    blueScore: 0n,
    blueWork: 0n,
    pruningPoint: ZERO_HASH,
  }
  const block = { hash: headerHash(header), header, transactions: [coinbase] }
  return { block, effects: effectsOf(block, diff, extension), commitments }
}

/** A given block as the first of a plain network, where nothing is unspent at the start. */
export function plainGenesis(block: Block): GenesisBlock {
  const diff: UtxoDiff = { added: new Map(), removed: new Map() }
  return { block, effects: effectsOf(block, diff), commitments: genesisCommitments(diff) }
}

function* premineOf(genesis: Genesis): IterableIterator<[OutpointKey, Utxo]> {
  const transactionId = premineId(genesis)
  for (const [index, { scriptPublicKey, amount }] of genesis.premine.entries()) {
    const outpoint = { transactionId, index }
    yield [
      outpointKey(outpoint),
      { outpoint, entry: { amount, scriptPublicKey, blockDaaScore: 0n, isCoinbase: false } },
    ]
  }
}

/** Pays nobody; its payload holds blue score 0, no subsidy, an empty script and the network's name. */
function genesisCoinbase(params: Params): Transaction {
  const name = new TextEncoder().encode(params.networkId)
  return {
    version: 0,
    inputs: [],
    outputs: [],
    lockTime: 0n,
    subnetworkId: COINBASE_SUBNETWORK,
    gas: 0n,
    payload: new ByteWriter().u64(0n).u64(0n).u16(0).u8(0).bytes(name).finish(),
    storageMass: 0n,
  }
}

function effectsOf({ hash, header }: Block, diff: UtxoDiff, extension?: ChainExtension): ChainEffects {
  let emitted = 0n
  for (const { entry } of diff.added.values()) emitted += entry.amount
  const { timestamp } = header
  const scores = { daaScore: 0n, blueScore: 0n, prunedBelow: 0n }
  const chainBlock = { hash, selectedParent: ZERO_HASH, ...scores, timestamp }
  return {
    block: hash,
    selectedParent: ZERO_HASH,
    utxo: diff,
    bridge: extension?.beginBlock({ get: () => undefined }, chainBlock) ?? [],
    merged: [],
    acceptedIds: [],
    emitted,
    burned: 0n,
    coinbase: { subsidies: 0n, fees: 0n },
  }
}

function premineId({ premine }: Genesis): Hash {
  const key = new Uint8Array(32)
  key.set(new TextEncoder().encode(PREMINE_DOMAIN))
  const writer = new ByteWriter().count(premine.length)
  for (const { scriptPublicKey, amount } of premine) {
    writer.u64(amount).u16(scriptPublicKey.version).varBytes(scriptPublicKey.script)
  }
  return hashFromBytes(blake3.create({ key }).update(writer.finish()).digest())
}
