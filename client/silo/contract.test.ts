// A compiled contract through the client: calls, views, results, errors with their line, events and payments.
import { beforeAll, describe, expect, it } from 'vitest'
import { compile } from '../../compiler/index.ts'
import type { Artifact } from '../../compiler/artifact.ts'
import { encodeCall } from '../../compiler/abi/encode.ts'
import type { AbiValue } from '../../compiler/abi/types.ts'
import { devnetConfig } from '../../devnet/bridge/config.ts'
import { decodePayload } from '../../devnet/bridge/payload-codec.ts'
import { hash, hexToBytes } from '../../devnet/tx/index.ts'
import { amountLeaving } from '../../vm/records.ts'
import type { InboxEntryInfo } from '../rpc/silo-codecs.ts'
import type { Draft } from '../wallet/build.ts'
import { keyFromHex } from '../wallet/keys.ts'
import type { Wallet } from '../wallet/wallet.ts'
import type { Contract } from './contract.ts'
import { createContract, deployDraft } from './contract.ts'
import { createFollower } from './follower.ts'
import { DEFAULT_CONSTRUCTOR_GAS_LIMIT, DEFAULT_GAS_LIMIT } from './gas.ts'
import { testBlock, testMessage, testNode, TEST_SILO } from './testing.ts'

const SOURCE = `
contract Vault {
  storage {
    balances: map<address, u64 = 0>
    locked: coin = coin.zero()
    slots: map<u64, u64 = 0>
  }
  event Deposited { from: address, amount: u64 }
  error Insufficient { have: u64, want: u64 }

  pub payable fn deposit(funds: coin) by anyone {
    balances[caller.address] += funds.amount.count
    emit Deposited { from: caller.address, amount: funds.amount.count }
    locked.join(funds)
  }
  pub fn withdraw(amount: u64): u64 by anyone {
    let have = balances[caller.address]
    require have >= amount else Insufficient { have, want: amount }
    balances[caller.address] = have - amount
    discard pay(caller.address, locked.take(sompi(amount)))
    have - amount
  }
  pub view fn balance_of(who: address): u64 => balances[who]
  pub fn fill(count: u64) by anyone {
    for i in 0..count max 10_000 {
      slots[i] = i + 1
    }
  }
}
`
/** A contract whose constructor fills storage. */
const LARGE = `
contract Large {
  storage {
    slots: map<u64, u64 = 0>
  }
  init(count: u64) {
    for i in 0..count max 10_000 {
      slots[i] = i + 1
    }
  }
}
`
const ALICE = hash('a1'.repeat(32))
const COIN = 100_000_000n
const KEY = keyFromHex('b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56a784d9045190cfef')!

let artifact: Artifact
let contract: Contract

function messageTo(n: number, fn: string, args: readonly AbiValue[], value = 0n): InboxEntryInfo {
  const contractAbi = artifact.abi.contracts[0]!
  const found = fn === 'init' ? contractAbi.init : contractAbi.functions.find((f) => f.name === fn)!
  const encoded = encodeCall(found, args)
  if (!encoded.ok) throw new Error(encoded.error)
  const kind = fn === 'init' ? 'constructor' : 'call'
  return testMessage(n, { kind, sender: ALICE, payload: encoded.bytes, value })
}

function built(source: string): Artifact {
  const compiled = compile({ read: (path) => (path === 'main.silo' ? source : undefined) }, 'main.silo')
  if (compiled.artifact === undefined) throw new Error(compiled.diagnostics.map((d) => d.message).join('\n'))
  return compiled.artifact
}

beforeAll(async () => {
  artifact = built(SOURCE)
  const silo = { ...TEST_SILO, codeRoot: hash(artifact.codeRoot) }
  const blocks = [
    testBlock(1, [messageTo(0, 'init', []), messageTo(1, 'deposit', [], 5n * COIN)]),
    testBlock(2, [messageTo(2, 'withdraw', [9n * COIN]), messageTo(3, 'withdraw', [2n * COIN])]),
  ]
  const follower = await createFollower({
    api: testNode(blocks, silo, hexToBytes(artifact.code)!).api,
    siloId: silo.siloId,
  })
  await follower.update()
  contract = createContract(artifact, follower)
})

