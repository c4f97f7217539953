// The mempool: takes what the next block could hold, keeps it in step with the chain, and offers it to the miner. One
// spender per output: the first one that came, unless a later one may replace it and pays more per gram.
import type { Chain, ChainChange } from '../../chain/index.ts'
import type { Hash, Transaction, UtxoEntry } from '../../tx/index.ts'
import {
  commitStorageMass,
  estimatedSize,
  hasSiloScriptVersion,
  isUserLane,
  minimumRelayFee,
  nonContextualMass,
  transactionId,
} from '../../tx/index.ts'
import type { UtxoView } from '../../utxo/index.ts'
import { createBoundedMap } from '../../utxo/index.ts'
import { compareFeeRates, comparePriority, createPool } from './pool.ts'
import type { Pool } from './pool.ts'
import type {
  Mempool,
  MempoolEntry,
  MempoolLimits,
  Replacement,
  SubmitOptions,
  SubmitResult,
} from './types.ts'
import { MEMPOOL_LIMITS } from './types.ts'

/** How many transactions that the virtual block accepts are kept until a chain block does. */
const REMEMBERED_ACCEPTED = 20_000
const REMEMBERED_REASONS = 1_000

/** Why the pool doesn't take what the next block could hold; undefined when it does. */
export type MempoolPolicy = (tx: Transaction, entries: readonly UtxoEntry[]) => string | undefined

