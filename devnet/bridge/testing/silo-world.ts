// Two silos whose contracts are played by hand: they keep what comes in or trap, and send what they keep to each other, to themselves or to a silo that isn't
// there. Everything that they hand out is delivered or paid, in any order, more than once where it may be tried.
import { decodeOutboxEntry, encodeOutboxEntry } from '../../../vm/consensus.ts'
import { proveEntries } from '../../../vm/proof/lists.ts'
import { hashFromBytes, hashToBytes } from '../../tx/hash.ts'
import { siloAccountScript } from '../../tx/silo-scripts.ts'
import { leavesOfCall } from '../calls-between-silos.ts'
import { getAccount, getInbox, heldBy, referenceBlockAt, getProgress } from '../queries.ts'
import type { InboxEntryRecord, SiloRecord } from '../records.ts'
import type { Request } from './chain.ts'
import { h, payTo } from './chain.ts'
import { bridge, call } from './scenario.ts'
import {
  accountCoins,
  callLeaves,
  committedOutbox,
  delivering,
  deliveringUnproven,
  makeFinal,
  returnLeaf,
  twoSilos,
} from './two-silos.ts'
import type { FinalOutbox, Side } from './two-silos.ts'
import { ALICE } from './two-stakes.ts'

/** An entry that is still to be published, or was. */
interface Owed {
  readonly from: SiloRecord
  readonly outbox: FinalOutbox
  readonly index: number
  isDone: boolean
}

export class SiloWorld {
  readonly silos = twoSilos({ publishWindow: 1n })
  readonly owed: Owed[] = []
  /** What the contracts of each silo own by their own count. */
  readonly kept = new Map<SiloRecord, bigint>()
  /** What users brought in, what they were paid, what publishers kept. */
  brought = 0n
  paid = 0n
  earned = 0n
  delivered = 0
  returned = 0
  /** Calls that were delivered before they were final. */
  heard = 0

  get sides(): readonly Side[] {
    return [this.silos.a, this.silos.b]
  }

  /** A user's call with coins. */
  peg(n: number, value: bigint): void {
    const { silo } = this.side(n)
    this.silos.chain.accepts(call(silo, { value, fee: 100_000n }))
  }

  /** Runs the reference blocks of a silo that aren't final: by `choose`, each message is kept or traps, and something may be sent. */
  run(n: number, choose: () => number): void {
    const { chain } = this.silos
    chain.next()
    const side = this.side(n)
    const progress = getProgress(chain, side.silo.id)
    if (progress === undefined || progress.lastHeight === progress.finalHeight) return
    // Blocks of which only the last has an outbox: messages of the others are kept, and send nothing.
    for (let height = progress.finalHeight + 1; height < progress.lastHeight; height++)
      for (const entry of this.entriesAt(side.silo, height)) this.keep(side.silo, entry.value)
    const leaves = this.entriesAt(side.silo, progress.lastHeight).flatMap((entry, message) =>
      this.execute(side.silo, entry, message, choose),
    )
    const parent = progress.finalNode
    const outbox = committedOutbox(chain, side, leaves, parent)
    const problem = this.deliverUnproven(side.silo, outbox, choose)
    if (problem !== undefined) throw new Error(problem)
    makeFinal(chain, side.silo, outbox)
    for (const [index, leaf] of leaves.entries()) {
      const kind = decodeOutboxEntry(leaf)?.kind
      if (kind !== undefined && kind !== 'data')
        this.owed.push({ from: side.silo, outbox, index, isDone: false })
    }
  }

  /** Delivers some calls of a commitment that isn't final, some of them twice; gives what is wrong with the answers. */
  private deliverUnproven(silo: SiloRecord, outbox: FinalOutbox, choose: () => number): string | undefined {
    const { chain } = this.silos
    const done = new Set<number>()
    for (const [index, leaf] of [...outbox.leaves.entries(), ...outbox.leaves.entries()]) {
      const head = decodeOutboxEntry(leaf)
      if (head === undefined || head.kind === 'data' || choose() % 2 === 0) continue
      const to = head.kind === 'call' ? this.siloNamed(hashFromBytes(head.destination)) : undefined
      const count = head.kind === 'call' ? leavesOfCall(head) : 1
      const choice = { from: silo, to: to ?? silo, outbox, index, count }
      const { result } = chain.apply(deliveringUnproven(choice))
      const isFree = head.kind === 'call' && head.amount === 0n && head.fee === 0n
      if (result.ok !== (isFree && to !== undefined && !done.has(index)))
        return `entry ${index} is ${result.ok ? '' : 'not '}delivered before finality`
      if (result.ok) {
        done.add(index)
        this.heard++
      }
    }
    return undefined
  }

  private execute(
    silo: SiloRecord,
    entry: InboxEntryRecord,
    message: number,
    choose: () => number,
  ): Uint8Array[] {
    const isTrapped = entry.refusal !== 0 || choose() % 3 === 0
    const silos = [this.silos.a.silo.id, this.silos.b.silo.id, h(0xdead)]
    const words = (n: number): bigint[] => Array.from({ length: choose() % n }, (_, i) => BigInt(i))
    if (isTrapped && entry.value > 0n)
      return [
        entry.delivery === undefined
          ? encodeOutboxEntry({
              kind: 'refund',
              instance: 0,
              message,
              amount: entry.value,
              recipient: hashToBytes(entry.sender),
            })
          : returnLeaf(message, entry.value, entry.sender),
      ]
    this.keep(silo, entry.value)
    const to = silos[choose() % 3] ?? h(0)
    // Nothing makes a call to nowhere arrive that brings nothing, so there would be no end of it.
    if (choose() % 3 === 0)
      return callLeaves({ to: silos[choose() % 2] ?? h(0), amount: 0n, fee: 0n, call: words(12), refund: [] })
    const fee = BigInt(choose() % 3) * 500_000n
    const amount = 20_000_000n + fee + BigInt(choose() % 5) * 7_000_000n
    if (choose() % 2 === 0 || amount + fee > (this.kept.get(silo) ?? 0n)) return []
    this.keep(silo, -(amount + fee))
    return callLeaves({ to, amount, fee, call: words(12), refund: words(12) })
  }

