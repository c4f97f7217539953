// A running manager: wakes up when the chain moves, looks, decides, acts. It keeps nothing in mind but its journal and
// what it sent a moment ago, so it may be stopped and started at any instant.
import type { Clock } from '../../client/clock.ts'
import type { NodeApi, Unsubscribe } from '../../client/rpc/api.ts'
import { RpcError } from '../../client/rpc/api.ts'
import type { EngineAlarm } from '../../client/silo/audit.ts'
import type { SiloFollower } from '../../client/silo/follower.ts'
import { createFollower } from '../../client/silo/follower.ts'
import type { SiloState, StateKeeper, StateSource } from '../../client/silo/states.ts'
import { isFinalState } from '../../client/silo/states.ts'
import type { HasherSource } from '../../client/silo/trace.ts'
import type { Draft } from '../../client/wallet/build.ts'
import type { Key } from '../../client/wallet/keys.ts'
import type { Wallet } from '../../client/wallet/wallet.ts'
import { createWallet } from '../../client/wallet/wallet.ts'
import type { AddressPrefix, Hash } from '../tx/index.ts'
import { SOMPI_PER_KASPA } from '../tx/index.ts'
import type { Action } from './actions.ts'
import { actionKey } from './actions.ts'
import { bidFor } from './bid.ts'
import { createEvidence } from './evidence.ts'
import type { Journal, JournalStore } from './journal.ts'
import { memoryStore, openJournal } from './journal.ts'
import { ownBlocks, ownStart, readChain, settledHeight } from './observe.ts'
import { prepare } from './perform.ts'
import type { Workshop } from './perform.ts'
import { decide } from './policy.ts'
import type { Strategy } from './strategies.ts'
import type { ChainView } from './view.ts'

export interface ManagerOptions {
  readonly api: NodeApi
  readonly clock: Clock
  readonly key: Key
  readonly prefix: AddressPrefix
  readonly siloId: Hash
  readonly strategy: Strategy
  /** DAA score from which on an adversary cheats; from the silo's first block on when missing. */
  readonly since?: bigint
  /** Stakes that it tries to hold. */
  readonly stakes: number
  readonly store?: JournalStore
  /** Keeps the state that it would start from again; without one it starts with the silo's creation, or with what others keep. */
  readonly keeper?: StateKeeper
  /** Where it finds another thread that hashes for it. */
  readonly hasher?: HasherSource
  /** DAA score before its mined coins can be spent. */
  readonly coinbaseMaturity?: bigint
  /** At most one look at the chain in this many milliseconds. */
  readonly restMs?: bigint
  /** Reference blocks that it executes a second time in peacetime, by the interpreter; one in 16 when missing (41, E56). */
  readonly isSampled?: (block: Hash) => boolean
  /** Newest reference blocks that it keeps with everything; older ones that are not final it runs again when a dispute asks for them. */
  readonly keep?: number
  readonly onEvent?: (event: ManagerEvent) => void
}

/** What a manager did or failed to do, for logs and for the demo. */
export type ManagerEvent =
  | { readonly kind: 'sent'; readonly action: Action; readonly transactionId: Hash }
  | { readonly kind: 'failed'; readonly action: Action; readonly reason: string }
  /** The node is away or talks nonsense; the manager tries again at the next wake-up. */
  | { readonly kind: 'trouble'; readonly reason: string }
  /** The compiled code of its silo is wrong, or fails: it goes on with the interpreter (41, E66). Somebody should hear of it. */
  | { readonly kind: 'alarm'; readonly alarm: EngineAlarm }

export interface Manager extends StateSource {
  readonly owner: Hash
  readonly strategy: Strategy
  readonly wallet: Wallet
  /** Begins to follow the chain. Rejects with an RpcError when the node doesn't know the silo. */
  start(): Promise<void>
  stop(): void
  /** Asks for all stakes back and stakes no more. */
  leave(): void
}

/** After this DAA score an action that is still due is sent again, in case the first one got lost. */
const RESEND_AFTER = 12n
/** The same for an action that couldn't be sent. */
const RETRY_AFTER = 5n
const DEFAULT_REST_MS = 200n
/** Coins that a manager cuts off for fees, so that several transactions can be under way at once. */
/** Heights after which a newer state is kept. */
const KEEP_EVERY = 64
const FEE_COINS = 8
const FEE_COIN = 10n * SOMPI_PER_KASPA