export function createMempool(
  chain: Chain,
  limits: MempoolLimits = MEMPOOL_LIMITS,
  policy: MempoolPolicy = () => undefined,
): Mempool {
  const pool = createPool()
  const orphans = createBoundedMap<Hash, Transaction>(limits.maxOrphans)
  /** Accepted by the virtual block alone, which may change its mind. What chain blocks accepted is found there when they go. */
  const accepted = createBoundedMap<Hash, Transaction>(REMEMBERED_ACCEPTED)
  const dropReasons = createBoundedMap<Hash, string>(REMEMBERED_REASONS)
  let sequence = 0

  const poolView = () => {
    const { daaScore } = chain.virtual()
    return { get: (outpoint: Parameters<typeof pool.output>[0]) => pool.output(outpoint, daaScore) }
  }

  /** Judges a transaction on what the chain and the pool hold. */
  const judge = (handedIn: Transaction, place: number, pooled: UtxoView): Judged => {
    const tx = withStorageMass(chain, handedIn, pooled)
    const check = chain.checkTransaction(tx, pooled)
    if (!check.ok) return { ok: false, reason: check.reason, missing: check.missing.length > 0 }
    const least = minimumRelayFee(tx, chain.params.mass)
    if (check.fee < least) {
      const reason = `its fee of ${check.fee} sompi is below ${least}, the least for its mass`
      return { ok: false, reason, missing: false }
    }
    const refusal = policy(tx, check.entries)
    if (refusal !== undefined) return { ok: false, reason: refusal, missing: false }
    const state = check.isChained ? 'chained' : 'ready'
    const [id, mass, bytes] = [transactionId(tx), massOf(tx), estimatedSize(tx)]
    const followsChain =
      check.placeBound ||
      isUserLane(tx.subnetworkId) ||
      check.entries.some((entry) => hasSiloScriptVersion(entry.scriptPublicKey))
    return { ok: true, entry: { id, tx, fee: check.fee, mass, bytes, sequence: place, state, followsChain } }
  }

  /** Judges a transaction and puts it in, or in its place again. */
  const enter = (tx: Transaction, place: number): Judged => {
    const judged = judge(tx, place, poolView())
    if (judged.ok) pool.put(judged.entry)
    return judged
  }

  /** Judges a transaction as if its rivals were gone, and puts it in their place when it pays more than each. */
  const replace = (tx: Transaction, rivals: readonly MempoolEntry[]): Judged => {
    const gone = withDependents(pool, rivals)
    const view = poolView()
    const judged = judge(tx, sequence++, {
      get: (outpoint) => (gone.has(outpoint.transactionId) ? undefined : view.get(outpoint)),
    })
    if (!judged.ok) return judged
    const dearer = rivals.find((rival) => compareFeeRates(judged.entry, rival) >= 0)
    if (dearer !== undefined) {
      const reason = `it doesn't pay more per gram than ${dearer.id}, which it would replace: ${perGram(dearer)} sompi`
      return { ok: false, reason, missing: false }
    }
    for (const rival of rivals) drop(rival.id, `${judged.entry.id} pays more and took its place`)
    pool.put(judged.entry)
    return judged
  }

  /** Takes an entry out with all that spend from it. */
  const drop = (id: Hash, reason: string): void => {
    const dependents = pool.dependents(id)
    pool.remove(id)
    dropReasons.set(id, reason)
    for (const entry of dependents) drop(entry.id, `it spends from ${id}, which was dropped: ${reason}`)
  }

  /** Throws out the worst until the pool is within its limits. */
  const shrink = (): void => {
    if (pool.size() <= limits.maxTransactions && pool.bytes() <= limits.maxBytes) return
    for (const entry of [...pool.entries()].toSorted(comparePriority).toReversed()) {
      if (pool.size() <= limits.maxTransactions && pool.bytes() <= limits.maxBytes) return
      if (pool.get(entry.id) !== undefined)
        drop(entry.id, 'the mempool is full of transactions with better fees')
    }
  }

  const submit = (tx: Transaction, options: SubmitOptions): SubmitResult => {
    const id = transactionId(tx)
    if (pool.get(id) !== undefined) return { ok: true, id, status: 'known', replaced: [] }
    if (chain.isAccepted(id)) return { ok: false, reason: 'it is accepted already' }
    const rivals = pool.spendersOf(tx.inputs)
    const conflict = refuseRivals(rivals, options.replacement ?? 'never')
    if (conflict !== undefined) return { ok: false, reason: conflict }
    const entered = rivals.length === 0 ? enter(tx, sequence++) : replace(tx, rivals)
    if (!entered.ok) {
      if (!entered.missing || !options.allowOrphan || rivals.length > 0)
        return { ok: false, reason: entered.reason }
      orphans.set(id, tx)
      return { ok: true, id, status: 'orphan', replaced: [] }
    }
    orphans.delete(id)
    shrink()
    if (pool.get(id) === undefined) return { ok: false, reason: dropReasons.get(id) ?? 'the mempool is full' }
    adoptOrphans()
    return { ok: true, id, status: 'new', replaced: rivals.map((rival) => rival.tx) }
  }

  /** Tries orphans again until none finds its inputs. */
  const adoptOrphans = (): void => {
    for (const [id, tx] of orphans.entries()) {
      if (pool.spendersOf(tx.inputs).length > 0 || chain.isAccepted(id)) orphans.delete(id)
      else if (enter(tx, sequence).ok) {
        sequence++
        orphans.delete(id)
        return adoptOrphans()
      }
    }
  }

  /** Takes out what the chain accepted now, or the virtual block over it. */
  const removeAccepted = (): void => {
    for (const { id, tx } of pool.entries()) {
      if (!chain.isAccepted(id)) continue
      pool.remove(id)
      if (chain.ledger.acceptedBy(id) === undefined) accepted.set(id, tx)
    }
  }

  /** Puts back what the chain accepted before and doesn't any more. */
  const returnFromReorg = (removed: readonly Hash[]): void => {
    for (const [id, tx] of accepted.entries()) {
      if (chain.ledger.acceptedBy(id) !== undefined) accepted.delete(id)
      if (chain.isAccepted(id)) continue
      accepted.delete(id)
      submit(tx, { allowOrphan: true })
    }
    for (const tx of acceptedIn(chain, removed)) {
      const id = transactionId(tx)
      // The virtual block may still merge its block, and stop doing so later.
      if (chain.ledger.acceptedBy(id) !== undefined) continue
      if (chain.isAccepted(id)) accepted.set(id, tx)
      else submit(tx, { allowOrphan: true })
    }
  }

  /** Entries whose inputs went, whose turn came, or whom the bridge's state concerns are judged again. */
  const revalidate = (wasReorg: boolean): void => {
    const view = poolView()
    for (const entry of pool.entries()) {
      if (pool.get(entry.id) === undefined) continue
      const inputs = entry.tx.inputs.map((input) => input.previousOutpoint)
      const isReady = inputs.every((outpoint) => chain.virtualUtxos.get(outpoint) !== undefined)
      if (!wasReorg && !entry.followsChain && isReady === (entry.state === 'ready')) {
        if (isReady || inputs.every((o) => (chain.virtualUtxos.get(o) ?? view.get(o)) !== undefined)) continue
      }
      const again = enter(entry.tx, entry.sequence)
      if (!again.ok) drop(entry.id, again.reason)
    }
  }

  return {
    submit,
    chainMoved(change: ChainChange | undefined) {
      const removed = change?.removed ?? []
      removeAccepted()
      returnFromReorg(removed)
      revalidate(removed.length > 0)
      adoptOrphans()
    },
    ready: () =>
      pool
        .entries()
        .filter((entry) => entry.state === 'ready')
        .toSorted(comparePriority)
        .map((entry) => entry.tx),
    get: pool.get,
    entries: pool.entries,
    orphans: () => orphans.entries().map(([, tx]) => tx),
    dropReason: dropReasons.get,
  }
}

