// Long histories with forks, disputes, thefts and leaps of time, on two chains: one forgets what the bridge forgets, on the other all of it is
// still there to be read. They must judge every transaction alike, whatever it names; and the records of the first don't grow with its age.
import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proveEntries } from '../../vm/proof/lists.ts'
import { ListTree } from '../../vm/merkle/list-tree.ts'
import { encodeOutboxEntry } from '../../vm/consensus.ts'
import { OUTBOX_DEPTH } from '../../vm/spec/constants.ts'
import type { Hash } from '../tx/hash.ts'
import { hashFromBytes, hashToBytes } from '../tx/hash.ts'
import { siloAccountScript } from '../tx/silo-scripts.ts'
import type { Outpoint } from '../tx/types.ts'
import { outpointKey } from '../tx/types.ts'
import { describeRejection } from './describe-rejection.ts'
import { EMPTY_ROOTS } from './machine.ts'
import type { Roots } from './payloads.ts'
import {
  getNode,
  getProgress,
  isTicket,
  listDisputes,
  listNodes,
  listStakes,
  nodeStatuses,
  uncommittedReferenceBlocks,
} from './queries.ts'
import { KEY } from './records.ts'
import type { BridgeRecord, DisputeRecord, SiloRecord } from './records.ts'
import type { Request } from './testing/chain.ts'
import { h, payTo, TestChain } from './testing/chain.ts'
import {
  accountCoins,
  bridge,
  call,
  callBlock,
  challenging,
  commit,
  createSilo,
  finalising,
  senderOf,
  stake,
  staking,
} from './testing/scenario.ts'

const OWNERS = [h(0xa1), h(0xb2), h(0xc3), h(0xd4)]
const CONFIG = {
  minFinality: 240n,
  maxFinality: 300n,
  forkWindow: 30n,
  gapBlocks: 1,
  claimWindow: 2_000n,
  baseFinality: 50n,
  minDistinctStakes: 20,
}
const RECIPIENT = h(0x77)
const LEAF = encodeOutboxEntry({
  kind: 'pay',
  instance: 0,
  message: 0,
  amount: 21_000_000n,
  recipient: hashToBytes(RECIPIENT),
})
const OUTBOX = ListTree.of(OUTBOX_DEPTH, LEAF)

/** Every fourth state pays something; odd versions of one are wrong. */
function rootsAt(height: number, version: number): Roots {
  const outbox = height % 4 === 0 ? hashFromBytes(OUTBOX.root()) : EMPTY_ROOTS.outbox
  return { storage: h(0x5000_0000 + height * 2 + version), outbox, events: EMPTY_ROOTS.events }
}

/** A chain that forgets and one that doesn't, told the same. */
class Pair {
  readonly chain = new TestChain()
  readonly whole = new TestChain({ forgetsNothing: true })
  readonly silo: SiloRecord
  /** Everything that there ever was. */
  readonly nodes: Hash[] = []
  readonly disputes: DisputeRecord[] = []
  readonly stakes: { readonly outpoint: Outpoint; readonly owner: Hash }[] = []
  readonly accepted = new Map<string, number>()
  private readonly seen = new Set<string>()
  private readonly pruningDepth: bigint

  /** Inboxes may go when they are so deep by blue score. */
  constructor(pruningDepth = 1n << 40n) {
    this.pruningDepth = pruningDepth
    this.silo = createSilo(this.chain, { config: CONFIG })
    createSilo(this.whole, { config: CONFIG })
    for (const owner of OWNERS)
      for (const chain of [this.chain, this.whole]) stake(chain, this.silo, owner, 3)
    this.look()
  }

  next(scores: bigint): void {
    for (const chain of [this.chain, this.whole]) {
      const { blueScore } = chain.tip
      chain.prunedBelow = blueScore > this.pruningDepth ? blueScore - this.pruningDepth : 0n
      chain.next(scores)
    }
  }

  apply(what: string, request: Request): boolean {
    const [here, there] = [this.chain.apply(request), this.whole.apply(request)]
    const [said, saidThere] = [here, there].map(({ txId, result }) =>
      result.ok ? `${txId} burns ${result.burned}` : `${txId} refused`,
    )
    if (said !== saidThere) {
      const reasons = [here, there].map(({ result }) =>
        result.ok ? 'accepted' : describeRejection(result.reason),
      )
      throw new Error(`${what}: ${said}, and where nothing is forgotten ${saidThere} (${reasons.join('; ')})`)
    }
    if (here.result.ok) this.accepted.set(what, (this.accepted.get(what) ?? 0) + 1)
    return here.result.ok
  }

