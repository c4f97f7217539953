// What a chain block accepted, told at a level of detail (Kaspa's getVirtualChainFromBlockV2).
import type {
  AcceptedTransactions,
  ScriptClassName,
  ValuesOf,
  Verbosity,
} from '../../../client/rpc/accepted-codecs.ts'
import {
  atLevel,
  HEADER_FIELDS,
  INPUT_FIELDS,
  OUTPUT_FIELDS,
  SCRIPT_PLACE_FIELDS,
  SPENT_FIELDS,
  TRANSACTION_FIELDS,
  TRANSACTION_PLACE_FIELDS,
} from '../../../client/rpc/accepted-codecs.ts'
import type { Chain } from '../../chain/index.ts'
import type {
  AddressPrefix,
  Block,
  Hash,
  OutpointKey,
  ScriptPublicKey,
  Transaction,
  TxInput,
  TxOutput,
  UtxoEntry,
} from '../../tx/index.ts'
import {
  classifyScript,
  nonContextualMass,
  outpointKey,
  transactionHash,
  transactionId,
} from '../../tx/index.ts'
import { outputsOf } from '../../utxo/index.ts'
import { addressOf } from '../addresses.ts'
import { requireBlock } from './kaspa-methods.ts'

interface Telling {
  readonly level: Verbosity
  readonly prefix: AddressPrefix
  /** What the chain block's transactions spend, as far as it is still known. */
  readonly spent: ReadonlyMap<OutpointKey, UtxoEntry>
}

/** Of a block of the selected chain. */
export function acceptedTransactions(chain: Chain, hash: Hash, level: Verbosity): AcceptedTransactions {
  const { header } = requireBlock(chain, hash)
  const accepted = acceptedBy(chain, hash)
  const spent = spentBy(
    chain,
    hash,
    accepted.map(({ tx }) => tx),
  )
  const telling = { level, prefix: chain.params.addressPrefix, spent }
  return {
    chainBlockHeader: atLevel(HEADER_FIELDS, level, { hash, ...header }),
    acceptedTransactions: accepted.map(({ from, tx }) => told(telling, from, tx)),
  }
}

/** In the order of acceptance, coinbase included; each with the block that it came from. */
export function acceptedBy(
  chain: Chain,
  hash: Hash,
): readonly { readonly from: Block; readonly tx: Transaction }[] {
  return (chain.effects(hash)?.merged ?? []).flatMap(({ block, accepted }) => {
    const from = requireBlock(chain, block)
    return accepted.flatMap(({ index }) => {
      const tx = from.transactions[index]
      return tx === undefined ? [] : [{ from, tx }]
    })
  })
}

/** Outputs from below the chain block, and those that it makes and spends itself. */
function spentBy(
  chain: Chain,
  hash: Hash,
  accepted: readonly Transaction[],
): ReadonlyMap<OutpointKey, UtxoEntry> {
  const { daaScore } = requireBlock(chain, hash).header
  const made = accepted.flatMap((tx) => outputsOf(tx, daaScore))
  const removed = chain.effects(hash)?.utxo.removed.values() ?? []
  return new Map([...made, ...removed].map(({ outpoint, entry }) => [outpointKey(outpoint), entry]))
}

type TransactionTold = AcceptedTransactions['acceptedTransactions'][number]

function told(telling: Telling, { hash: blockHash, header }: Block, tx: Transaction): TransactionTold {
  const { level } = telling
  const { storageMass } = tx
  return atLevel(TRANSACTION_FIELDS, level, {
    ...tx,
    inputs: tx.inputs.map((input) => inputTold(telling, input)),
    outputs: tx.outputs.map((output) => outputTold(telling, output)),
    mass: storageMass,
    verboseData: atLevel(TRANSACTION_PLACE_FIELDS, level, {
      transactionId: transactionId(tx),
      hash: transactionHash(tx),
      computeMass: nonContextualMass(tx).compute,
      blockHash,
      blockTime: header.timestamp,
    }),
  })
}

function inputTold({ level, prefix, spent }: Telling, input: TxInput): ValuesOf<typeof INPUT_FIELDS> {
  const entry = spent.get(outpointKey(input.previousOutpoint))
  return atLevel(INPUT_FIELDS, level, {
    ...input,
    verboseData: { utxoEntry: entry === undefined ? null : entryTold(entry, level, prefix) },
  })
}

function entryTold(
  { covenantId, ...entry }: UtxoEntry,
  level: Verbosity,
  prefix: AddressPrefix,
): ValuesOf<typeof SPENT_FIELDS> {
  const verboseData = scriptTold(entry.scriptPublicKey, level, prefix)
  return atLevel(SPENT_FIELDS, level, { ...entry, verboseData, covenantId: covenantId ?? null })
}

function outputTold({ level, prefix }: Telling, output: TxOutput): ValuesOf<typeof OUTPUT_FIELDS> {
  const { value, scriptPublicKey, covenant } = output
  const verboseData = scriptTold(scriptPublicKey, level, prefix)
  return atLevel(OUTPUT_FIELDS, level, { value, scriptPublicKey, verboseData, covenant: covenant ?? null })
}

function scriptTold(
  script: ScriptPublicKey,
  level: Verbosity,
  prefix: AddressPrefix,
): ValuesOf<typeof SCRIPT_PLACE_FIELDS> {
  return atLevel(SCRIPT_PLACE_FIELDS, level, {
    scriptPublicKeyType: scriptClassOf(script),
    scriptPublicKeyAddress: addressOf(script, prefix) ?? null,
  })
}

function scriptClassOf(script: ScriptPublicKey): ScriptClassName {
  const { kind } = classifyScript(script)
  switch (kind) {
    case 'pubKey':
      return 'PubKey'
    case 'pubKeyEcdsa':
      return 'PubKeyECDSA'
    case 'scriptHash':
      return 'ScriptHash'
    case 'other':
      return 'NonStandard'
  }
}
