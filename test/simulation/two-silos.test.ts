// Two silos with managers of their own on one devnet: a call with coins that is taken, one that traps and comes back, one to a silo that isn't there, one without coins
// that is delivered before it is final. The books of both must balance after every change of the chain.
import { expect, test } from 'vitest'
import { createFollower } from '../../client/silo/follower.ts'
import type { SiloFollower } from '../../client/silo/follower.ts'
import { outboxItems } from '../../client/silo/outbox.ts'
import { parcelOf } from '../../client/silo/deliver.ts'
import { callDraft, createDraft, deliverUnprovenDraft } from '../../client/wallet/drafts.ts'
import { createWallet } from '../../client/wallet/wallet.ts'
import type { SendResult } from '../../client/wallet/wallet.ts'
import { siloIdOf } from '../../devnet/bridge/ids.ts'
import { createVirtualClock, startDevnet } from '../../devnet/index.ts'
import { hashToBytes } from '../../devnet/tx/index.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import { encodeImage } from '../../vm/program/image.ts'
import { testProgram } from '../../vm/testing.ts'
import { bytesOfWords, wordsOfBytes } from '../../vm/words.ts'
import { brokenBooks } from './books.ts'
import { simulationHost } from './host.ts'
import { SIMULATION_CONFIG } from './silo.ts'

/**
 * A user's message is an outbox row to send: its second and third leaf are the head and the data of a call. A remote message traps when its first word is 9. Everything
 * else is taken as it is.
 */
const CONTRACT = `
  msgh {16} 0
  ldi [8] 1
  jeq [16] [8] user
  ldi [8] 515
  jne [16] [8] taken
  ldi [8] 0
  msgd {24} [8]
  eqi [9] [24] 9
  jz [9] taken
  trap {24} 77
user:
  ldi [9] 1
  msgd {24} [9]
  send {24} 0
  ldi [9] 2
  msgd {24} [9]
  send {24} 1
taken:
  end {16}`

const COIN = 100_000_000n
const FEE = COIN / 20n
const GAS = 10_000n
const CONFIG = { ...SIMULATION_CONFIG, gasPrice: 1_000n }

