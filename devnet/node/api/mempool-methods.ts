// Kaspa's methods about transactions that wait: handing one in, looking them up, what being mined costs.
import type { NodeMethods } from '../../../client/rpc/api.ts'
import { RpcError } from '../../../client/rpc/api.ts'
import type { ResultOf } from '../../../client/rpc/methods.ts'
import type { Chain } from '../../chain/index.ts'
import type { Outpoint, ScriptPublicKey, Transaction } from '../../tx/index.ts'
import { scriptsEqual, transactionId } from '../../tx/index.ts'
import { scriptOf } from '../addresses.ts'
import { feeEstimate } from '../mempool/fee-estimate.ts'
import type { Mempool, SubmitOptions, SubmitResult } from '../mempool/index.ts'

export type MempoolMethods = Pick<
  NodeMethods,
  | 'submitTransaction'
  | 'submitTransactionReplacement'
  | 'getMempoolEntries'
  | 'getMempoolEntry'
  | 'getMempoolEntriesByAddresses'
  | 'getFeeEstimate'
>

export interface MempoolContext {
  readonly chain: Chain
  readonly mempool: Mempool
  /** Hands a transaction to the mempool and, when it is new there, to the peers. */
  readonly submit: (tx: Transaction, options: SubmitOptions) => SubmitResult
}

type Entry = ResultOf<'getMempoolEntry'>['mempoolEntry']

interface Pools {
  readonly includeOrphanPool: boolean
  readonly filterTransactionPool: boolean
}

export function mempoolMethods({ chain, mempool, submit }: MempoolContext): MempoolMethods {
  const { addressPrefix } = chain.params

  const entriesOf = ({ includeOrphanPool, filterTransactionPool }: Pools): readonly Entry[] => [
    ...(filterTransactionPool ? [] : mempool.entries()).map(({ fee, tx }) => ({
      fee,
      transaction: tx,
      isOrphan: false,
    })),
    ...(includeOrphanPool ? mempool.orphans() : []).map((transaction) => ({
      fee: 0n,
      transaction,
      isOrphan: true,
    })),
  ]

  /** Undefined for outputs that nobody knows. */
  const scriptOfOutput = ({ transactionId: id, index }: Outpoint): ScriptPublicKey | undefined =>
    chain.virtualUtxos.get({ transactionId: id, index })?.scriptPublicKey ??
    mempool.get(id)?.tx.outputs[index]?.scriptPublicKey

  const spendsFrom = (script: ScriptPublicKey, { transaction }: Entry): boolean =>
    transaction.inputs.some(({ previousOutpoint }) => {
      const spent = scriptOfOutput(previousOutpoint)
      return spent !== undefined && scriptsEqual(spent, script)
    })

  const paysTo = (script: ScriptPublicKey, { transaction }: Entry): boolean =>
    transaction.outputs.some((output) => scriptsEqual(output.scriptPublicKey, script))

  return {
    submitTransaction: async ({ transaction, allowOrphan }) => {
      const id = transactionId(transaction)
      const result = submit(transaction, { allowOrphan })
      if (!result.ok) throw new RpcError('refused', `transaction ${id} is refused: ${result.reason}`)
      return { transactionId: id }
    },
    submitTransactionReplacement: async ({ transaction }) => {
      const id = transactionId(transaction)
      const result = submit(transaction, { allowOrphan: false, replacement: 'must' })
      if (!result.ok) throw new RpcError('refused', `transaction ${id} is refused: ${result.reason}`)
      const [replaced] = result.replaced
      if (replaced === undefined) throw new RpcError('refused', `transaction ${id} waits already`)
      return { transactionId: id, replacedTransaction: replaced }
    },
    getMempoolEntries: async (pools) => ({ mempoolEntries: entriesOf(pools) }),
    getMempoolEntry: async ({ transactionId: id, ...pools }) => {
      const found = entriesOf(pools).find((entry) => transactionId(entry.transaction) === id)
      if (found === undefined) throw new RpcError('notFound', `no transaction ${id} waits`)
      return { mempoolEntry: found }
    },
    getMempoolEntriesByAddresses: async ({ addresses, ...pools }) => {
      const waiting = entriesOf(pools)
      return {
        entries: [...new Set(addresses)].map((address) => {
          const script = scriptOf(address, addressPrefix)
          return {
            address,
            sending: waiting.filter((entry) => spendsFrom(script, entry)),
            receiving: waiting.filter((entry) => paysTo(script, entry)),
          }
        }),
      }
    },
    getFeeEstimate: async () => ({ estimate: feeEstimate(mempool.entries(), chain.params) }),
  }
}
