// Coin selection, fees and signatures of built transactions, and wallets that send several in a row.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Transaction } from '../../devnet/tx/index.ts'
import {
  createSighasher,
  hash,
  minimumRelayFee,
  nobleVerifier,
  outpointKey,
  transactionId,
  transactionStorageMass,
} from '../../devnet/tx/index.ts'
import type { NodeApi } from '../rpc/api.ts'
import { RpcError } from '../rpc/api.ts'
import type { Coin } from './build.ts'
import { buildTransaction, MINIMUM_CHANGE } from './build.ts'
import { bridgeDraft, callDraft, publishDraft, slashDraft } from './drafts.ts'
import type { Key } from './keys.ts'
import { keyFromHex, randomKey } from './keys.ts'
import { createWallet } from './wallet.ts'
import { devnetConfig } from '../../devnet/bridge/config.ts'
import { siloAccountScript, ustoScript } from '../../devnet/tx/index.ts'

const COIN = 100_000_000n
const KEY = keyFromHex('b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56a784d9045190cfef')!
const SILO = hash('5a'.repeat(32))

function coin(amount: bigint, n: number, key: Key = KEY): Coin {
  return {
    outpoint: { transactionId: hash(n.toString(16).padStart(64, '0')), index: n },
    entry: { amount, scriptPublicKey: key.script, blockDaaScore: 0n, isCoinbase: false },
  }
}

function call(value: bigint, gasLimit = 1_000_000n): ReturnType<typeof callDraft> {
  return callDraft({
    siloId: SILO,
    namespace: 0x7661756c,
    config: devnetConfig,
    sender: KEY.publicKey,
    message: Uint8Array.of(1, 2, 3),
    gasLimit,
    value,
  })
}

describe('keys', () => {
  it('derives the address that Kaspa derives', () => {
    const wallet = createWallet({ api: fakeNode([]).api, key: KEY, prefix: 'kaspadev' })
    expect(wallet.address).toBe('kaspadev:qr0lr4ml9fn3chekrqmjdkergxl93l4wrk3dankcgvjq776s9wn9j6n4stne3')
  })
})

describe('buildTransaction', () => {
  it('balances, pays the fee that its mass asks for, and never gives dust as change', () => {
    const amounts = fc.array(fc.bigInt(30_000_000n, 50n * COIN), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(amounts, fc.bigInt(20_000_000n, 100n * COIN), (values, pegged) => {
        const built = buildTransaction(
          call(pegged),
          values.map((value, n) => coin(value, n)),
          KEY.script,
        )
        const total = values.reduce((a, b) => a + b, 0n)
        // With this much there is no reason to fail.
        fc.pre(total >= pegged + MINIMUM_CHANGE + 10_000_000n)
        if (!built.ok) throw new Error(built.reason)
        const { transaction: tx, entries, fee } = built
        const ins = entries.reduce((sum, entry) => sum + entry.amount, 0n)
        const outs = tx.outputs.reduce((sum, output) => sum + output.value, 0n)
        expect(ins - outs).toBe(fee)
        expect(fee).toBeGreaterThanOrEqual(minimumRelayFee(tx))
        expect(tx.storageMass).toBe(transactionStorageMass(tx, entries))
        for (const output of tx.outputs.slice(1)) expect(output.value).toBeGreaterThanOrEqual(MINIMUM_CHANGE)
      }),
    )
  })

  it('pays for the gas limit of a call', () => {
    const built = buildTransaction(call(0n, 5_000_000_000n), [coin(10n * COIN, 1)], KEY.script)
    expect(built).toMatchObject({ ok: true, fee: 5_000_000n })
  })

  it('says what is lacking', () => {
    const built = buildTransaction(call(5n * COIN), [coin(COIN, 1)], KEY.script)
    expect(built).toMatchObject({ ok: false })
    expect(built.ok ? '' : built.reason).toMatch(/not enough coins.*100000000 are at hand/)
  })

  it('burns half of a slashed stake besides the fee', () => {
    const stake = {
      ...coin(1001n, 9),
      entry: { ...coin(1001n * COIN + 1n, 9).entry, scriptPublicKey: ustoScript(SILO, SILO) },
    }
    const built = buildTransaction(slashDraft(stake, SILO, KEY.publicKey), [coin(COIN, 1)], KEY.script)
    if (!built.ok) throw new Error(built.reason)
    const outs = built.transaction.outputs.reduce((sum, output) => sum + output.value, 0n)
    const half = (1001n * COIN + 1n) / 2n
    expect(built.transaction.outputs[0]!.value).toBe(half)
    expect(1001n * COIN + 1n + COIN - outs - built.fee).toBe(1001n * COIN + 1n - half)
  })

  it('gives the rest of published account coins back to the account', () => {
    const account = {
      ...coin(9n * COIN, 7),
      entry: { ...coin(9n * COIN, 7).entry, scriptPublicKey: siloAccountScript(SILO) },
    }
    const payment = {
      index: 0,
      leaf: new Uint8Array(64),
      path: [],
      recipient: KEY.publicKey,
      amount: 2n * COIN,
    }
    const draft = publishDraft(SILO, SILO, [payment], new Uint8Array(), [account])
    expect(draft.outputs.map((output) => output.value)).toEqual([2n * COIN, 7n * COIN])
    expect(draft.outputs[1]!.scriptPublicKey).toEqual(siloAccountScript(SILO))
  })
})

