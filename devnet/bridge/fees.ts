// Fees of a reference block: the silo half of its calls' fees, credited when a node for it becomes final to those who
// stand for that node, in equal parts; the odd sompi go to the lowest lottery hash (41, E33, E43, E45, E46).
import type { Hash } from '../tx/hash.ts'
import { backersOf } from './backing.ts'
import { referenceBlockAt } from './inboxes.ts'
import { lowestCommitter } from './lottery.ts'
import { KEY } from './records.ts'
import type { NodeRecord, SiloRecord } from './records.ts'
import type { Draft } from './store.ts'
import { need, read } from './store.ts'

/** Splits the fees of a node's reference block, and what earlier blocks left over, among the node's backers. */
export function creditFees(draft: Draft, silo: SiloRecord, node: NodeRecord, score: bigint): void {
  const key = KEY.account(silo.id)
  const account = need(draft, key, 'account')
  const total = (referenceBlockAt(draft, silo.id, node.height)?.fees ?? 0n) + account.unassigned
  const earners = backersOf(draft, node, score)
  if (total === 0n) return
  if (earners.length === 0) {
    draft.put(key, { ...account, unassigned: total })
    return
  }
  const share = total / BigInt(earners.length)
  const rest = total - share * BigInt(earners.length)
  const lowest = lowestCommitter(silo.config.lottery, earners, node.block)
  for (const earner of earners) {
    const amount = earner === lowest ? share + rest : share
    if (amount > 0n) credit(draft, silo.id, earner.owner, amount)
  }
  draft.put(key, { ...account, unassigned: 0n, credited: account.credited + total })
}

function credit(draft: Draft, siloId: Hash, owner: Hash, amount: bigint): void {
  const key = KEY.credit(siloId, owner)
  const before = read(draft, key, 'credit')
  if (before === undefined) {
    const progress = need(draft, KEY.progress(siloId), 'progress')
    draft.put(KEY.ownerAt(siloId, progress.owners), { kind: 'reference', id: owner })
    draft.put(KEY.progress(siloId), { ...progress, owners: progress.owners + 1 })
  }
  draft.put(key, { kind: 'credit', amount: (before?.amount ?? 0n) + amount })
}
