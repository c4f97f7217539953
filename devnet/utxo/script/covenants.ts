// Covenants: outputs that carry an id on, authorised by inputs that have it. Which belongs to which is worked out once per transaction,
// and what isn't right makes the transaction invalid whatever its scripts say.
import { ByteWriter } from '../../tx/byte-writer.ts'
import { hashFromBytes } from '../../tx/hash.ts'
import type { Hash } from '../../tx/hash.ts'
import { HASHERS } from '../../tx/hashers.ts'
import type { Outpoint, Transaction, TxOutput, UtxoEntry } from '../../tx/types.ts'

/** Positions of inputs and outputs, in ascending order. */
export interface CovenantContext {
  /** By input: the outputs that it passes its covenant on to. */
  readonly authorised: ReadonlyMap<number, readonly number[]>
  /** By covenant: the inputs that carry it. */
  readonly inputs: ReadonlyMap<Hash, readonly number[]>
  /** By covenant: the outputs that carry it on. Those of a covenant that begins here aren't among them. */
  readonly outputs: ReadonlyMap<Hash, readonly number[]>
}

export type CovenantError =
  | { readonly kind: 'covenantWithoutInput'; readonly output: number; readonly authorizingInput: number }
  /** A covenant that begins must be named after the outpoint and the outputs that it begins with. */
  | { readonly kind: 'wrongCovenantId'; readonly output: number; readonly expected: Hash }

export type CovenantCheck =
  | { readonly ok: true; readonly context: CovenantContext }
  | { readonly ok: false; readonly error: CovenantError }

const NO_COVENANTS: CovenantContext = { authorised: new Map(), inputs: new Map(), outputs: new Map() }

/** Sorts out the covenants of a transaction; `entries[i]` is what input i spends. */
export function checkCovenants(tx: Transaction, entries: readonly UtxoEntry[]): CovenantCheck {
  const none =
    tx.outputs.every((output) => output.covenant === undefined) &&
    entries.every((entry) => entry.covenantId === undefined)
  if (none) return { ok: true, context: NO_COVENANTS }
  const context = {
    authorised: new Map<number, number[]>(),
    inputs: new Map<Hash, number[]>(),
    outputs: new Map<Hash, number[]>(),
  }
  for (const [index, entry] of entries.entries()) {
    if (entry.covenantId !== undefined) append(context.inputs, entry.covenantId, index)
  }
  const begun = new Map<string, Begun>()
  for (const [index, { covenant }] of tx.outputs.entries()) {
    if (covenant === undefined) continue
    const { authorizingInput, covenantId } = covenant
    const entry = entries[authorizingInput]
    const input = tx.inputs[authorizingInput]
    if (entry === undefined || input === undefined) {
      return { ok: false, error: { kind: 'covenantWithoutInput', output: index, authorizingInput } }
    }
    if (entry.covenantId === covenantId) {
      append(context.authorised, authorizingInput, index)
      append(context.outputs, covenantId, index)
      continue
    }
    const key = `${authorizingInput}/${covenantId}`
    const group = begun.get(key) ?? { outpoint: input.previousOutpoint, covenantId, outputs: [] }
    group.outputs.push(index)
    begun.set(key, group)
  }
  for (const { outpoint, covenantId, outputs } of begun.values()) {
    const expected = covenantIdOf(outpoint, outputs, tx.outputs)
    if (expected !== covenantId)
      return { ok: false, error: { kind: 'wrongCovenantId', output: outputs[0] ?? 0, expected } }
  }
  return { ok: true, context }
}

/** A covenant that begins in this transaction. */
interface Begun {
  readonly outpoint: Outpoint
  readonly covenantId: Hash
  readonly outputs: number[]
}

/** The id of a covenant that begins with these outputs, authorised by the input that spends this outpoint. */
export function covenantIdOf(
  outpoint: Outpoint,
  indexes: readonly number[],
  outputs: readonly TxOutput[],
): Hash {
  const writer = new ByteWriter().hash(outpoint.transactionId).u32(outpoint.index).u64(BigInt(indexes.length))
  for (const index of indexes) {
    const output = outputs[index]
    if (output === undefined) throw new RangeError(`no output ${index}`)
    const { version, script } = output.scriptPublicKey
    writer.u32(index).u64(output.value).u16(version).varBytes(script)
  }
  return hashFromBytes(HASHERS.CovenantID(writer.finish()))
}

function append<K>(map: Map<K, number[]>, key: K, index: number): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [index])
  else list.push(index)
}
