// Turns an action into the draft of its transaction, with whatever it takes from the chain and from one's own machine.
import type { NodeApi } from '../../client/rpc/api.ts'
import { accountCoins } from '../../client/silo/account-coins.ts'
import { parcelOf } from '../../client/silo/deliver.ts'
import type { SiloFollower } from '../../client/silo/follower.ts'
import type { Coin, Draft } from '../../client/wallet/build.ts'
import type { OutboxPayment } from '../../client/wallet/drafts.ts'
import {
  bridgeDraft,
  challengeDraft,
  collectFeesDraft,
  deliverDraft,
  equivocationDraft,
  publishDraft,
  senderOf,
  slashDraft,
  stakeDraft,
  unlockDraft,
} from '../../client/wallet/drafts.ts'
import { decodeOutboxEntry, isPaymentToUser } from '../../vm/records.ts'
import { proveEntries } from '../../vm/proof/lists.ts'
import type { CommitEntry } from '../bridge/payloads.ts'
import type { Hash, Outpoint } from '../tx/index.ts'
import { hashFromBytes, outpointKey, ustoScript } from '../tx/index.ts'
import type { Action } from './actions.ts'
import type { Evidence } from './evidence.ts'
import type { Journal } from './journal.ts'
import { nextMove } from './play.ts'

export interface Workshop {
  readonly api: NodeApi
  readonly siloId: Hash
  readonly owner: Hash
  readonly follower: SiloFollower
  readonly journal: Journal
  readonly evidence: Evidence
}

export type Prepared =
  { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly reason: string }

/** The draft for an action. What a stake signs by it is in the journal once this resolves. */
export async function prepare(action: Action, shop: Workshop): Promise<Prepared> {
  const { siloId, owner } = shop
  const sender = senderOf(owner)
  switch (action.kind) {
    case 'stake':
      return ready(stakeDraft(siloId, owner, shop.follower.silo.config.stakingUnit, action.count))
    case 'commit': {
      const { stake, ticketBlock, parent, entries } = action
      const problem = await signed(shop, stake, parent, entries)
      if (problem !== undefined) return problem
      return ready(bridgeDraft({ kind: 'commit', sender, siloId, stake, ticketBlock, parent, entries }))
    }
    case 'challenge': {
      const { node, parent, stake, block, roots } = action
      if (!(await shop.evidence.confirms(block))) return MISTAKEN
      const problem = await signed(shop, stake, parent, [{ block, roots }])
      if (problem !== undefined) return problem
      return ready(challengeDraft({ siloId, node, roots }, owner, stake))
    }
    case 'play': {
      const trace = await shop.evidence.trace(action.dispute.referenceBlock)
      if (trace === undefined) return { ok: false, reason: 'the reference block is not kept any more' }
      const move = nextMove(action.dispute, action.side, trace, sender)
      return move.ok ? ready(bridgeDraft(move.payload)) : move
    }
    case 'claimTimeout': {
      const { disputeId, position } = action.dispute
      return ready(bridgeDraft({ kind: 'claimTimeout', sender, dispute: disputeId, position }))
    }
    case 'slash': {
      const stake = await stakeCoin(shop, action.stake)
      if (stake === undefined) return { ok: false, reason: 'the stake is gone' }
      return ready(slashDraft(stake, action.dispute.disputeId, owner))
    }
    case 'equivocation': {
      const stake = await stakeCoin(shop, action.stake)
      if (stake === undefined) return { ok: false, reason: 'the stake is gone' }
      return ready(equivocationDraft(stake, action.first, action.second, owner))
    }
    case 'finalise':
      return ready(bridgeDraft({ kind: 'finalise', siloId, node: action.node }))
    case 'publish':
      return publish(action, shop)
    case 'deliver':
      return deliver(action, shop)
    case 'collectFees': {
      const coins = await accountCoins(shop.api, shop.siloId, action.amount)
      return coins === undefined ? NO_COINS : ready(collectFeesDraft(siloId, owner, action.amount, coins))
    }
    case 'requestUnlock':
      return ready(bridgeDraft({ kind: 'requestUnlock', sender, stake: action.stake }))
    case 'unlock': {
      const stake = await stakeCoin(shop, action.stake)
      return stake === undefined
        ? { ok: false, reason: 'the stake is gone' }
        : ready(unlockDraft(stake, owner))
    }
  }
}

/** Writes down what a stake is about to stand for; what is wrong when that can't be done. */
async function signed(
  { journal, siloId }: Workshop,
  stake: Outpoint,
  parent: Hash,
  entries: readonly CommitEntry[],
): Promise<(Prepared & { readonly ok: false }) | undefined> {
  try {
    await journal.sign(siloId, stake, parent, entries)
    return undefined
  } catch (failure) {
    return { ok: false, reason: `the journal can't be written: ${String(failure)}` }
  }
}

/** The next look at the chain decides anew, on other results. */
const MISTAKEN: Prepared = { ok: false, reason: 'the own result was wrong, or is not kept any more' }
const NO_COINS: Prepared = { ok: false, reason: 'the silo account has not enough coins now' }

async function publish(action: Extract<Action, { kind: 'publish' }>, shop: Workshop): Promise<Prepared> {
  const block = shop.follower.recall(action.block)
  if (block === undefined) return { ok: false, reason: 'the reference block is not kept any more' }
  const payments = action.indices.flatMap((index): OutboxPayment[] => {
    const leaf = block.outbox.leaf(index)
    const entry = decodeOutboxEntry(leaf)
    if (entry === undefined || !isPaymentToUser(entry)) return []
    return [{ index, leaf, recipient: hashFromBytes(entry.recipient), amount: entry.amount }]
  })
  const total = payments.reduce((sum, payment) => sum + payment.amount, 0n)
  const coins = await accountCoins(shop.api, shop.siloId, total)
  if (coins === undefined) return NO_COINS
  const witness = proveEntries(block.outbox, action.indices)
  return ready(publishDraft(shop.siloId, action.node, payments, witness, coins))
}

/** A manager gives away no more than this, sompi, for a call whose fee is too small. */
const MOST_GIVEN = 20_000_000n

async function deliver(action: Extract<Action, { kind: 'deliver' }>, shop: Workshop): Promise<Prepared> {
  const block = shop.follower.recall(action.block)
  if (block === undefined) return { ok: false, reason: 'the reference block is not kept any more' }
  const parcel = await parcelOf(shop.api, shop.follower.silo, block, action.item)
  if (!parcel.ok) return parcel
  const { minimumFee, cost, value } = parcel
  if (minimumFee - (cost - value) > MOST_GIVEN)
    return { ok: false, reason: `its gas costs ${minimumFee} sompi, and its fee is ${cost - value}` }
  const coins = await accountCoins(shop.api, shop.siloId, cost)
  return coins === undefined ? NO_COINS : ready(deliverDraft(parcel, action.node, coins))
}

async function stakeCoin(shop: Workshop, stake: Outpoint): Promise<Coin | undefined> {
  const { stakes } = await shop.api.silo_getStakes({ siloId: shop.siloId, owner: undefined })
  const found = stakes.find((info) => outpointKey(info.stake) === outpointKey(stake))
  if (found === undefined) return undefined
  const { amount, owner, acceptedDaaScore } = found
  const scriptPublicKey = ustoScript(shop.siloId, owner)
  return {
    outpoint: stake,
    entry: { amount, scriptPublicKey, blockDaaScore: acceptedDaaScore, isCoinbase: false },
  }
}

function ready(draft: Draft): Prepared {
  return { ok: true, draft }
}
