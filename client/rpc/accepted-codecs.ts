// Chain blocks with what they accepted, in as much detail as is asked for: the forms of Kaspa's getVirtualChainFromBlockV2. Each field
// has the level from which on it is told; below it, it is null.
import type { BlockHeader, ScriptPublicKey, SubnetworkId } from '../../devnet/tx/index.ts'
import { isSubnetworkId, scriptPublicKeyFromJson, scriptPublicKeyToHex } from '../../devnet/tx/index.ts'
import { blueWork, bytes, hash, u16, u32, u64, u8 } from './base-codecs.ts'
import type { Codec, Documented, ValueOf } from './codec.ts'
import { bad, boolean, good, list, object, orNull, parsedText, text, word } from './codec.ts'

const LEVELS = ['None', 'Low', 'High', 'Full'] as const
export const verbosity = word(...LEVELS)
export type Verbosity = ValueOf<typeof verbosity>

/** A field that is told from a level on. */
export type Leveled<T> = Codec<T | null> & { readonly level: Verbosity }

function from<T>(level: Verbosity, codec: Codec<T>): Leveled<T> {
  return { ...orNull(codec), level }
}

type LeveledFields = Readonly<Record<string, Documented & { readonly level: Verbosity }>>
export type ValuesOf<F extends LeveledFields> = { readonly [K in keyof F]: ValueOf<F[K]> }

/** The values of these fields without those of a higher level. */
export function atLevel<F extends LeveledFields>(
  fields: F,
  level: Verbosity,
  values: ValuesOf<F>,
): ValuesOf<F> {
  const told = (name: string): boolean => {
    const needed = fields[name]?.level
    return needed !== undefined && LEVELS.indexOf(needed) <= LEVELS.indexOf(level)
  }
  const entries = Object.entries(values).map(([name, value]) => [name, told(name) ? value : null])
  return Object.fromEntries(entries) as ValuesOf<F>
}

const scriptPublicKey: Codec<ScriptPublicKey> = parsedText(
  'ScriptPublicKey',
  (hex) => {
    const read = scriptPublicKeyFromJson(hex)
    return read.ok ? read.value : undefined
  },
  scriptPublicKeyToHex,
)

const subnetworkId: Codec<SubnetworkId> = parsedText(
  'subnetwork',
  (hex) => (isSubnetworkId(hex.toLowerCase()) ? (hex.toLowerCase() as SubnetworkId) : undefined),
  (id) => id,
  { pattern: '^[0-9a-fA-F]{40}$' },
)

type ParentsByLevel = BlockHeader['parentsByLevel']
const MAX_LEVELS = 255
const run = list(hash)

/** Runs of levels with the same parents: up to which level, which parents. */
const parentRuns: Codec<ParentsByLevel> = {
  type: '[u8, hash[]][]',
  leaf: { type: 'array', items: { type: 'array', minItems: 2, maxItems: 2 } },
  decode(json) {
    if (!Array.isArray(json)) return bad('array expected')
    const levels: ParentsByLevel[number][] = []
    for (const pair of json as readonly unknown[]) {
      const [end, hashes] = Array.isArray(pair) ? (pair as readonly unknown[]) : []
      const until = u8.decode(end)
      const parents = run.decode(hashes)
      if (!until.ok || !parents.ok || until.value <= levels.length)
        return bad('rising runs of levels expected')
      while (levels.length < until.value) levels.push(parents.value)
    }
    return good(levels)
  },
  encode(levels) {
    const runs: [number, ParentsByLevel[number]][] = []
    for (const [level, parents] of levels.slice(0, MAX_LEVELS).entries()) {
      const last = runs.at(-1)
      if (last !== undefined && sameHashes(last[1], parents)) last[0] = level + 1
      else runs.push([level + 1, parents])
    }
    return runs
  },
}

function sameHashes(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i])
}

export const HEADER_FIELDS = {
  hash: from('None', hash),
  version: from('Low', u16),
  parentsByLevel: from('High', parentRuns),
  hashMerkleRoot: from('High', hash),
  acceptedIdMerkleRoot: from('High', hash),
  utxoCommitment: from('Full', hash),
  timestamp: from('Low', u64),
  bits: from('Low', u32),
  nonce: from('Low', u64),
  daaScore: from('Low', u64),
  blueWork: from('Low', blueWork),
  blueScore: from('Low', u64),
  pruningPoint: from('Full', hash),
} as const

export const scriptClass = word('NonStandard', 'PubKey', 'PubKeyECDSA', 'ScriptHash')
export type ScriptClassName = ValueOf<typeof scriptClass>

export const SCRIPT_PLACE_FIELDS = {
  scriptPublicKeyType: from('Low', scriptClass),
  /** Null for scripts that no address stands for. */
  scriptPublicKeyAddress: from('Low', text),
} as const
const scriptPlace = object('ScriptPlace', SCRIPT_PLACE_FIELDS)

export const SPENT_FIELDS = {
  amount: from('High', u64),
  scriptPublicKey: from('High', scriptPublicKey),
  blockDaaScore: from('Full', u64),
  isCoinbase: from('High', boolean),
  verboseData: from('None', scriptPlace),
  covenantId: from('None', hash),
} as const
const spent = object('SpentOutput', SPENT_FIELDS)

export const INPUT_FIELDS = {
  previousOutpoint: from('High', object('OutpointOfInput', { transactionId: hash, index: u32 })),
  signatureScript: from('Low', bytes),
  sequence: from('High', u64),
  sigOpCount: from('High', u8),
  computeBudget: from('High', u16),
  verboseData: from('None', object('InputPlace', { utxoEntry: orNull(spent) })),
} as const

export const OUTPUT_FIELDS = {
  value: from('Low', u64),
  scriptPublicKey: from('Low', scriptPublicKey),
  verboseData: from('None', scriptPlace),
  covenant: from('Low', object('Covenant', { authorizingInput: u16, covenantId: hash })),
} as const

export const TRANSACTION_PLACE_FIELDS = {
  transactionId: from('Low', hash),
  hash: from('Low', hash),
  computeMass: from('High', u64),
  blockHash: from('Low', hash),
  /** Milliseconds. */
  blockTime: from('Low', u64),
} as const

/** Subnetwork, gas, payload and mass are told at every level, as Kaspa's node does whatever its documentation says. */
export const TRANSACTION_FIELDS = {
  version: from('Full', u16),
  inputs: from('None', list(object('AcceptedInput', INPUT_FIELDS))),
  outputs: from('None', list(object('AcceptedOutput', OUTPUT_FIELDS))),
  lockTime: from('Full', u64),
  subnetworkId: from('None', subnetworkId),
  gas: from('None', u64),
  payload: from('None', bytes),
  storageMass: from('None', u64),
  /** The older name of the same. */
  mass: from('None', u64),
  verboseData: from('None', object('TransactionPlace', TRANSACTION_PLACE_FIELDS)),
} as const

/** One chain block with all that it accepted, in order, the coinbase of its selected parent first. */
export const acceptedTransactionsOf = object('AcceptedTransactions', {
  chainBlockHeader: object('HeaderAtLevel', HEADER_FIELDS),
  acceptedTransactions: list(object('TransactionAtLevel', TRANSACTION_FIELDS)),
})
export type AcceptedTransactions = ValueOf<typeof acceptedTransactionsOf>
