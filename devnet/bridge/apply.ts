// The bridge's transition for one transaction, and its word on inputs with silo's scripts. Both are total on any
// transaction: a refusal is a value, and nothing of a refused transaction remains.
import { BRIDGE_LANE, isUserLane } from '../tx/lanes.ts'
import { parseSiloScript } from '../tx/silo-scripts.ts'
import { transactionId } from '../tx/transaction-hash.ts'
import type { Transaction, UtxoEntry } from '../tx/types.ts'
import { outpointKey } from '../tx/types.ts'
import type { AcceptanceContext, ApplyResult, AuthoriseResult, BridgeView } from './api.ts'
import type { Environment, Transition } from './environment.ts'
import { refuse } from './environment.ts'
import { decodeDelivery, decodePayload, deliveryKind } from './payload-codec.ts'
import type { BridgePayload, DeliverPayload } from './payloads.ts'
import { KEY } from './records.ts'
import { Draft, need } from './store.ts'
import { applyInLane } from './transitions/call.ts'
import { applyChallenge } from './transitions/challenge.ts'
import { applyCommit } from './transitions/commit.ts'
import { applyCreate } from './transitions/create.ts'
import { applyFinalise } from './transitions/finalise.ts'
import { applyAssert, applyClaimTimeout, applyPick, applyProve, applyReveal } from './transitions/moves.ts'
import { applyCollectFees, applyPublish } from './transitions/payouts.ts'
import { applyEquivocation, applySlash } from './transitions/slash.ts'
import { applyRequestUnlock, applyStake, applyUnlock } from './transitions/stake.ts'

const TRANSACTION_VERSION = 1

/**
 * Applies a transaction in a lane (the bridge's or any other) to the state after everything accepted before it.
 * `beginBlock` must have been applied for the accepting block.
 */
export function applyTransaction(view: BridgeView, tx: Transaction, context: AcceptanceContext): ApplyResult {
  const draft = new Draft(view)
  const env: Environment = {
    draft,
    tx,
    txId: transactionId(tx),
    context,
    score: context.chainBlock.daaScore,
    index: need(view, KEY.tip, 'tip').index,
  }
  const result = transition(env)
  return result.ok ? { ok: true, changes: draft.changes(), burned: result.burned } : result
}

function transition(env: Environment): Transition {
  const { version, subnetworkId, payload } = env.tx
  if (version !== TRANSACTION_VERSION) return refuse({ kind: 'wrongVersion', version })
  if (subnetworkId !== BRIDGE_LANE) return applyInLane(env)
  const decoded = decodePayload(payload)
  if (!decoded.ok) return refuse({ kind: 'malformedPayload', problem: decoded.problem })
  return applyPayload(env, decoded.payload)
}

function applyPayload(env: Environment, payload: BridgePayload): Transition {
  switch (payload.kind) {
    case 'create':
      return applyCreate(env, payload)
    case 'stake':
      return applyStake(env, payload)
    case 'requestUnlock':
      return applyRequestUnlock(env, payload)
    case 'unlock':
      return applyUnlock(env, payload)
    case 'commit':
      return applyCommit(env, payload)
    case 'challenge':
      return applyChallenge(env, payload)
    case 'assert':
      return applyAssert(env, payload)
    case 'reveal':
      return applyReveal(env, payload)
    case 'pick':
      return applyPick(env, payload)
    case 'prove':
      return applyProve(env, payload)
    case 'claimTimeout':
      return applyClaimTimeout(env, payload)
    case 'slash':
      return applySlash(env, payload)
    case 'equivocation':
      return applyEquivocation(env, payload)
    case 'finalise':
      return applyFinalise(env, payload)
    case 'publish':
      return applyPublish(env, payload)
    case 'collectFees':
      return applyCollectFees(env, payload)
  }
}

/**
 * Whether a transaction's kind may spend this input, whose entry carries a staking or account script. That all its
 * conditions hold is for `applyTransaction` to say: an input is spent only if both agree.
 */
export function authoriseInput(tx: Transaction, inputIndex: number, entry: UtxoEntry): AuthoriseResult {
  const script = parseSiloScript(entry.scriptPublicKey)
  const outpoint = tx.inputs[inputIndex]?.previousOutpoint
  const payload = spendingPayload(tx)
  const fits =
    script !== undefined &&
    outpoint !== undefined &&
    payload !== undefined &&
    (script.kind === 'usto'
      ? stakeSpentBy(payload) === outpointKey(outpoint)
      : accountSpentBy(payload) === script.siloId)
  return fits ? { ok: true } : refuse({ kind: 'strayInput', input: inputIndex })
}

/** In silos' lanes only deliveries of final outboxes spend coins of silos; outside of lanes, where no transition looks at them, nothing does. */
function spendingPayload({ subnetworkId, payload }: Transaction): BridgePayload | DeliverPayload | undefined {
  if (subnetworkId === BRIDGE_LANE) {
    const decoded = decodePayload(payload)
    return decoded.ok ? decoded.payload : undefined
  }
  const spends = isUserLane(subnetworkId) && deliveryKind(payload) === 'deliver'
  const decoded = spends ? decodeDelivery(payload) : undefined
  return decoded?.ok === true ? decoded.payload : undefined
}

function stakeSpentBy(payload: BridgePayload | DeliverPayload): string | undefined {
  const spends = payload.kind === 'unlock' || payload.kind === 'slash' || payload.kind === 'equivocation'
  return spends ? outpointKey(payload.stake) : undefined
}

function accountSpentBy(payload: BridgePayload | DeliverPayload): string | undefined {
  const { kind } = payload
  return kind === 'publish' || kind === 'collectFees' || kind === 'deliver' ? payload.siloId : undefined
}
