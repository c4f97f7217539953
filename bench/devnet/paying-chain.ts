// Chains full of payments, to be validated by a process that has seen none of them: they are made in a thread of its own, so that what
// this thread remembers of signatures, set elements and block levels helps nobody.
import { Worker, parentPort, workerData } from 'node:worker_threads'
import { createChain } from '../../devnet/chain/index.ts'
import type { Genesis } from '../../devnet/chain/index.ts'
import { account, pay } from '../../devnet/chain/testing/kit.ts'
import type { Account } from '../../devnet/chain/testing/kit.ts'
import { SIMNET_10_BPS, transactionId } from '../../devnet/tx/index.ts'
import type { Block, Params } from '../../devnet/tx/index.ts'
import type { Utxo } from '../../devnet/utxo/index.ts'

const COIN = 1_000_000_000_000n
const PAYMENT = 20_000_000_000n

export interface PayingChainSize {
  readonly blocks: number
  /** Payments in each. */
  readonly payments: number
}

export interface PayingChain {
  readonly params: Params
  readonly genesis: Genesis
  /** Genesis left out. */
  readonly blocks: readonly Block[]
}

/** Every payment has one input and two outputs, and spends the change of one in the block before. */
function makeChain(n: number, { blocks, payments }: PayingChainSize): PayingChain {
  const [owner, payee] = [account(2 * n + 10), account(2 * n + 11)]
  const params = SIMNET_10_BPS
  const genesis: Genesis = {
    timestamp: 1_000_000n,
    premine: Array.from({ length: payments }, () => ({ scriptPublicKey: owner.script, amount: COIN })),
  }
  const chain = createChain(params, genesis, undefined)
  const miner = { scriptPublicKey: payee.script, extraData: new Uint8Array(0) }
  let coins: readonly Utxo[] = chain.ledger.utxosOf(owner.script)
  const made: Block[] = []
  for (let i = 0; i < blocks; i++) {
    const paid = coins.map((coin) => payOnce(owner, coin, payee))
    const block = chain.buildTemplate({
      miner,
      transactions: paid.map(({ tx }) => tx),
      timestamp: genesis.timestamp + BigInt(i) * params.targetTimePerBlock,
      nonce: BigInt(i),
    })
    if (block.transactions.length !== payments + 1) throw new Error('a payment did not fit into its block')
    const added = chain.addBlock(block)
    if (!added.ok) throw new Error('a block was refused')
    made.push(block)
    coins = paid.map(({ change }) => change)
  }
  return { params, genesis, blocks: made }
}

function payOnce(owner: Account, coin: Utxo, payee: Account) {
  const tx = pay(owner, coin, payee, PAYMENT)
  const [, output] = tx.outputs
  if (output === undefined) throw new Error('a payment without change')
  const entry = { ...coin.entry, amount: output.value }
  return { tx, change: { outpoint: { transactionId: transactionId(tx), index: 1 }, entry } }
}

/** So many different chains, one after the other. */
export async function* payingChains(count: number, size: PayingChainSize): AsyncGenerator<PayingChain> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { payingChain: size } })
  try {
    for (let i = 0; i < count; i++) {
      const next = new Promise<PayingChain>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      })
      worker.postMessage(i, [])
      yield await next
      worker.removeAllListeners('error')
    }
  } finally {
    await worker.terminate()
  }
}

// Other threads, such as those that tests run in, may import this file as well: only the one that was given a size makes chains.
const size = sizeOf(workerData)
if (size !== undefined)
  parentPort?.on('message', (n: number) => parentPort?.postMessage(makeChain(n, size), []))

function sizeOf(given: unknown): PayingChainSize | undefined {
  return typeof given === 'object' && given !== null && 'payingChain' in given
    ? (given.payingChain as PayingChainSize)
    : undefined
}
