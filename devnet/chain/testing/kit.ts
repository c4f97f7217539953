// What tests of the chain share: keys with premined coins, payments, miners with views of their own, and comparisons of
// whole states.
import type { Block, Hash, Params, Transaction } from '../../tx/index.ts'
import {
  COMPUTE_BUDGET_PER_SIGNATURE,
  NATIVE_SUBNETWORK,
  outpointKey,
  payToPublicKey,
  publicKeyOf,
  SEQUENCE_FINAL,
  signTransaction,
  TINY,
  transactionStorageMass,
} from '../../tx/index.ts'
import type { Utxo } from '../../utxo/index.ts'
import type { Chain, ChainExtension, Genesis } from '../index.ts'
import { createChain } from '../index.ts'

export interface Account {
  readonly secretKey: Uint8Array
  readonly script: ReturnType<typeof payToPublicKey>
}

export function account(n: number): Account {
  const secretKey = new Uint8Array(32).fill(n + 1)
  return { secretKey, script: payToPublicKey(publicKeyOf(secretKey)) }
}

/** The first of these mine, all of them have ten premined outputs each. */
export const ACCOUNTS: readonly Account[] = Array.from({ length: 4 }, (_, n) => account(n))
export const PREMINED = 100_000_000_000n

export const GENESIS: Genesis = {
  timestamp: 1_000_000n,
  premine: ACCOUNTS.flatMap(({ script }) =>
    Array.from({ length: 10 }, () => ({ scriptPublicKey: script, amount: PREMINED })),
  ),
}

/** Tiny, but with nothing final or forgotten within a test: for looking at a whole history afterwards. */
export const REMEMBERING: Params = { ...TINY, finalityDepth: 10_000n, pruningDepth: 100_000n }

export function newChain(extension?: ChainExtension, params: Params = TINY): Chain {
  return createChain(params, GENESIS, extension)
}

export interface PaymentOptions {
  readonly subnetworkId?: Transaction['subnetworkId']
  readonly payload?: Uint8Array
  readonly gas?: bigint
}

/** Pays `amount` of one output to somebody, with change, leaving `fee`. */
export function pay(
  from: Account,
  utxo: Utxo,
  to: Account,
  amount: bigint,
  fee = 500_000n,
  options: PaymentOptions = {},
): Transaction {
  const change = utxo.entry.amount - amount - fee
  const outputs = [
    { value: amount, scriptPublicKey: to.script },
    ...(change > 0n ? [{ value: change, scriptPublicKey: from.script }] : []),
  ]
  const draft: Transaction = {
    version: 1,
    inputs: [
      {
        previousOutpoint: utxo.outpoint,
        signatureScript: new Uint8Array(0),
        sequence: SEQUENCE_FINAL,
        sigOpCount: 0,
        computeBudget: COMPUTE_BUDGET_PER_SIGNATURE,
      },
    ],
    outputs,
    lockTime: 0n,
    subnetworkId: options.subnetworkId ?? NATIVE_SUBNETWORK,
    gas: options.gas ?? 0n,
    payload: options.payload ?? new Uint8Array(0),
    storageMass: 0n,
  }
  const storageMass = transactionStorageMass(draft, [utxo.entry])
  return signTransaction({ ...draft, storageMass: storageMass ?? 0n }, [utxo.entry], from.secretKey)
}

/** A spendable output of an account, as the chain sees it now: the n-th in the order of their keys. */
export function coin(chain: Chain, owner: Account, n = 0): Utxo {
  const utxos = chain.ledger
    .utxosOf(owner.script)
    .filter(({ outpoint, entry }) => !entry.isCoinbase && chain.virtualUtxos.get(outpoint) !== undefined)
  const utxo = utxos[n % Math.max(utxos.length, 1)]
  if (utxo === undefined) throw new Error('the account has no coin')
  return utxo
}

let nonce = 0n

/** Builds a block on what the chain knows, `seconds` after genesis times its score, and adds it. */
export function mine(chain: Chain, transactions: readonly Transaction[] = [], miner = ACCOUNTS[0]): Block {
  const block = template(chain, transactions, miner)
  const result = chain.addBlock(block)
  if (!result.ok) throw new Error(`the chain refuses its own block: ${JSON.stringify(result)}`)
  return block
}

export function template(
  chain: Chain,
  transactions: readonly Transaction[] = [],
  miner = ACCOUNTS[0],
): Block {
  return chain.buildTemplate({
    miner: { scriptPublicKey: (miner ?? account(0)).script, extraData: new Uint8Array(0) },
    transactions,
    timestamp: GENESIS.timestamp + chain.virtual().daaScore * 1000n,
    nonce: nonce++,
  })
}

/** Everything that consensus says about a chain's state, in a form to compare. */
export function stateOf(chain: Chain) {
  const utxos = [...chain.ledger.allUtxos()].map(
    ({ outpoint, entry }) => [outpointKey(outpoint), entry] as const,
  )
  return {
    sink: chain.sink(),
    virtual: chain.virtual(),
    virtualDiff: {
      added: [...chain.virtualDiff().added].toSorted(byKey),
      removed: [...chain.virtualDiff().removed].toSorted(byKey),
    },
    books: chain.ledger.books(),
    utxos: utxos.toSorted(byKey),
    path: chainOf(chain),
    tips: chain.tips(),
  }
}

export function chainOf(chain: Chain): Hash[] {
  const path: Hash[] = []
  const lowest = chain.chainIndex(chain.lowest()) ?? 0
  for (let i = lowest, hash = chain.chainBlockAt(i); hash !== undefined; hash = chain.chainBlockAt(++i))
    path.push(hash)
  return path
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1
}

/** Adds blocks to a fresh chain and returns it; throws when one isn't taken. */
export function replay(blocks: Iterable<Block>, extension?: ChainExtension, params: Params = TINY): Chain {
  const chain = newChain(extension, params)
  for (const block of blocks) {
    const result = chain.addBlock(block)
    if (!result.ok) throw new Error(`a block is refused: ${JSON.stringify(result)}`)
  }
  return chain
}

/** All blocks of a chain but genesis, parents first. */
export function blocksOf(chain: Chain): Block[] {
  return chain
    .blocksAfter(chain.genesis.hash, Number.MAX_SAFE_INTEGER)
    .flatMap((hash) => chain.block(hash) ?? [])
}

/** The sum of all unspent outputs, counted afresh. */
export function countUtxos(chain: Chain): bigint {
  let sum = 0n
  for (const { entry } of chain.ledger.allUtxos()) sum += entry.amount
  return sum
}
