// Lock times (31, 2.6): a transaction's own is judged by the block that carries it, those of its inputs by the block
// that accepts it.
import {
  LOCK_TIME_THRESHOLD,
  SEQUENCE_FINAL,
  SEQUENCE_LOCK_DISABLED,
  SEQUENCE_LOCK_MASK,
} from '../tx/constants.ts'
import type { Transaction, UtxoEntry } from '../tx/types.ts'
import type { PointOfView, TxCheck, TxError } from './types.ts'

/** Whether a block at this point may carry the transaction. */
export function validateLockTime(tx: Transaction, pov: PointOfView): TxCheck {
  const { lockTime } = tx
  const reached = lockTime < LOCK_TIME_THRESHOLD ? pov.daaScore : pov.pastMedianTime
  const final =
    lockTime === 0n || lockTime < reached || tx.inputs.every((input) => input.sequence === SEQUENCE_FINAL)
  return final ? { ok: true } : { ok: false, error: { kind: 'notFinalized', lockTime } }
}

/** The first input whose output isn't old enough for its sequence. */
export function sequenceLockError(
  tx: Transaction,
  entries: readonly UtxoEntry[],
  daaScore: bigint,
): TxError | undefined {
  for (const [i, { sequence }] of tx.inputs.entries()) {
    const entry = entries[i]
    if (entry === undefined || (sequence & SEQUENCE_LOCK_DISABLED) !== 0n) continue
    const until = entry.blockDaaScore + (sequence & SEQUENCE_LOCK_MASK)
    if (until - 1n >= daaScore) return { kind: 'sequenceLocked', input: i, until }
  }
  return undefined
}
