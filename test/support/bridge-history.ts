// A silo's history made of random commands, most of them sensible, and the laws that its books must keep.
import { encodeOutboxEntry } from '../../vm/consensus.ts'
import { ListTree } from '../../vm/merkle/list-tree.ts'
import { proveEntries } from '../../vm/proof/lists.ts'
import { OUTBOX_DEPTH } from '../../vm/spec/constants.ts'
import { hashFromBytes, hashToBytes } from '../../devnet/tx/hash.ts'
import type { Hash } from '../../devnet/tx/hash.ts'
import { parseSiloScript, siloAccountScript } from '../../devnet/tx/silo-scripts.ts'
import { outpointKey } from '../../devnet/tx/types.ts'
import type { Outpoint } from '../../devnet/tx/types.ts'
import { stakesAt } from '../../devnet/bridge/lottery.ts'
import { decodePayload } from '../../devnet/bridge/payload-codec.ts'
import type { Roots } from '../../devnet/bridge/payloads.ts'
import {
  feeCredit,
  getAccount,
  getTip,
  heldBy,
  listDisputes,
  listFeeCredits,
  listNodes,
  listStakes,
  nodeStatus,
  uncommittedReferenceBlocks,
} from '../../devnet/bridge/queries.ts'
import type { NodeRecord, SiloRecord } from '../../devnet/bridge/records.ts'
import { TestChain, h, payTo } from '../../devnet/bridge/testing/chain.ts'
import type { Request } from '../../devnet/bridge/testing/chain.ts'
import {
  accountCoins,
  bridge,
  call,
  challenging,
  createSilo,
  finalising,
  rootsOf,
  senderOf,
  stake,
  staking,
} from '../../devnet/bridge/testing/scenario.ts'

export const OWNERS = [h(0xa1), h(0xb2), h(0xc3)]
const RECIPIENT = h(0x77)
const LEAF = encodeOutboxEntry({
  kind: 'pay',
  instance: 0,
  message: 0,
  amount: 21_000_000n,
  recipient: hashToBytes(RECIPIENT),
})
const OUTBOX = ListTree.of(OUTBOX_DEPTH, Uint8Array.of(...LEAF, ...LEAF, ...LEAF))

/** Three versions of a state: the first two differ in storage only, all pay the same three entries. */
function versionOf(n: number): Roots {
  return { ...rootsOf(n % 3), outbox: hashFromBytes(OUTBOX.root()) }
}

export class History {
  readonly chain = new TestChain()
  readonly silo: SiloRecord
  readonly paid: string[] = []
  accepted = 0
  refused = 0

  constructor() {
    const config = {
      minFinality: 240n,
      maxFinality: 300n,
      forkWindow: 30n,
      gapBlocks: 1,
      claimWindow: 1_000n,
    }
    this.silo = createSilo(this.chain, { config: { ...config, baseFinality: 50n } })
    for (const owner of OWNERS) stake(this.chain, this.silo, owner, 2)
  }

  run([op, a, b]: readonly [number, number, number]): void {
    const request = this.request(op % 16, a, b)
    if (request === undefined) return
    const { result } = this.chain.apply(request)
    if (!result.ok) this.refused++
    else {
      this.accepted++
      this.notePaid(request)
    }
  }

