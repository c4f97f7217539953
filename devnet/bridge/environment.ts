// What a transition works with: the draft it writes to, the transaction, and the chain block that is accepting it.
import type { Hash } from '../tx/hash.ts'
import type { Transaction } from '../tx/types.ts'
import type { AcceptanceContext } from './api.ts'
import type { Rejection } from './rejections.ts'
import type { Draft } from './store.ts'

export interface Environment {
  readonly draft: Draft
  readonly tx: Transaction
  readonly txId: Hash
  readonly context: AcceptanceContext
  /** DAA score of the accepting chain block: the bridge's only clock (41, E1). */
  readonly score: bigint
  /** Its position on the chain as the bridge counts. */
  readonly index: number
}

/** A refused transition may leave anything in its draft: the draft is thrown away. */
export type Transition =
  { readonly ok: true; readonly burned: bigint } | { readonly ok: false; readonly reason: Rejection }

export const ACCEPTED: Transition = { ok: true, burned: 0n }

export function burning(burned: bigint): Transition {
  return { ok: true, burned }
}

export function refuse(reason: Rejection): { readonly ok: false; readonly reason: Rejection } {
  return { ok: false, reason }
}

/** A value, or why there is none. */
export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Rejection }

export function checked<T>(value: T): Checked<T> {
  return { ok: true, value }
}