type Judged =
  | { readonly ok: true; readonly entry: MempoolEntry }
  | { readonly ok: false; readonly reason: string; readonly missing: boolean }

/** Why a transaction with these rivals isn't even judged. */
function refuseRivals(rivals: readonly MempoolEntry[], replacement: Replacement): string | undefined {
  const [rival] = rivals
  if (rival === undefined)
    return replacement === 'must'
      ? 'it replaces nothing: no waiting transaction spends its inputs'
      : undefined
  if (replacement === 'never') {
    return `it spends an output that ${rival.id} spends, which waits already; submitTransactionReplacement puts one that pays more in its place`
  }
  return replacement === 'must' && rivals.length > 1
    ? `it would replace ${rivals.length} transactions, and may replace one`
    : undefined
}

/** These and all that spend from them, directly or not. */
function withDependents(pool: Pool, entries: readonly MempoolEntry[]): ReadonlySet<Hash> {
  const found = new Set<Hash>()
  const queue = [...entries]
  for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
    if (found.has(entry.id)) continue
    found.add(entry.id)
    queue.push(...pool.dependents(entry.id))
  }
  return found
}

function perGram({ fee, mass }: MempoolEntry): string {
  return (Number(fee) / Number(mass)).toFixed(1)
}

/** As Kaspa's node does for wallets that know nothing of it: the id and the signatures don't depend on it. */
function withStorageMass(chain: Chain, tx: Transaction, waiting: UtxoView): Transaction {
  if (tx.storageMass !== 0n) return tx
  const entries = tx.inputs.flatMap(
    ({ previousOutpoint }) => chain.virtualUtxos.get(previousOutpoint) ?? waiting.get(previousOutpoint) ?? [],
  )
  if (entries.length !== tx.inputs.length) return tx
  return commitStorageMass(tx, entries, chain.params.mass) ?? tx
}

function massOf(tx: Transaction): MempoolEntry['mass'] {
  const { compute, transient } = nonContextualMass(tx)
  return [transient, tx.storageMass].reduce((most, mass) => (mass > most ? mass : most), compute)
}

/** What chain blocks that were removed had accepted, but for coinbases, oldest first. */
function* acceptedIn(chain: Chain, removed: readonly Hash[]): IterableIterator<Transaction> {
  for (const hash of removed.toReversed()) {
    for (const merged of chain.effects(hash)?.merged ?? []) {
      const { transactions } = chain.block(merged.block) ?? { transactions: [] }
      for (const { index } of merged.accepted) {
        const tx = index === 0 ? undefined : transactions[index]
        if (tx !== undefined) yield tx
      }
    }
  }
}