describe('outcomes', () => {
  const txOf = (n: number): ReturnType<typeof hash> => testMessage(n).transactionId

  it('decodes results, events and payments', () => {
    const deposit = contract.outcome(txOf(1))
    expect(deposit?.events.map(({ event, args }) => ({ name: event.name, args }))).toEqual([
      { name: 'Deposited', args: { from: ALICE, amount: 5n * COIN } },
    ])
    const withdrawal = contract.outcome(txOf(3))
    expect(withdrawal).toMatchObject({ index: 1, value: 3n * COIN, failure: undefined })
    expect(withdrawal?.payments.map(amountLeaving)).toEqual([2n * COIN])
  })

  it('tells an error with its arguments and its line', () => {
    const failure = contract.outcome(txOf(2))?.failure
    expect(failure?.error).toMatchObject({ name: 'Insufficient', args: { have: 5n * COIN, want: 9n * COIN } })
    expect(failure?.place).toMatchObject({ path: 'main.silo', line: 18 })
    expect(failure?.message).toBe('Insufficient { have: 500000000, want: 900000000 } (main.silo:18)')
  })

  it('knows nothing of other transactions', () => {
    expect(contract.outcome(txOf(9))).toBeUndefined()
  })
})

describe('views', () => {
  it('run on the latest state and change nothing', () => {
    for (let i = 0; i < 2; i++) {
      const view = contract.view('balance_of', [ALICE])
      expect(view).toMatchObject({ ok: true, outcome: { value: 3n * COIN } })
    }
    const dry = contract.view('withdraw', [1n], { sender: ALICE })
    expect(dry.ok && dry.outcome.failure?.trap).toBe('Dust')
  })

  it('say what is wrong with a call', () => {
    const reasons = [
      contract.view('balance', []),
      contract.view('balance_of', []),
      contract.view('balance_of', ['xyz']),
      contract.view('withdraw', [1n], { value: 1n }),
      contract.view('withdraw', [1n], { instance: 7 }),
    ].map((view) => (view.ok ? '' : view.reason))
    expect(reasons[0]).toContain('deposit, withdraw, balance_of')
    expect(reasons[1]).toContain('1 argument')
    expect(reasons[2]).toContain('who')
    expect(reasons[3]).toContain('takes no coins')
    expect(reasons[4]).toContain('instance 7')
  })
})

describe('transactions', () => {
  it('sends a call on the lane of the silo, with its value and gas', async () => {
    const drafts: Draft[] = []
    const wallet = { key: KEY, send: async (draft: Draft) => (drafts.push(draft), { ok: false, reason: '' }) }
    await contract.call(wallet as unknown as Wallet, 'deposit', [], { value: COIN, gasLimit: 5000n })
    expect(drafts).toMatchObject([{ gas: 5000n, outputs: [{ value: COIN }], minimumFee: 5n }])
    expect(drafts[0]!.subnetworkId).toBe('7661756c' + '00'.repeat(16))
  })

  describe('without a gas limit', () => {
    const callGas = async (fn: string, args: readonly AbiValue[]): Promise<bigint | undefined> => {
      const drafts: Draft[] = []
      const wallet = {
        key: KEY,
        send: async (draft: Draft) => (drafts.push(draft), { ok: false, reason: '' }),
      }
      await contract.call(wallet as unknown as Wallet, fn, args)
      return drafts[0]?.gas
    }
    const deployGas = (count: bigint): bigint | undefined => {
      const namespace = 0x7661756c
      const large = built(LARGE)
      const made = deployDraft({
        artifact: large,
        args: [count],
        config: devnetConfig,
        namespace,
        creator: KEY.publicKey,
      })
      return made.ok ? made.draft.gas : undefined
    }

    it('a call gets the usual one where that is enough, and where it traps here', async () => {
      expect(await callGas('fill', [1n])).toBe(DEFAULT_GAS_LIMIT)
      expect(await callGas('withdraw', [1n])).toBe(DEFAULT_GAS_LIMIT)
    })

    it('a call gets half more than it takes here, up to what a reference block holds', async () => {
      const ran = contract.view('fill', [200n])
      const used = ran.ok ? ran.outcome.result.gasUsed : 0n
      expect(used).toBeGreaterThan(DEFAULT_GAS_LIMIT)
      expect(await callGas('fill', [200n])).toBe(used + used / 2n)
      expect(await callGas('fill', [4_500n])).toBe(devnetConfig.gasPerBlock)
    })

    it('a constructor gets more', () => {
      expect(deployGas(1n)).toBe(DEFAULT_CONSTRUCTOR_GAS_LIMIT)
      expect(deployGas(1_000n)).toBeGreaterThan(DEFAULT_CONSTRUCTOR_GAS_LIMIT)
      expect(deployGas(1_000n)).toBeLessThan(devnetConfig.gasPerBlock)
    })
  })

  it('deploys with the constructor as message', () => {
    const creator = KEY.publicKey
    const made = deployDraft({ artifact, args: [], config: devnetConfig, namespace: 0x7661756c, creator })
    if (!made.ok) throw new Error(made.reason)
    expect(decodePayload(made.draft.payload)).toMatchObject({
      ok: true,
      payload: { kind: 'create', config: devnetConfig },
    })
    const wrong = deployDraft({ artifact, args: [1n], config: devnetConfig, namespace: 1, creator })
    expect(wrong.ok).toBe(false)
  })
})
