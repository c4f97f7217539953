// The inbox of the chain block that is being accepted: entries appended in acceptance order, fees halved, and the
// inbox root fixed when the block ends (41, E59, E61, E64).
import type { Hash } from '../tx/hash.ts'
import type { BridgeView, Inbox } from './api.ts'
import type { Environment } from './environment.ts'
import { inboxRootOf } from './machine.ts'
import { KEY } from './records.ts'
import type { ChainBlockRecord, InboxEntryRecord, InboxRecord, SiloRecord } from './records.ts'
import type { Draft } from './store.ts'
import { need, read } from './store.ts'

/** The inbox of the accepting block as far as it is filled; undefined while it has no entry. */
export function openInbox(env: Environment, siloId: Hash): InboxRecord | undefined {
  return read(env.draft, KEY.inbox(siloId, env.context.chainBlock.hash), 'inbox')
}

/** Appends an entry and books the silo half of its fee. */
export function appendEntry(
  env: Environment,
  silo: SiloRecord,
  entry: InboxEntryRecord,
  siloFee: bigint,
): void {
  const { draft } = env
  const inbox = openInbox(env, silo.id) ?? beginInbox(env, silo.id)
  draft.put(KEY.inboxEntry(silo.id, inbox.block, inbox.entries), entry)
  draft.put(KEY.inbox(silo.id, inbox.block), {
    ...inbox,
    entries: inbox.entries + 1,
    admittedGas: entry.refusal === 0 ? inbox.admittedGas + entry.gasLimit : inbox.admittedGas,
    fees: inbox.fees + siloFee,
  })
  const account = need(draft, KEY.account(silo.id), 'account')
  draft.put(KEY.account(silo.id), {
    ...account,
    pegged: account.pegged + entry.value,
    feesIn: account.feesIn + siloFee,
  })
  bookFee(env, silo.id, siloFee)
}

function beginInbox(env: Environment, siloId: Hash): InboxRecord {
  const { draft } = env
  const { hash, daaScore, blueScore, timestamp } = env.context.chainBlock
  const progress = need(draft, KEY.progress(siloId), 'progress')
  const height = progress.lastHeight + 1
  draft.put(KEY.progress(siloId), { ...progress, lastHeight: height })
  draft.put(KEY.blockAt(siloId, height), { kind: 'reference', id: hash })
  return {
    kind: 'inbox',
    siloId,
    block: hash,
    index: env.index,
    daaScore,
    blueScore,
    timestamp,
    height,
    entries: 0,
    admittedGas: 0n,
    fees: 0n,
    inboxRoot: undefined,
    outboxOf: undefined,
  }
}

/** Adds to the accepting block's sums: per silo for the output it makes, per merged block for what it withholds. */
function bookFee(env: Environment, siloId: Hash, fee: bigint): void {
  const key = KEY.chain(env.index)
  const block = need(env.draft, key, 'chain')
  const booked: ChainBlockRecord = {
    ...block,
    touched: addTo(
      block.touched,
      (row) => row.siloId === siloId,
      (row) => ({ siloId, fees: (row?.fees ?? 0n) + fee }),
    ),
    withheld:
      fee === 0n
        ? block.withheld
        : addTo(
            block.withheld,
            (row) => row.block === env.context.mergedBlock,
            (row) => ({ block: env.context.mergedBlock, amount: (row?.amount ?? 0n) + fee }),
          ),
  }
  env.draft.put(key, booked)
}

function addTo<T>(rows: readonly T[], match: (row: T) => boolean, sum: (row: T | undefined) => T): T[] {
  const found = rows.some(match)
  return found ? rows.map((row) => (match(row) ? sum(row) : row)) : [...rows, sum(undefined)]
}

/** Fixes the inbox root of a silo's entries when their block has ended. */
export function closeInbox(draft: Draft, siloId: Hash, block: Hash): InboxRecord {
  const inbox = inboxOf(draft, siloId, block)
  if (inbox === undefined) throw new Error(`silo ${siloId} has no inbox in block ${block}`)
  const closed = { ...inbox.block, inboxRoot: inboxRootOf(inbox.entries) }
  draft.put(KEY.inbox(siloId, block), closed)
  return closed
}

/** A reference block's inbox with its entries; undefined when the block holds none for the silo. */
export function inboxOf(view: BridgeView, siloId: Hash, block: Hash): Inbox | undefined {
  const inbox = referenceBlock(view, siloId, block)
  if (inbox === undefined) return undefined
  const entries = Array.from({ length: inbox.entries }, (_, i) =>
    need(view, KEY.inboxEntry(siloId, block, i), 'inboxEntry'),
  )
  return { block: inbox, entries }
}

/** What is known of a block as a reference block of a silo; undefined when it is none. */
export function referenceBlock(view: BridgeView, siloId: Hash, block: Hash): InboxRecord | undefined {
  return read(view, KEY.inbox(siloId, block), 'inbox')
}

/** The reference block at a height of a silo. */
export function referenceBlockAt(view: BridgeView, siloId: Hash, height: number): InboxRecord | undefined {
  const at = read(view, KEY.blockAt(siloId, height), 'reference')
  return at === undefined ? undefined : need(view, KEY.inbox(siloId, at.id), 'inbox')
}
