// Judges a transaction on a state: the base layer's rules in UTXO context, with the bridge answering for inputs that carry
// silo's scripts. Scripts that were found good once are not run again: their outcome depends on nothing that changes.
import { describeRejection } from '../bridge/index.ts'
import type { Hash, Outpoint, Params, ScriptPublicKey, Transaction, UtxoEntry } from '../tx/index.ts'
import { transactionHash } from '../tx/index.ts'
import type { AuthorizeExtension, PointOfView, ScriptEngine, UtxoView } from '../utxo/index.ts'
import { createBoundedMap, runInputScript, validateInContext } from '../utxo/index.ts'
import { describeError } from './describe.ts'
import type { ChainExtension } from './extension.ts'
import type { SequencingReach } from './sequencing-reach.ts'

/** The outputs, and the moment of the block that would accept. */
export interface JudgePlace {
  readonly utxos: UtxoView
  readonly pov: PointOfView
  /** The end of the chain that it is accepted on. */
  readonly selectedParent: Hash
}

export type Judgement =
  /** `fee`: inputs less outputs, with what the bridge may burn still in it. */
  | {
      readonly ok: true
      readonly fee: bigint
      readonly entries: readonly UtxoEntry[]
      /** Another chain with the same outputs may judge otherwise. */
      readonly placeBound: boolean
    }
  | { readonly ok: false; readonly reason: string; readonly missing: readonly Outpoint[] }

/** Scripts that may be spent from without a signature, where a network has such a switch. */
export type PassesUnsigned = (script: ScriptPublicKey) => boolean

export type Judge = (tx: Transaction, place: JudgePlace) => Judgement

const REMEMBERED_SCRIPTS = 50_000

/**
 * Outcomes are remembered by the hash over all of a transaction, which names the outputs it spends: an outpoint of a
 * transaction always has the same script and amount. All chains of a process may share the memory.
 */
const goodScripts = createBoundedMap<Hash, true>(REMEMBERED_SCRIPTS)

export function createJudge(
  params: Params,
  extension: ChainExtension | undefined,
  sequencingReach: SequencingReach,
  passesUnsigned?: PassesUnsigned,
): Judge {
  const authorizeExtension = extension === undefined ? undefined : authorizer(extension)
  return (tx, { utxos, pov, selectedParent }) => {
    const hash = transactionHash(tx)
    const check = validateInContext(tx, utxos, {
      params,
      pov,
      sequencingOf: sequencingReach(selectedParent),
      scriptEngine: goodScripts.get(hash) === true ? KNOWN_GOOD : runInputScript,
      ...(authorizeExtension === undefined ? {} : { authorizeExtension }),
      ...(passesUnsigned === undefined ? {} : { passesUnsigned }),
    })
    if (!check.ok) {
      const missing = check.error.kind === 'missingOutpoints' ? check.error.missing : []
      return { ok: false, reason: describeError(check.error), missing }
    }
    if (!check.placeBound) goodScripts.set(hash, true)
    return check
  }
}

function authorizer(extension: ChainExtension): AuthorizeExtension {
  return (tx, index, entry) => {
    const answer = extension.authoriseInput(tx, index, entry)
    return answer.ok ? answer : { ok: false, reason: describeRejection(answer.reason) }
  }
}

const KNOWN_GOOD: ScriptEngine = () => ({ ok: true, placeBound: false })