  private request(op: number, a: number, b: number): Request | undefined {
    const { chain, silo } = this
    const nodes = listNodes(chain, silo.id)
    const node = nodes[a % nodes.length]
    const stakes = listStakes(chain, silo.id)
    const someStake = stakes[a % Math.max(1, stakes.length)]
    const disputes = listDisputes(chain, silo.id)
    const dispute = disputes[b % Math.max(1, disputes.length)]
    const owner = OWNERS[b % OWNERS.length] ?? h(0)
    switch (op) {
      case 0:
      case 1:
        chain.next(BigInt((a % 20) + 1))
        return undefined
      case 2:
        chain.next(BigInt((a % 300) + 1))
        return undefined
      case 3:
        return call(silo, { value: a % 2 === 0 ? 0n : 25_000_000n + BigInt(b), fee: 60_000_000n + BigInt(a) })
      case 4:
        return staking(silo, owner, (a % 2) + 1)
      case 5:
      case 6:
      case 7:
        return this.commitRequest(a, b)
      case 8:
      case 9:
        return (
          node && someStake && challenging(silo, node.id, someStake.owner, someStake.outpoint, versionOf(b))
        )
      case 10: {
        const id = dispute?.id ?? h(a)
        const position = dispute?.position ?? 0
        return bridge({ kind: 'claimTimeout', sender: senderOf(owner), dispute: id, position })
      }
      case 11:
        return node && finalising(silo, nodes[Math.min(nodes.length - 1, a % 4)]?.id ?? node.id)
      case 12: {
        const loser = dispute && (a % 2 === 0 ? dispute.prover : dispute.challenger)
        const winner = dispute && (a % 2 === 0 ? dispute.challenger : dispute.prover)
        return loser && winner && this.taking(loser.stake, winner.owner, dispute.id, undefined)
      }
      case 13:
        return (
          someStake && node && this.taking(someStake.outpoint, owner, node.id, nodes[b % nodes.length]?.id)
        )
      case 14: {
        const payload = {
          sender: senderOf(someStake?.owner ?? owner),
          stake: someStake?.outpoint ?? this.nowhere(),
        }
        return b % 2 === 0
          ? bridge({ kind: 'requestUnlock', ...payload })
          : bridge({ kind: 'unlock', ...payload }, { spends: [payload.stake] })
      }
      default:
        return b % 2 === 0
          ? this.publishing(nodes[a % Math.min(4, nodes.length)]?.id ?? h(a), b)
          : this.collecting(owner)
    }
  }

  private nowhere(): Outpoint {
    return { transactionId: h(1), index: 0 }
  }

  private commitRequest(a: number, b: number): Request | undefined {
    const { chain, silo } = this
    const nodes = listNodes(chain, silo.id)
    const parent = nodes[nodes.length - 1 - (a % Math.min(3, nodes.length))]
    const stakes = listStakes(chain, silo.id)
    const by = stakes[b % Math.max(1, stakes.length)]
    if (parent === undefined || by === undefined) return undefined
    const blocks = uncommittedReferenceBlocks(chain, parent.id, (a % 3) + 1)
    const tip = getTip(chain)?.index ?? 0
    const block = chain.get(`chain/${tip - (b % 4)}`)
    const ticketBlock = block?.kind === 'chain' ? block.hash : h(0)
    const entries = blocks.map(({ block: at }) => ({ block: at, roots: versionOf(b % 7 === 0 ? 1 : 0) }))
    const sender = senderOf(by.owner)
    return bridge({
      kind: 'commit',
      sender,
      siloId: silo.id,
      stake: by.outpoint,
      ticketBlock,
      parent: parent.id,
      entries,
    })
  }

  private taking(from: Outpoint, to: Hash, first: Hash, second: Hash | undefined): Request {
    const half = this.silo.config.stakingUnit / 2n
    const sender = senderOf(to)
    const payload =
      second === undefined
        ? ({ kind: 'slash', sender, stake: from, dispute: first } as const)
        : ({ kind: 'equivocation', sender, stake: from, first, second } as const)
    return bridge(payload, { spends: [from], outputs: [payTo(to, half)], burns: half })
  }

