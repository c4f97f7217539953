// The pool's bookkeeping: entries by id, who spends which output, and the order in which entries are thrown out when
// the pool is full. It knows no rules.
import type { Hash, Outpoint, OutpointKey, TxInput, UtxoEntry } from '../../tx/index.ts'
import { outpointKey } from '../../tx/index.ts'
import type { MempoolEntry } from './types.ts'

export interface Pool {
  readonly get: (id: Hash) => MempoolEntry | undefined
  readonly size: () => number
  readonly bytes: () => bigint
  /** In the order of arrival. */
  readonly entries: () => readonly MempoolEntry[]
  /** Puts an entry in, or in the place of the one with its id. */
  readonly put: (entry: MempoolEntry) => void
  readonly remove: (id: Hash) => void
  /** The waiting transactions that spend one of these inputs. */
  readonly spendersOf: (inputs: readonly TxInput[]) => readonly MempoolEntry[]
  /** Entries that spend outputs of a transaction, directly. */
  readonly dependents: (id: Hash) => readonly MempoolEntry[]
  /** The output of a waiting transaction, as it would look when accepted at a DAA score. */
  readonly output: (outpoint: Outpoint, daaScore: bigint) => UtxoEntry | undefined
}

export function createPool(): Pool {
  const entries = new Map<Hash, MempoolEntry>()
  const spenders = new Map<OutpointKey, Hash>()
  let bytes = 0n
  const entryOf = (id: Hash | undefined): MempoolEntry | undefined =>
    id === undefined ? undefined : entries.get(id)

  return {
    get: (id) => entries.get(id),
    size: () => entries.size,
    bytes: () => bytes,
    entries: () => [...entries.values()].toSorted((a, b) => a.sequence - b.sequence),
    put(entry) {
      bytes += entry.bytes - (entries.get(entry.id)?.bytes ?? 0n)
      entries.set(entry.id, entry)
      for (const input of entry.tx.inputs) spenders.set(outpointKey(input.previousOutpoint), entry.id)
    },
    remove(id) {
      const entry = entries.get(id)
      if (entry === undefined) return
      entries.delete(id)
      bytes -= entry.bytes
      for (const input of entry.tx.inputs) spenders.delete(outpointKey(input.previousOutpoint))
    },
    spendersOf(inputs) {
      const found = new Set<MempoolEntry>()
      for (const input of inputs) {
        const entry = entryOf(spenders.get(outpointKey(input.previousOutpoint)))
        if (entry !== undefined) found.add(entry)
      }
      return [...found]
    },
    dependents(id) {
      const found = new Set<MempoolEntry>()
      for (let index = 0; index < (entries.get(id)?.tx.outputs.length ?? 0); index++) {
        const entry = entryOf(spenders.get(outpointKey({ transactionId: id, index })))
        if (entry !== undefined) found.add(entry)
      }
      return [...found]
    },
    output({ transactionId, index }, daaScore) {
      const output = entries.get(transactionId)?.tx.outputs[index]
      if (output === undefined) return undefined
      return {
        amount: output.value,
        scriptPublicKey: output.scriptPublicKey,
        blockDaaScore: daaScore,
        isCoinbase: false,
        ...(output.covenant === undefined ? {} : { covenantId: output.covenant.covenantId }),
      }
    },
  }
}

/** Best first: fee per gram, then the earlier one. */
export function comparePriority(a: MempoolEntry, b: MempoolEntry): number {
  const rates = compareFeeRates(a, b)
  return rates === 0 ? a.sequence - b.sequence : rates
}

/** Negative when `a` pays more per gram. */
export function compareFeeRates(a: Priced, b: Priced): number {
  const [left, right] = [a.fee * b.mass, b.fee * a.mass]
  if (left === right) return 0
  return left > right ? -1 : 1
}

type Priced = Pick<MempoolEntry, 'fee' | 'mass'>