/** A node with a UTXO set that takes every transaction whose inputs are unspent, and accepts on demand. */
function fakeNode(start: readonly Coin[]): { api: NodeApi; accept: () => void; sent: Transaction[] } {
  let coins = [...start]
  const sent: Transaction[] = []
  const waiting = new Map<string, Transaction>()
  const api = {
    getUtxosByAddresses: async () => ({
      entries: coins.map(({ outpoint, entry }) => ({ address: undefined, outpoint, utxoEntry: entry })),
    }),
    silo_getChainPoint: async () => ({ daaScore: 2000n }),
    silo_getTransaction: async () => ({ status: { kind: 'unknown' }, transaction: undefined }),
    getMempoolEntriesByAddresses: async () => ({
      entries: [{ sending: [...new Set(waiting.values())].map((transaction) => ({ transaction })) }],
    }),
    submitTransaction: async ({ transaction }: { transaction: Transaction }) => {
      const created = new Set(
        [...waiting.values()].flatMap((tx) =>
          tx.outputs.map((_, index) => outpointKey({ transactionId: transactionId(tx), index })),
        ),
      )
      const listed = new Set(coins.map(({ outpoint }) => outpointKey(outpoint)))
      const keys = transaction.inputs.map((input) => outpointKey(input.previousOutpoint))
      if (keys.some((key) => waiting.has(key))) throw new RpcError('refused', 'double spend')
      if (!keys.every((key) => listed.has(key) || created.has(key)))
        throw new RpcError('refused', 'an input is missing')
      for (const key of keys) waiting.set(key, transaction)
      sent.push(transaction)
      return { transactionId: transactionId(transaction) }
    },
  } as unknown as NodeApi
  function accept(): void {
    for (const transaction of new Set(waiting.values())) {
      const spent = new Set(transaction.inputs.map((input) => outpointKey(input.previousOutpoint)))
      coins = coins.filter((c) => !spent.has(outpointKey(c.outpoint)))
      transaction.outputs.forEach((output, index) => {
        const entry = {
          amount: output.value,
          scriptPublicKey: output.scriptPublicKey,
          blockDaaScore: 1n,
          isCoinbase: false,
        }
        coins.push({ outpoint: { transactionId: transactionId(transaction), index }, entry })
      })
    }
    waiting.clear()
  }
  return { api, accept, sent }
}

describe('wallet', () => {
  const finalise = bridgeDraft({ kind: 'finalise', siloId: SILO, node: SILO })

  it('signs so that consensus agrees', async () => {
    const node = fakeNode([coin(10n * COIN, 1)])
    const wallet = createWallet({ api: node.api, key: KEY, prefix: 'kaspasim' })
    const result = await wallet.send(call(COIN))
    expect(result).toMatchObject({ ok: true })
    const tx = node.sent[0]!
    const digest = createSighasher(tx, [coin(10n * COIN, 1).entry]).schnorr(0, 1)
    const signature = tx.inputs[0]!.signatureScript.slice(1, 65)
    expect(nobleVerifier.verifySchnorr(signature, digest, KEY.script.script.slice(1, 33))).toBe(true)
  })

  it('sends many at once without spending a coin twice, then goes on with its change', async () => {
    const node = fakeNode([coin(10n * COIN, 1), coin(10n * COIN, 2), coin(10n * COIN, 3)])
    const wallet = createWallet({ api: node.api, key: KEY, prefix: 'kaspasim' })
    const results = await Promise.all([1, 2, 3, 4, 5].map(() => wallet.send(finalise)))
    expect(results.every((result) => result.ok)).toBe(true)
    const spent = node.sent.flatMap((tx) => tx.inputs.map((input) => outpointKey(input.previousOutpoint)))
    expect(new Set(spent).size).toBe(spent.length)
    node.accept()
    expect(await wallet.coins()).not.toHaveLength(0)
  })

  it('takes other coins when somebody else who uses its key was quicker', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ wallet: fc.nat(2), isAccepted: fc.boolean() }), { minLength: 2, maxLength: 12 }),
        async (coinCount, sends) => {
          const node = fakeNode(Array.from({ length: coinCount }, (_, i) => coin(10n * COIN, i + 1)))
          const wallets = [0, 1, 2].map(() => createWallet({ api: node.api, key: KEY, prefix: 'kaspasim' }))
          const results = await Promise.all(
            sends.map(async ({ wallet, isAccepted }) => {
              const result = await wallets[wallet]?.send(finalise)
              if (isAccepted) node.accept()
              return result
            }),
          )
          expect(results.map((result) => (result?.ok === false ? result.reason : 'ok'))).toEqual(
            sends.map(() => 'ok'),
          )
          expect(new Set(node.sent.map(transactionId)).size).toBe(sends.length)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('reports a refusal and keeps the coins free', async () => {
    const node = fakeNode([coin(10n * COIN, 1)])
    const refusing = {
      ...node.api,
      submitTransaction: async () => {
        throw new RpcError('refused', 'the ticket has expired')
      },
    } as NodeApi
    const wallet = createWallet({ api: refusing, key: KEY, prefix: 'kaspasim' })
    expect(await wallet.send(finalise)).toEqual({ ok: false, reason: 'the ticket has expired' })
    expect(await wallet.coins()).toHaveLength(1)
  })

  it('leaves immature coinbases alone', async () => {
    const young = {
      ...coin(10n * COIN, 1),
      entry: { ...coin(10n * COIN, 1).entry, isCoinbase: true, blockDaaScore: 1500n },
    }
    const wallet = createWallet({ api: fakeNode([young]).api, key: KEY, prefix: 'kaspasim' })
    expect(await wallet.balance()).toBe(0n)
    const patient = createWallet({
      api: fakeNode([young]).api,
      key: KEY,
      prefix: 'kaspasim',
      coinbaseMaturity: 100n,
    })
    expect(await patient.balance()).toBe(10n * COIN)
  })

  it('makes different keys each time', () => {
    expect(randomKey().publicKey).not.toBe(randomKey().publicKey)
  })
})