  /** The transaction that publishes an entry. */
  publishing({ from, outbox, index }: Owed): Request {
    const { chain } = this.silos
    const entry = decodeOutboxEntry(outbox.leaves[index] ?? new Uint8Array(64))
    if (entry?.kind === 'call') {
      const destination = this.siloNamed(hashFromBytes(entry.destination)) ?? from
      const cost = entry.amount + entry.fee
      const count = leavesOfCall(entry)
      return delivering(chain, { from, to: destination, outbox, index, count, value: entry.amount, cost })
    }
    if (entry?.kind === 'return') {
      const { source, fee } = this.comingBack(from, outbox, entry.message)
      const value = entry.amount - fee
      return delivering(chain, { from, to: source, outbox, index, count: 1, value, cost: entry.amount })
    }
    if (entry === undefined || entry.kind === 'data') throw new Error('this is nothing to publish')
    const { outpoints, amount } = accountCoins(chain, from)
    const change = { value: amount - entry.amount, scriptPublicKey: siloAccountScript(from.id) }
    const leaf = outbox.leaves[index] ?? new Uint8Array(64)
    const witness = proveEntries(outbox.tree, [index])
    return bridge(
      { kind: 'publish', siloId: from.id, node: outbox.node, entries: [{ index, leaf }], witness },
      {
        sender: ALICE,
        spends: outpoints,
        outputs: [
          payTo(hashFromBytes(entry.recipient), entry.amount),
          ...(change.value > 0n ? [change] : []),
        ],
      },
    )
  }

  /** Tries to publish an entry, published or not; gives what is wrong with the answer. */
  publish(n: number): string | undefined {
    const owed = this.owed[n % Math.max(1, this.owed.length)]
    if (owed === undefined) return undefined
    const { result, tx } = this.silos.chain.apply(this.publishing(owed))
    if (owed.isDone) return result.ok ? `entry ${owed.index} was published twice` : undefined
    if (!result.ok) return `entry ${owed.index} is not published: ${result.reason.kind}`
    owed.isDone = true
    const entry = decodeOutboxEntry(owed.outbox.leaves[owed.index] ?? new Uint8Array(64))
    if (entry?.kind === 'call') {
      this.earned += entry.fee
      this.delivered++
    } else if (entry?.kind === 'return') {
      this.earned += entry.amount - (tx.outputs[0]?.value ?? 0n)
      this.returned++
    } else if (entry?.kind === 'refund') this.paid += entry.amount
    return undefined
  }

  /** What is wrong with the books. */
  problem(): string | undefined {
    const { chain } = this.silos
    let inside = 0n
    for (const { silo } of this.sides) {
      const account = getAccount(chain, silo.id)
      if (account === undefined) return 'a silo without account'
      if (account.published > account.pegged) return 'more was published than pegged'
      // Fees of the block that is accepting have no output yet.
      if (accountCoins(chain, silo).amount + this.feesNow(silo) !== heldBy(account))
        return 'coins and account differ'
      inside += account.pegged - account.published
    }
    const { brought, paid, earned } = this
    return inside + paid + earned === brought
      ? undefined
      : `${inside} + ${paid} + ${earned} are not ${brought}`
  }

  /** Whether each account holds exactly what its contracts own, once everything is published. */
  settled(): boolean {
    return this.sides.every(({ silo }) => {
      const account = getAccount(this.silos.chain, silo.id)
      return account !== undefined && account.pegged - account.published === (this.kept.get(silo) ?? 0n)
    })
  }

  private feesNow(silo: SiloRecord): bigint {
    const tip = this.silos.chain.get('tip')
    const block = tip?.kind === 'tip' ? this.silos.chain.get(`chain/${tip.index}`) : undefined
    return block?.kind === 'chain' ? (block.touched.find(({ siloId }) => siloId === silo.id)?.fees ?? 0n) : 0n
  }

  private comingBack(
    from: SiloRecord,
    outbox: FinalOutbox,
    message: number,
  ): { source: SiloRecord; fee: bigint } {
    const node = this.silos.chain.get(`node/${outbox.node}`)
    const entry =
      node?.kind === 'node' ? getInbox(this.silos.chain, from.id, node.block)?.entries[message] : undefined
    const delivery = entry?.delivery
    if (entry === undefined || delivery === undefined) throw new Error('a return of what no silo sent')
    const source = delivery.kind === 'remote' ? this.siloNamed(entry.sender) : from
    return { source: source ?? from, fee: delivery.returnFee }
  }

  private keep(silo: SiloRecord, amount: bigint): void {
    this.kept.set(silo, (this.kept.get(silo) ?? 0n) + amount)
  }

  private entriesAt(silo: SiloRecord, height: number): readonly InboxEntryRecord[] {
    const block = referenceBlockAt(this.silos.chain, silo.id, height)
    return block === undefined ? [] : (getInbox(this.silos.chain, silo.id, block.block)?.entries ?? [])
  }

  private siloNamed(id: string): SiloRecord | undefined {
    return this.sides.find(({ silo }) => silo.id === id)?.silo
  }

  private side(n: number): Side {
    return n % 2 === 0 ? this.silos.a : this.silos.b
  }
}
