// What can be said against a transaction without knowing any other (31, 2.6).
import {
  COINBASE_SUBNETWORK,
  MAX_COINBASE_PAYLOAD_BYTES,
  MAX_COINBASE_SCRIPT_BYTES,
  MAX_SCRIPT_PUBLIC_KEY_BYTES,
  MAX_SIGNATURE_SCRIPT_BYTES,
  MAX_SOMPI,
  MAX_TX_INPUTS,
  MAX_TX_OUTPUTS,
} from '../tx/constants.ts'
import { classifyLane } from '../tx/lanes.ts'
import type { Params } from '../tx/params.ts'
import { outpointKey } from '../tx/types.ts'
import type { Transaction } from '../tx/types.ts'
import { parseCoinbasePayload } from './coinbase-payload.ts'
import type { TxCheck, TxError } from './types.ts'

const NEWEST_VERSION = 1
/** A coinbase pays each blue of a mergeset and its own miner for the reds. */
const COINBASE_OUTPUTS_OVER_K = 2

export function validateInIsolation(tx: Transaction, params: Pick<Params, 'ghostdagK'>): TxCheck {
  const error =
    tx.subnetworkId === COINBASE_SUBNETWORK
      ? (coinbaseError(tx, params) ?? outputError(tx))
      : (laneError(tx) ?? inputError(tx) ?? outputError(tx))
  return error === undefined ? { ok: true } : { ok: false, error }
}

function laneError(tx: Transaction): TxError | undefined {
  if (tx.version > NEWEST_VERSION) return { kind: 'unknownVersion', version: tx.version }
  const lane = classifyLane(tx.subnetworkId).kind
  const userLane = lane === 'user' && tx.version >= 1
  if (lane !== 'native' && !userLane) return { kind: 'subnetworkNotAllowed', subnetworkId: tx.subnetworkId }
  if (tx.gas > 0n && !userLane) return { kind: 'gasNotAllowed' }
  return undefined
}

function inputError(tx: Transaction): TxError | undefined {
  const count = tx.inputs.length
  if (count === 0) return { kind: 'noInputs' }
  if (count > MAX_TX_INPUTS) return { kind: 'tooManyInputs', count, limit: MAX_TX_INPUTS }
  const seen = new Set<string>()
  for (const [i, input] of tx.inputs.entries()) {
    if (input.signatureScript.length > MAX_SIGNATURE_SCRIPT_BYTES) {
      return { kind: 'signatureScriptTooLong', input: i }
    }
    if (tx.version === 0 && input.computeBudget !== 0) return { kind: 'computeBudgetInVersion0', input: i }
    if (tx.version >= 1 && input.sigOpCount !== 0) return { kind: 'sigOpCountInVersion1', input: i }
    const key = outpointKey(input.previousOutpoint)
    if (seen.has(key)) return { kind: 'duplicateInput', input: i }
    seen.add(key)
  }
  return undefined
}

function outputError(tx: Transaction): TxError | undefined {
  const count = tx.outputs.length
  if (count > MAX_TX_OUTPUTS) return { kind: 'tooManyOutputs', count, limit: MAX_TX_OUTPUTS }
  let sum = 0n
  for (const [i, output] of tx.outputs.entries()) {
    if (output.value <= 0n || output.value > MAX_SOMPI) return { kind: 'outputValueOutOfRange', output: i }
    if (output.scriptPublicKey.script.length > MAX_SCRIPT_PUBLIC_KEY_BYTES) {
      return { kind: 'scriptPublicKeyTooLong', output: i }
    }
    if (output.covenant !== undefined && (tx.version === 0 || tx.subnetworkId === COINBASE_SUBNETWORK)) {
      return { kind: 'covenantNotAllowed', output: i }
    }
    sum += output.value
  }
  return sum > MAX_SOMPI ? { kind: 'outputSumOutOfRange' } : undefined
}

function coinbaseError(tx: Transaction, params: Pick<Params, 'ghostdagK'>): TxError | undefined {
  if (tx.version > NEWEST_VERSION) return { kind: 'unknownVersion', version: tx.version }
  if (tx.inputs.length > 0) return { kind: 'coinbaseHasInputs' }
  if (tx.gas > 0n) return { kind: 'gasNotAllowed' }
  if (tx.storageMass > 0n) return { kind: 'coinbaseHasMass' }
  const limit = params.ghostdagK + COINBASE_OUTPUTS_OVER_K
  if (tx.outputs.length > limit) return { kind: 'tooManyOutputs', count: tx.outputs.length, limit }
  const long = tx.outputs.findIndex((o) => o.scriptPublicKey.script.length > MAX_COINBASE_SCRIPT_BYTES)
  if (long >= 0) return { kind: 'coinbaseScriptTooLong', output: long }
  if (tx.payload.length > MAX_COINBASE_PAYLOAD_BYTES) return { kind: 'coinbasePayloadMalformed' }
  return parseCoinbasePayload(tx.payload) === undefined ? { kind: 'coinbasePayloadMalformed' } : undefined
}
