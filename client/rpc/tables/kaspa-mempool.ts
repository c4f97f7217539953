// The table of methods: Kaspa's own, about transactions that wait for a block and what they pay.
import { boolean, flag, float, list, object, text } from '../codec.ts'
import { hash, transaction, u64, waitingTransaction } from '../base-codecs.ts'
import { method, none } from './method.ts'

const entry = object('MempoolEntry', {
  fee: u64,
  transaction: waitingTransaction,
  isOrphan: boolean,
})

/** Written with `is_orphan` as well, which Kaspa's software up to 0.14 looks for. */
const mempoolEntry: typeof entry = {
  ...entry,
  encode: (value) => ({ ...entry.encode(value), is_orphan: value.isOrphan }),
}

const feeBucket = object('FeeBucket', {
  /** Sompi per gram. */
  feerate: float,
  estimatedSeconds: float,
})

export const KASPA_MEMPOOL_METHODS = {
  submitTransaction: method(
    'Hands a transaction in. Refused with a reason when the mempool does not take it; one that it already holds is taken again. A storage mass of 0 is filled in.',
    object('SubmitParams', {
      transaction,
      allowOrphan: flag,
    }),
    object('SubmitResult', { transactionId: hash }),
  ),
  submitTransactionReplacement: method(
    'Hands a transaction in that takes the place of a waiting one which spends the same output. Refused unless it conflicts with exactly one and pays more per gram.',
    object('ReplacementParams', { transaction }),
    object('ReplacementResult', { transactionId: hash, replacedTransaction: waitingTransaction }),
  ),
  getMempoolEntries: method(
    'What waits to be mined.',
    object('MempoolParams', {
      includeOrphanPool: flag,
      filterTransactionPool: flag,
    }),
    object('MempoolResult', { mempoolEntries: list(mempoolEntry) }),
  ),
  getMempoolEntry: method(
    'One transaction that waits.',
    object('MempoolEntryParams', {
      transactionId: hash,
      includeOrphanPool: flag,
      filterTransactionPool: flag,
    }),
    object('MempoolEntryResult', { mempoolEntry }),
  ),
  getMempoolEntriesByAddresses: method(
    'What waits and spends from addresses or pays to them.',
    object('MempoolByAddressesParams', {
      addresses: list(text, 10_000),
      includeOrphanPool: flag,
      filterTransactionPool: flag,
    }),
    object('MempoolByAddressesResult', {
      entries: list(
        object('AddressEntries', {
          address: text,
          sending: list(mempoolEntry),
          receiving: list(mempoolEntry),
        }),
      ),
    }),
  ),
  getFeeEstimate: method(
    'What a gram costs now: to be in the next block, in one of the next ten, or in some later one.',
    none,
    object('FeeEstimateResult', {
      estimate: object('FeeEstimate', {
        priorityBucket: feeBucket,
        normalBuckets: list(feeBucket),
        lowBuckets: list(feeBucket),
      }),
    }),
  ),
} as const
