// Codecs for the base layer's things in Kaspa's JSON forms (31-kaspa-facts.md, §3): hashes in hex, scripts as
// hex(u16 big-endian version) + hex(script), amounts and scores as bare integers, blue work as 48 hex digits.
import type {
  Block,
  BlockHeader,
  Covenant,
  Hash,
  Outpoint,
  ScriptPublicKey,
  SubnetworkId,
  Transaction,
  TxInput,
  TxOutput,
  UtxoEntry,
} from '../../devnet/tx/index.ts'
import {
  bytesToHex,
  hexToBytes,
  isSubnetworkId,
  MAX_SCRIPT_PUBLIC_KEY_BYTES,
  MAX_U16,
  MAX_U32,
  MAX_U64,
  parseHash,
} from '../../devnet/tx/index.ts'
import type { Codec } from './codec.ts'
import {
  bad,
  boolean,
  good,
  integer,
  list,
  mapped,
  object,
  optional,
  parsedText,
  smallInteger,
} from './codec.ts'

export const u8: Codec<number> = smallInteger('u8', 0, 0xff)
export const u16: Codec<number> = smallInteger('u16', 0, MAX_U16)
export const u32: Codec<number> = smallInteger('u32', 0, MAX_U32)
export const u64: Codec<bigint> = integer('u64', 0n, MAX_U64)
/** Totals of amounts may be larger than any one of them; negative ones show a broken book. */
export const total: Codec<bigint> = integer('integer', -(1n << 127n), 1n << 127n)
/** A list index or a count. */
export const count: Codec<number> = smallInteger('count', 0, Number.MAX_SAFE_INTEGER)

export const hash: Codec<Hash> = parsedText('hash', parseHash, (value) => value)

/** A megabyte is more than any script, payload or image may be. */
export const bytes: Codec<Uint8Array> = parsedText('hex', (hex) => hexToBytes(hex, 1_000_000), bytesToHex)

export const subnetworkId: Codec<SubnetworkId> = parsedText(
  'subnetworkId',
  (hex) => (isSubnetworkId(hex) ? hex : undefined),
  (value) => value,
)

export const outpoint: Codec<Outpoint> = object('Outpoint', { transactionId: hash, index: u32 })

export const scriptPublicKey: Codec<ScriptPublicKey> = parsedText(
  'scriptPublicKey',
  readScript,
  (spk) => spk.version.toString(16).padStart(4, '0') + bytesToHex(spk.script),
)

const wireInput = object('TransactionInput', {
  previousOutpoint: outpoint,
  signatureScript: bytes,
  sequence: u64,
  sigOpCount: optional(u8),
  computeBudget: optional(u16),
})

const input: Codec<TxInput> = mapped(
  'TransactionInput',
  wireInput,
  (wire) => good({ ...wire, sigOpCount: wire.sigOpCount ?? 0, computeBudget: wire.computeBudget ?? 0 }),
  (value) => value,
)

const covenant: Codec<Covenant> = object('Covenant', { authorizingInput: u16, covenantId: hash })

const wireOutput = object('TransactionOutput', {
  value: u64,
  scriptPublicKey,
  covenant: optional(covenant),
})

const output: Codec<TxOutput> = mapped(
  'TransactionOutput',
  wireOutput,
  ({ value, scriptPublicKey: spk, covenant: bound }) =>
    good({ value, scriptPublicKey: spk, ...(bound === undefined ? {} : { covenant: bound }) }),
  (value) => ({ ...value, covenant: value.covenant }),
)

const wireTransaction = object('Transaction', {
  version: u16,
  inputs: list(input, 1000),
  outputs: list(output, 1000),
  lockTime: u64,
  subnetworkId,
  gas: u64,
  payload: bytes,
  storageMass: optional(u64),
  mass: optional(u64),
})

/** `mass` is the older name of `storageMass`: both are written, and both must agree where both are read. */
export const transaction: Codec<Transaction> = mapped(
  'Transaction',
  wireTransaction,
  ({ storageMass, mass, ...rest }) =>
    storageMass !== undefined && mass !== undefined && mass !== storageMass
      ? bad('mass and storageMass differ')
      : good({ ...rest, storageMass: storageMass ?? mass ?? 0n }),
  (tx) => ({ ...tx, mass: tx.storageMass }),
)

const wireEntry = object('UtxoEntry', {
  amount: u64,
  scriptPublicKey,
  blockDaaScore: u64,
  isCoinbase: boolean,
  covenantId: optional(hash),
})

export const utxoEntry: Codec<UtxoEntry> = mapped(
  'UtxoEntry',
  wireEntry,
  ({ covenantId, ...rest }) => good({ ...rest, ...(covenantId === undefined ? {} : { covenantId }) }),
  (entry) => ({ ...entry, covenantId: entry.covenantId }),
)

const blueWork: Codec<bigint> = parsedText(
  'blueWork',
  (hex) => (/^[0-9a-f]{1,48}$/.test(hex) ? BigInt(`0x${hex}`) : undefined),
  (value) => value.toString(16).padStart(48, '0'),
)

const header: Codec<BlockHeader> = object('BlockHeader', {
  version: u16,
  parentsByLevel: list(list(hash, 1000), 256),
  hashMerkleRoot: hash,
  acceptedIdMerkleRoot: hash,
  utxoCommitment: hash,
  timestamp: u64,
  bits: u32,
  nonce: u64,
  daaScore: u64,
  blueWork,
  blueScore: u64,
  pruningPoint: hash,
})

export const block: Codec<Block> = object('Block', { hash, header, transactions: list(transaction, 100_000) })

/** What a node adds to a block: its place in the DAG as this node sees it. */
export const blockPlace = object('BlockPlace', {
  isChainBlock: boolean,
  selectedParentHash: optional(hash),
  mergeSetBluesHashes: list(hash),
  mergeSetRedsHashes: list(hash),
  childrenHashes: list(hash),
  transactionIds: list(hash),
})

function readScript(hex: string): ScriptPublicKey | undefined {
  const all = hexToBytes(hex, MAX_SCRIPT_PUBLIC_KEY_BYTES + 2)
  if (all === undefined || all.length < 2) return undefined
  return { version: (all[0] ?? 0) * 256 + (all[1] ?? 0), script: all.slice(2) }
}
