// Random transactions, headers and entries for property tests: valid in shape, not in meaning.
import * as fc from 'fast-check'
import { hashFromBytes, subnetworkIdFromBytes } from '../devnet/tx/hash.ts'
import type {
  Block,
  BlockHeader,
  Outpoint,
  Transaction,
  TxInput,
  TxOutput,
  UtxoEntry,
} from '../devnet/tx/types.ts'
import { headerHash } from '../devnet/tx/header-hash.ts'

const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn })
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const u16 = fc.integer({ min: 0, max: 0xffff })
const bytes = (max: number) => fc.uint8Array({ maxLength: max })

export const arbitraryHash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hashFromBytes)

export const arbitrarySubnetwork = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(subnetworkIdFromBytes)

export const arbitraryOutpoint: fc.Arbitrary<Outpoint> = fc.record({
  transactionId: arbitraryHash,
  index: u32,
})

const scriptPublicKey = fc.record({ version: u16, script: bytes(40) })

const input: fc.Arbitrary<TxInput> = fc.record({
  previousOutpoint: arbitraryOutpoint,
  signatureScript: bytes(70),
  sequence: u64,
  sigOpCount: fc.integer({ min: 0, max: 255 }),
  computeBudget: u16,
})

const covenant = fc.record({ authorizingInput: u16, covenantId: arbitraryHash })

const output: fc.Arbitrary<TxOutput> = fc
  .record({ value: u64, scriptPublicKey, covenant: fc.option(covenant, { nil: undefined }) })
  .map(({ covenant: c, ...rest }) => (c === undefined ? rest : { ...rest, covenant: c }))

export const arbitraryTransaction: fc.Arbitrary<Transaction> = fc.record({
  version: fc.integer({ min: 0, max: 2 }),
  inputs: fc.array(input, { maxLength: 4 }),
  outputs: fc.array(output, { maxLength: 4 }),
  lockTime: u64,
  subnetworkId: arbitrarySubnetwork,
  gas: u64,
  payload: bytes(100),
  storageMass: u64,
})

export const arbitraryEntry: fc.Arbitrary<UtxoEntry> = fc
  .record({
    amount: u64,
    scriptPublicKey,
    blockDaaScore: u64,
    isCoinbase: fc.boolean(),
    covenantId: fc.option(arbitraryHash, { nil: undefined }),
  })
  .map(({ covenantId, ...rest }) => (covenantId === undefined ? rest : { ...rest, covenantId }))

export const arbitraryHeader: fc.Arbitrary<BlockHeader> = fc.record({
  version: u16,
  parentsByLevel: fc.array(fc.array(arbitraryHash, { maxLength: 3 }), { maxLength: 3 }),
  hashMerkleRoot: arbitraryHash,
  acceptedIdMerkleRoot: arbitraryHash,
  utxoCommitment: arbitraryHash,
  timestamp: u64,
  bits: u32,
  nonce: u64,
  daaScore: u64,
  blueWork: fc.bigInt({ min: 0n, max: (1n << 192n) - 1n }),
  blueScore: u64,
  pruningPoint: arbitraryHash,
})

export const arbitraryBlock: fc.Arbitrary<Block> = fc
  .record({ header: arbitraryHeader, transactions: fc.array(arbitraryTransaction, { maxLength: 3 }) })
  .map(({ header, transactions }) => ({ hash: headerHash(header), header, transactions }))