test(
  'calls between silos arrive with their coins, or the coins come back',
  { timeout: 300_000 },
  async () => {
    const clock = createVirtualClock(1_800_000_000_000n)
    const troubles: string[] = []
    const sent: string[] = []
    const devnet = await startDevnet({
      clock,
      seed: 'two silos',
      miners: 2,
      accounts: 1,
      managers: (network) =>
        simulationHost(network, {
          seed: 'two silos',
          meanUptimeMs: undefined,
          onCrash: () => undefined,
          onEvent: (_, event) => {
            if (event.kind === 'sent') sent.push(event.action.kind)
            // Managers of one silo may do the same at the same time: that something had no effect is no trouble.
            else if (event.kind !== 'failed') troubles.push(event.kind)
          },
        }),
    })
    const { api } = devnet
    const problems: string[] = []
    await api.subscribe('virtualChainChanged', { include_accepted_transaction_ids: false }, () => {
      void api.silo_getBooks({}).then((books) => problems.push(...brokenBooks(books)))
    })
    const [user] = devnet.accounts
    const wallet = createWallet({ api, key: user!.key, prefix: devnet.params.addressPrefix })

    const accepted = async (result: SendResult): Promise<Hash> => {
      if (!result.ok) throw new Error(result.reason)
      for (let waited = 0; waited < 200; waited++) {
        const { status } = await api.silo_getTransaction({ transactionId: result.transactionId })
        if (status.kind === 'accepted') return result.transactionId
        await clock.advance(500n)
      }
      throw new Error('a transaction was not accepted')
    }
    const deploy = async (namespace: number): Promise<SiloFollower> => {
      await clock.advance(1_000n)
      const code = encodeImage(testProgram(CONTRACT))
      const creator = wallet.key.publicKey
      const draft = createDraft({
        namespace,
        config: CONFIG,
        creator,
        code,
        message: new Uint8Array(0),
        gasLimit: GAS,
      })
      const siloId = siloIdOf(await accepted(await wallet.send(draft)))
      await clock.finish(api.devnet_startManager({ siloId, strategy: 'honest', stakes: 3 }), 120_000n)
      return createFollower({ api, siloId })
    }
    const a = await deploy(0x61616161)
    const b = await deploy(0x62626262)

    const send = async (to: Hash, firstWord: bigint, coins = 2n * COIN): Promise<Hash> => {
      const limits = GAS | (1n << 32n) | (2n << 48n)
      const fee = coins === 0n ? 0n : FEE
      const head = [coins, fee, ...wordsOfBytes(hashToBytes(to)), limits, 0n]
      const data = [firstWord, 41n, 42n, 0n, 0n, 0n, 0n, 0n]
      const message = bytesOfWords([0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, ...head, ...data])
      const { siloId, namespace, config } = a.silo
      const value = coins + fee
      const sender = wallet.key.publicKey
      return accepted(
        await wallet.send(callDraft({ siloId, namespace, config, sender, message, gasLimit: GAS, value })),
      )
    }
    /** Delivers what a message sent as soon as there is a commitment to it; tried again where a reorg was in the way. */
    const deliverEarly = async (transactionId: Hash): Promise<void> => {
      for (let waited = 0; waited < 300; waited++) {
        await a.update()
        const block = a.kept().find(({ info }) => info.entries.some((e) => e.transactionId === transactionId))
        const { nodes } = await api.silo_getNodes({ siloId: a.silo.siloId, fromHeight: block?.height ?? 0 })
        const node = nodes.find(
          (one) => one.status !== 'dead' && one.stateCommitment === block?.stateCommitment,
        )
        const [item] = block === undefined ? [] : outboxItems(block)
        if (node?.status === 'final') throw new Error('the commitment was final too soon')
        if (block !== undefined && node !== undefined && item !== undefined) {
          const parcel = await parcelOf(api, a.silo, block, item)
          if (!parcel.ok) throw new Error(parcel.reason)
          await accepted(await wallet.send(deliverUnprovenDraft(parcel, node.nodeId)))
          return
        }
        await clock.advance(500n)
      }
      throw new Error('nobody committed')
    }
    await deliverEarly(await send(b.silo.siloId, 5n, 0n))
    await send(b.silo.siloId, 1n)
    await send(b.silo.siloId, 9n)
    await send(('00'.repeat(31) + '99') as Hash, 1n)

    const arrivals = async (follower: SiloFollower, kind: string): Promise<readonly string[]> => {
      await follower.update()
      return follower
        .kept()
        .flatMap(({ info, results }) =>
          info.entries.flatMap((entry, i) =>
            entry.kind === kind ? [`${entry.value} ${results[i]?.trapName}`] : [],
          ),
        )
    }
    for (let waited = 0; waited < 150 && (await arrivals(a, 'returned')).length < 2; waited++)
      await clock.advance(1_000n)
    expect(troubles).toEqual([])
    expect(await arrivals(b, 'unproven')).toEqual(['0 None'])
    expect((await arrivals(b, 'remote')).toSorted()).toEqual([
      '0 None',
      `${2n * COIN} None`,
      `${2n * COIN} UserError`,
    ])
    expect((await arrivals(a, 'returned')).toSorted()).toEqual([
      `${2n * COIN - FEE} None`,
      `${2n * COIN} None`,
    ])
    const { silos } = await api.silo_getBooks({})
    const held = (siloId: Hash): bigint => {
      const book = silos.find((other) => other.siloId === siloId)
      return (book?.pegged ?? 0n) - (book?.published ?? 0n)
    }
    // Three calls' fees and one return's have gone to those who delivered.
    expect(held(b.silo.siloId)).toBe(2n * COIN)
    expect(held(a.silo.siloId)).toBe(4n * COIN - FEE)
    expect(sent.filter((kind) => kind === 'deliver').length).toBeGreaterThanOrEqual(5)
    expect(problems).toEqual([])
    await devnet.stop()
  },
)