  /** Notes what is new. */
  look(): void {
    const { chain, silo } = this
    for (const { id } of listNodes(chain, silo.id)) if (this.isNew(id)) this.nodes.push(id)
    for (const dispute of listDisputes(chain, silo.id))
      if (this.isNew(dispute.id)) this.disputes.push(dispute)
    for (const { outpoint, owner } of listStakes(chain, silo.id))
      if (this.isNew(outpointKey(outpoint))) this.stakes.push({ outpoint, owner })
  }

  private isNew(id: string): boolean {
    return !this.seen.has(id) && this.seen.add(id).size > 0
  }
}

/** A number below n, from the history's own stream. */
type Pick = (n: number) => number

function pickOf<T>(pick: Pick, items: readonly T[]): T {
  const item = items[pick(items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** Mostly one of the newest, now and then any that ever was. */
function someOf<T>(pick: Pick, items: readonly T[]): T {
  return pick(3) === 0 ? pickOf(pick, items) : pickOf(pick, items.slice(-6))
}

/** With a stake that has a ticket, if there is one. */
function commitOn(pair: Pair, pick: Pick, parent: Hash, version: number, most = 1 + pick(8)): boolean {
  const { chain, silo } = pair
  const block = chain.get(KEY.chain(tipIndex(chain) - 6))
  const ticketBlock = block?.kind === 'chain' ? block.hash : h(0)
  const stakes = listStakes(chain, silo.id)
  const lucky = stakes.filter(
    ({ outpoint, lostIn, unlockRequest }) =>
      lostIn === undefined &&
      unlockRequest === undefined &&
      isTicket(chain, silo.id, outpoint, ticketBlock, parent),
  )
  const { outpoint, owner } = pickOf(pick, lucky.length > 0 ? lucky : stakes)
  const { height } = getNode(pair.whole, parent)!
  const entries = uncommittedReferenceBlocks(pair.whole, parent, most).map((reference, i) => ({
    block: reference.block,
    roots: rootsAt(height + 1 + i, version),
  }))
  const sender = senderOf(owner)
  const payload = {
    kind: 'commit',
    sender,
    siloId: silo.id,
    stake: outpoint,
    ticketBlock,
    parent,
    entries,
  } as const
  return pair.apply('commit', bridge(payload))
}

function tipIndex(chain: TestChain): number {
  const tip = chain.get('tip')
  return tip?.kind === 'tip' ? tip.index : 0
}

/** The deepest node that isn't dead: what committers go on from, be it right or wrong. */
function liveTip(pair: Pair): Hash {
  const statusOf = nodeStatuses(pair.chain, pair.chain.score)
  const live = listNodes(pair.chain, pair.silo.id).filter(({ id }) => statusOf(id).kind !== 'dead')
  return live.reduce((highest, node) => (node.height > highest.height ? node : highest)).id
}

/** A few reference blocks, who says what about them, and time enough for it to be decided. */
function round(pair: Pair, pick: Pick): void {
  const { silo } = pair
  for (let i = 1 + pick(8); i > 0; i--) {
    pair.apply('call', call(silo, { value: 25_000_000n, fee: 60_000_000n + BigInt(pick(100)) }))
    pair.next(1n)
  }
  restake(pair, pick)
  for (let i = 0; i < 12; i++) pair.next(1n)
  const tip = liveTip(pair)
  for (let i = 0; i < 2; i++) commitOn(pair, pick, tip, pick(8) === 0 ? 1 : 0)
  pair.look()
  if (pick(3) === 0) commitOn(pair, pick, someOf(pick, pair.nodes), pick(2))
  pair.look()
  for (let i = pick(4); i > 0; i--) meddle(pair, pick)
  for (const leap of [250n, 400n]) {
    pair.next(leap)
    meddle(pair, pick)
    pair.apply('finalise', finalising(silo, liveTip(pair)))
    if (pick(3) === 0) pair.apply('finalise', finalising(silo, someOf(pick, pair.nodes)))
  }
  if (pick(5) === 0) pair.next(BigInt(5_000 + pick(50_000)))
  pair.look()
}

/** Many reference blocks that everybody agrees on. */
function agree(pair: Pair, pick: Pick): void {
  for (let i = 0; i < 50; i++) {
    pair.apply('call', call(pair.silo, { value: 25_000_000n, fee: 60_000_000n + BigInt(pick(100)) }))
    pair.next(1n)
  }
  for (let i = 0; i < 12; i++) pair.next(1n)
  while (!commitOn(pair, pick, liveTip(pair), 0, 100)) pair.next(1n)
  pair.look()
  pair.next(400n)
  pair.apply('finalise', finalising(pair.silo, liveTip(pair)))
}

/** One transaction of any kind, about anything that there ever was. */
function meddle(pair: Pair, pick: Pick): void {
  const { silo } = pair
  const unit = silo.config.stakingUnit
  const taker = pickOf(pick, OWNERS)
  const half = { outputs: [payTo(taker, unit / 2n)], burns: unit / 2n }
  const { outpoint, owner } = someOf(pick, pair.stakes)
  const node = someOf(pick, pair.nodes)
  const about = getNode(pair.whole, node)!
  const dispute = pair.disputes.length === 0 ? undefined : someOf(pick, pair.disputes)
  switch (pick(9)) {
    case 0:
    case 1:
      pair.apply('challenge', challenging(silo, node, owner, outpoint, rootsAt(about.height, pick(2))))
      break
    case 2:
      if (dispute !== undefined)
        pair.apply(
          'claimTimeout',
          bridge({ kind: 'claimTimeout', sender: senderOf(taker), dispute: dispute.id, position: 0 }),
        )
      break
    case 3:
    case 4: {
      if (dispute === undefined) break
      const [loser, winner] =
        pick(2) === 0 ? [dispute.prover, dispute.challenger] : [dispute.challenger, dispute.prover]
      const late = pick(2) === 0
      pair.apply(
        'slash',
        bridge(
          {
            kind: 'slash',
            sender: senderOf(late ? taker : winner.owner),
            stake: loser.stake,
            dispute: dispute.id,
          },
          late
            ? { spends: [loser.stake], outputs: [], burns: unit }
            : { spends: [loser.stake], outputs: [payTo(winner.owner, unit / 2n)], burns: unit / 2n },
        ),
      )
      break
    }
    case 5: {
      const second = someOf(pick, pair.nodes)
      const payload = {
        kind: 'equivocation',
        sender: senderOf(taker),
        stake: outpoint,
        first: node,
        second,
      } as const
      pair.apply('equivocation', bridge(payload, { spends: [outpoint], ...half }))
      break
    }
    case 6: {
      const payload = { sender: senderOf(owner), stake: outpoint }
      if (pick(4) === 0) pair.apply('requestUnlock', bridge({ kind: 'requestUnlock', ...payload }))
      else pair.apply('unlock', bridge({ kind: 'unlock', ...payload }, { spends: [outpoint] }))
      break
    }
    case 7: {
      const paying = pair.nodes.filter((id) => {
        const { height, finalScore } = getNode(pair.whole, id)!
        return height % 4 === 0 && finalScore !== undefined && height > 0
      })
      if (paying.length === 0) break
      const { spends, amount } = accountCoins(pair.chain)
      const back = { value: amount - 21_000_000n, scriptPublicKey: siloAccountScript(silo.id) }
      const entries = [{ index: 0, leaf: LEAF }]
      const payload = {
        kind: 'publish',
        siloId: silo.id,
        node: someOf(pick, paying),
        entries,
        witness: proveEntries(OUTBOX, [0]),
      } as const
      pair.apply('publish', bridge(payload, { spends, outputs: [payTo(RECIPIENT, 21_000_000n), back] }))
      break
    }
    default:
      if (pick(3) === 0) pair.apply('stake', staking(silo, taker, 1 + pick(2)))
  }
}

/** So many stakes are there that can still commit, however many were lost. */
function restake(pair: Pair, pick: Pick): void {
  const usable = listStakes(pair.chain, pair.silo.id).filter(
    ({ lostIn, unlockRequest }) => lostIn === undefined && unlockRequest === undefined,
  )
  if (usable.length < 8) pair.apply('stake', staking(pair.silo, pickOf(pick, OWNERS), 4))
}

function pickFrom(seed: number): Pick {
  let state = seed >>> 0
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
}

/** A history in which much is decided, and forgotten. */
const EVENTFUL = 39_595

/** Without what is allowed to differ: links to ancestors far up, and what a stake was used for that is forgotten. */
function comparable(record: BridgeRecord | undefined, chain: TestChain): BridgeRecord | undefined {
  if (record?.kind === 'node') return { ...record, far: h(0) }
  if (record?.kind !== 'stake') return record
  return { ...record, uses: record.uses.filter((id) => getNode(chain, id) !== undefined) }
}

/** Records of which there is one for each node, dispute or decision. */
function aboutNodes(records: ReadonlyMap<string, BridgeRecord>): number {
  return [...records.keys()].filter((key) => /^(node|children|final-at|dispute|refuted)\//.test(key)).length
}

describe('a chain that forgets what is outlived', () => {
  it('judges every transaction as one on which all of it is still there', () => {
    const accepted = new Map<string, number>()
    let forgotten = 0
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (seed) => {
        const pair = new Pair()
        const pick = pickFrom(seed)
        for (let i = 0; i < 50; i++) round(pair, pick)
        const { chain, whole } = pair
        const differing = [...chain.records].filter(
          ([key, record]) => !isDeepStrictEqual(comparable(whole.get(key), chain), comparable(record, chain)),
        )
        expect(differing).toEqual([])
        for (const [what, times] of pair.accepted) accepted.set(what, (accepted.get(what) ?? 0) + times)
        forgotten += pair.nodes.filter((id) => getNode(chain, id) === undefined).length
      }),
      { numRuns: 2, endOnFailure: true, examples: [[EVENTFUL]] },
    )
    // Nothing would be shown by histories in which nothing happens.
    expect(forgotten).toBeGreaterThan(50)
    for (const what of ['commit', 'finalise', 'challenge', 'publish'])
      expect([what, (accepted.get(what) ?? 0) > 0]).toEqual([what, true])
  })

  it('judges alike where the inboxes are gone as well', () => {
    const pair = new Pair(45_000n)
    const pick = pickFrom(EVENTFUL)
    for (let i = 0; i < 15; i++) agree(pair, pick)
    for (let i = 0; i < 40; i++) round(pair, pick)
    const { chain, whole, silo } = pair
    expect(getProgress(chain, silo.id)!.prunedHeight).toBeGreaterThan(150)
    expect(getProgress(whole, silo.id)).toEqual(getProgress(chain, silo.id))
    for (const what of ['finalise', 'challenge', 'publish'])
      expect([what, (pair.accepted.get(what) ?? 0) > 0]).toEqual([what, true])
  })

  it('takes each block back exactly, with what it forgot', () => {
    const pair = new Pair()
    const pick = pickFrom(EVENTFUL)
    const { chain, silo } = pair
    for (let i = 0; i < 45; i++) round(pair, pick)
    const { keptHeight } = getProgress(chain, silo.id)!
    const before: Map<string, BridgeRecord>[] = []
    chain.onBegin = (records) => before.push(new Map(records))
    for (let i = 0; i < 8; i++) round(pair, pick)
    expect(getProgress(chain, silo.id)!.keptHeight).toBeGreaterThan(keptHeight)
    for (const records of before.toReversed()) {
      chain.undo()
      expect(chain.records.size).toBe(records.size)
      const differing = [...records].filter(([key, record]) => chain.records.get(key) !== record)
      expect(differing).toEqual([])
    }
  })

  it.each([
    ['but for outboxes that are not paid', false],
    ['where outboxes are paid', true],
  ])('holds no more records after a long time than after a short one, %s', (_, pays) => {
    const chain = new TestChain()
    const silo = createSilo(chain, { config: CONFIG })
    const [only] = stake(chain, silo, OWNERS[0]!)
    const count = (): number => aboutNodes(chain.records)
    const grow = (heights: number): void => {
      for (let i = 0; i < heights; i += 4) {
        const { finalNode, finalHeight } = getProgress(chain, silo.id)!
        for (let j = 0; j < 4; j++) callBlock(chain, silo, pays ? { value: 25_000_000n } : {})
        const roots = [1, 2, 3, 4].map((above) => rootsAt(finalHeight + above, 0))
        const nodes = commit(chain, silo, { stake: only!, owner: OWNERS[0]!, parent: finalNode, roots })
        chain.next(1_500n)
        chain.accepts(finalising(silo, nodes.at(-1)!))
        if (pays) publish(nodes.at(-1)!)
      }
    }
    const publish = (node: Hash): void => {
      chain.next(silo.config.publishWindow)
      const { spends, amount } = accountCoins(chain)
      const back = { value: amount - 21_000_000n, scriptPublicKey: siloAccountScript(silo.id) }
      const shown = { entries: [{ index: 0, leaf: LEAF }], witness: proveEntries(OUTBOX, [0]) }
      const payload = { kind: 'publish', siloId: silo.id, node, ...shown } as const
      chain.accepts(bridge(payload, { spends, outputs: [payTo(RECIPIENT, 21_000_000n), back] }))
    }
    const owed = (): number => (pays ? 0 : Math.floor(getProgress(chain, silo.id)!.keptHeight / 4))
    grow(120)
    const soon = count() - owed()
    grow(200)
    expect(getProgress(chain, silo.id)).toMatchObject({ finalHeight: 320, keptHeight: 220 })
    expect(count() - owed()).toBe(soon)
  })
})