export function createManager(options: ManagerOptions): Manager {
  const { api, clock, key, siloId, strategy } = options
  const owner = key.publicKey
  const engine = strategy.engine(options.since ?? 0n)
  const wallet = createWallet({
    api,
    key,
    prefix: options.prefix,
    ...(options.coinbaseMaturity === undefined ? {} : { coinbaseMaturity: options.coinbaseMaturity }),
  })
  const sentAt = new Map<string, bigint>()
  /** How often what is still due was sent. */
  const attempts = new Map<string, number>()
  let running = false
  let leaving = false
  let awake = false
  let wanted = false
  let spread = false
  let hasStaked = false
  let unsubscribe: Unsubscribe | undefined
  let follower: SiloFollower | undefined
  let keptHeight = 0

  function report(event: ManagerEvent): void {
    options.onEvent?.(event)
  }

  /** Looks at the chain once, and again after a rest if it moved meanwhile. */
  function wake(shop: Workshop): void {
    wanted = true
    if (awake || !running) return
    awake = true
    wanted = false
    clock.schedule(options.restMs ?? DEFAULT_REST_MS, async () => {
      try {
        if (running) await look(shop)
      } catch (failure) {
        if (!(failure instanceof RpcError)) throw failure
        report({ kind: 'trouble', reason: failure.message })
      } finally {
        awake = false
        if (wanted) wake(shop)
      }
    })
  }

  async function look(shop: Workshop): Promise<void> {
    const { removed } = await shop.follower.update()
    shop.evidence.forget(removed)
    const view = await readChain(api, siloId, owner)
    shop.journal.learn(view.nodes, owner)
    shop.follower.release(settledHeight(view))
    keepState(shop.follower)
    const own = {
      owner,
      start: ownStart(shop.follower),
      blocks: ownBlocks(shop.follower),
      signed: shop.journal,
      wantedStakes: hasStaked && !strategy.duties.restake ? 0 : options.stakes,
      leaving,
    }
    forgetSent(view)
    await spreadCoins()
    const due = decide(view, own, strategy.duties)
    forgetDone(due)
    for (const action of due) {
      if (!running) return
      if (!sentAt.has(actionKey(action))) await act(action, shop, view)
    }
  }

  /** Now and then: what is final by now is what it would start from. */
  function keepState(own: SiloFollower): void {
    const state = own.start()
    if (!running || state === undefined || state.height < keptHeight + KEEP_EVERY) return
    keptHeight = state.height
    options.keeper?.keep(state)
  }

  /** The state that was kept in an earlier run, unless something else is final there. */
  async function keptState(): Promise<SiloState | undefined> {
    const state = options.keeper?.latest()
    return state !== undefined && (await isFinalState(api, siloId, state)) ? state : undefined
  }

  /** Once: a coin for each of the transactions that may be under way at the same time. */
  async function spreadCoins(): Promise<void> {
    if (spread) return
    const coins = await wallet.coins()
    const large = coins.filter((coin) => coin.entry.amount >= FEE_COIN)
    spread = large.length >= FEE_COINS || (await wallet.split(FEE_COINS, FEE_COIN)).ok
  }

  async function act(action: Action, shop: Workshop, view: ChainView): Promise<void> {
    const key = actionKey(action)
    sentAt.set(key, view.sink.daaScore)
    const prepared = await prepare(action, shop)
    const bid = bidFor(action, attempts.get(key) ?? 0, shop.follower.silo.config.stakingUnit)
    const result = prepared.ok ? await wallet.send(offering(prepared.draft, bid)) : prepared
    if (result.ok) attempts.set(key, (attempts.get(key) ?? 0) + 1)
    if (result.ok && action.kind === 'stake') hasStaked = true
    if (result.ok) report({ kind: 'sent', action, transactionId: result.transactionId })
    else {
      sentAt.set(key, view.sink.daaScore - RESEND_AFTER + RETRY_AFTER)
      report({ kind: 'failed', action, reason: result.reason })
    }
  }

  function forgetSent(view: ChainView): void {
    for (const [action, score] of sentAt) {
      // A devnet may have been put back to before it was sent.
      const wentBack = view.sink.daaScore < score - RESEND_AFTER
      if (wentBack || view.sink.daaScore - score >= RESEND_AFTER) sentAt.delete(action)
    }
  }

  function forgetDone(due: readonly Action[]): void {
    const keys = new Set(due.map(actionKey))
    for (const key of attempts.keys()) if (!keys.has(key)) attempts.delete(key)
  }

  return {
    owner,
    strategy,
    wallet,
    async start() {
      if (running) return
      running = true
      const journal: Journal = await openJournal(options.store ?? memoryStore())
      const onAlarm = (alarm: EngineAlarm): void => report({ kind: 'alarm', alarm })
      const isSampled = options.isSampled ?? sampleOf(owner)
      const { keep } = options
      const kept = keep === undefined ? {} : { keep }
      const start = await keptState()
      keptHeight = start?.height ?? 0
      const own = await createFollower({
        start,
        api,
        siloId,
        engine,
        isSampled,
        onAlarm,
        untilReleased: true,
        ...kept,
      })
      follower = own
      const shop = {
        api,
        siloId,
        owner,
        follower: own,
        journal,
        evidence: createEvidence(own, options.hasher),
      }
      unsubscribe = await api.subscribe(
        'virtualChainChanged',
        { include_accepted_transaction_ids: false },
        () => wake(shop),
      )
      wake(shop)
    },
    stop() {
      running = false
      unsubscribe?.()
    },
    leave() {
      leaving = true
    },
    page: (request) => follower?.page(request),
  }
}

/** One block in 16, others for each manager: together they look at all. */
function sampleOf(owner: Hash): (block: Hash) => boolean {
  const own = Number.parseInt(owner.slice(-1), 16)
  return (block) => Number.parseInt(block.slice(-1), 16) === own
}

function offering(draft: Draft, fee: bigint): Draft {
  return fee > draft.minimumFee ? { ...draft, minimumFee: fee } : draft
}