  private publishing(node: Hash, b: number): Request {
    const indices = [[0], [1], [2], [0, 2], [0, 1, 2]][b % 5] ?? [0]
    const entries = indices.map((index) => ({ index, leaf: LEAF }))
    const { spends, amount } = accountCoins(this.chain)
    const outputs = indices.map(() => payTo(RECIPIENT, 21_000_000n))
    const change = amount - 21_000_000n * BigInt(indices.length)
    const back = { value: change, scriptPublicKey: siloAccountScript(this.silo.id) }
    const witness = proveEntries(OUTBOX, indices)
    const payload = { kind: 'publish', siloId: this.silo.id, node, entries, witness } as const
    const sender = OWNERS[b % OWNERS.length] ?? h(0)
    return bridge(payload, { sender, spends, outputs: change > 0n ? [...outputs, back] : outputs })
  }

  private collecting(owner: Hash): Request {
    const credit = feeCredit(this.chain, this.silo.id, owner)
    const { spends, amount } = accountCoins(this.chain)
    const back = { value: amount - credit, scriptPublicKey: siloAccountScript(this.silo.id) }
    const payload = { kind: 'collectFees', sender: senderOf(owner), siloId: this.silo.id } as const
    return bridge(payload, {
      spends,
      outputs: amount > credit ? [payTo(owner, credit), back] : [payTo(owner, credit)],
    })
  }

  private notePaid(request: Request): void {
    const decoded = decodePayload(request.payload)
    if (!decoded.ok || decoded.payload.kind !== 'publish') return
    for (const { index } of decoded.payload.entries) this.paid.push(`${decoded.payload.node}/${index}`)
  }

  /** The first law that the books break, if any. */
  problem(): string | undefined {
    const { chain, silo } = this
    const account = getAccount(chain, silo.id)
    if (account === undefined) return 'the silo has no account'
    // Fee outputs of the open block are made when it ends.
    const block = chain.get(`chain/${getTip(chain)?.index ?? 0}`)
    const pending = block?.kind === 'chain' ? block.touched.reduce((sum, { fees }) => sum + fees, 0n) : 0n
    const credits = listFeeCredits(chain, silo.id).reduce((sum, { amount }) => sum + amount, 0n)
    const finals = listNodes(chain, silo.id).filter((n) => n.finalScore !== undefined)
    const laws: readonly (readonly [string, boolean])[] = [
      ['the account holds what it must', accountCoins(this.chain).amount + pending === heldBy(account)],
      ['no more is published than pegged', account.published <= account.pegged],
      [
        'no more is credited than fees came in',
        account.credited + account.unassigned + account.feesPaid <= account.feesIn,
      ],
      ['credits sum up', credits === account.credited],
      ['no entry is paid twice', new Set(this.paid).size === this.paid.length],
      ['one node of a height is final', new Set(finals.map((n) => n.height)).size === finals.length],
      ['a stake stands for a node once', listNodes(chain, silo.id).every(standsOnce)],
      ['stakes are the staking coins', this.stakesAreCoins()],
      ['the lottery counts its stakes', this.lotteryCounts()],
      [
        'every node has a status with a reason',
        listNodes(chain, silo.id).every((n) => nodeStatus(chain, n.id, chain.score).reason.length > 0),
      ],
    ]
    return laws.find(([, holds]) => !holds)?.[0]
  }

  private stakesAreCoins(): boolean {
    const coins = [...this.chain.coins].filter(
      ([, entry]) => parseSiloScript(entry.scriptPublicKey)?.kind === 'usto',
    )
    const stakes = listStakes(this.chain, this.silo.id).map((s) => outpointKey(s.outpoint))
    return new Set(stakes).size === coins.length && coins.every(([key]) => stakes.includes(key))
  }

  private lotteryCounts(): boolean {
    const lottery = this.chain.get(`lottery/${this.silo.id}`)
    const stakes = listStakes(this.chain, this.silo.id).filter((s) => s.unlockRequest === undefined)
    return lottery?.kind === 'lottery' && stakesAt(lottery, Number.MAX_SAFE_INTEGER) === stakes.length
  }
}

function standsOnce(node: NodeRecord): boolean {
  const standing = node.committers.filter((c) => c.fallen === undefined).map((c) => outpointKey(c.stake))
  return new Set(standing).size === standing.length
}
