// Scenes that most tests of the bridge begin with: a silo, stakes, calls, commitments with a ticket, a challenge.
import type { Hash } from '../../tx/hash.ts'
import { hexToBytes } from '../../tx/hash.ts'
import { laneOfNamespace } from '../../tx/lanes.ts'
import { parseSiloScript, siloAccountScript, ustoScript } from '../../tx/silo-scripts.ts'
import type { Outpoint } from '../../tx/types.ts'
import { devnetConfig } from '../config.ts'
import type { SiloConfig } from '../config.ts'
import { nodeIdOf, siloIdOf } from '../ids.ts'
import { commitmentOf } from '../machine.ts'
import { encodeCall, encodePayload } from '../payload-codec.ts'
import type { BridgePayload, CommitEntry, Roots, Sender } from '../payloads.ts'
import {
  getNode,
  getSilo,
  isTicket,
  listDisputes,
  referenceBlockAt,
  uncommittedReferenceBlocks,
} from '../queries.ts'
import type { DisputeRecord, NodeRecord, SiloRecord } from '../records.ts'
import type { Request, TestChain } from './chain.ts'
import { h } from './chain.ts'

/** The image of the shortest valid program: its entry function ends at once. */
export const SHORTEST_CODE: Uint8Array =
  hexToBytes('53494c4f0100000001000000010000005c08000000000000') ?? new Uint8Array(0)

export const CREATOR: Hash = h(0xc0de)
export const USER: Hash = h(0x05e4)

export const testConfig: SiloConfig = { ...devnetConfig, gasPrice: 1n, minDistinctStakes: 2 }

export function senderOf(key: Hash): Sender {
  return { input: 0, key }
}

/** Made-up roots of a state; equal numbers give equal roots. */
export function rootsOf(n: number): Roots {
  return { storage: h(0x5000_0000 + n), outbox: h(0x6000_0000 + n), events: h(0x7000_0000 + n) }
}

export function bridge(payload: BridgePayload, rest: Omit<Request, 'payload'> = {}): Request {
  const sender = 'sender' in payload ? payload.sender.key : undefined
  return { payload: encodePayload(payload), ...(sender === undefined ? {} : { sender }), ...rest }
}

export interface SiloChoice {
  readonly namespace?: number
  readonly config?: Partial<SiloConfig>
  readonly code?: Uint8Array
}

export function creation({ namespace = 0x76617574, config, code = SHORTEST_CODE }: SiloChoice = {}): Request {
  const payload: BridgePayload = {
    kind: 'create',
    sender: senderOf(CREATOR),
    namespace,
    config: { ...testConfig, ...config },
    code,
    message: Uint8Array.of(1, 2, 3),
  }
  return bridge(payload, { gas: 1_000n })
}

/** Creates a silo and ends its block. */
export function createSilo(chain: TestChain, choice: SiloChoice = {}): SiloRecord {
  const silo = getSilo(chain, siloIdOf(chain.accepts(creation(choice))))
  if (silo === undefined) throw new Error('the silo was accepted')
  chain.next()
  return silo
}

/** Locks stakes for an owner, and waits until they are in the lottery of the blocks to come. */
export function stake(chain: TestChain, silo: SiloRecord, owner: Hash, count = 1): Outpoint[] {
  const transactionId = chain.accepts(staking(silo, owner, count))
  chain.skip(silo.config.stakeMaturity + silo.config.snapshotDepth + 1)
  return Array.from({ length: count }, (_, index) => ({ transactionId, index }))
}

export function staking(silo: SiloRecord, owner: Hash, count = 1): Request {
  const output = { value: silo.config.stakingUnit, scriptPublicKey: ustoScript(silo.id, owner) }
  return bridge({ kind: 'stake', siloId: silo.id }, { outputs: Array.from({ length: count }, () => output) })
}

export interface CallChoice {
  readonly value?: bigint
  readonly gas?: bigint
  readonly fee?: bigint
  readonly sender?: Hash
  readonly message?: Uint8Array
}

export function call(silo: SiloRecord, choice: CallChoice = {}): Request {
  const { value = 0n, gas = 1_000n, fee = 10_000n, sender = USER, message = Uint8Array.of(7) } = choice
  const peg = { value, scriptPublicKey: siloAccountScript(silo.id) }
  const lane = laneOfNamespace(silo.namespace)
  if (lane === undefined) throw new Error('a silo has a lane')
  return {
    payload: encodeCall({ kind: 'call', sender: senderOf(sender), message }),
    lane,
    sender,
    gas,
    fee,
    outputs: value > 0n ? [peg] : [],
  }
}

/** Puts calls into one block and ends it; gives that reference block. */
export function callBlock(chain: TestChain, silo: SiloRecord, ...calls: readonly CallChoice[]): Hash {
  const block = chain.tip.hash
  for (const choice of calls.length === 0 ? [{}] : calls) chain.accepts(call(silo, choice))
  chain.next()
  return block
}

export interface CommitChoice {
  readonly stake: Outpoint
  readonly owner: Hash
  readonly parent: Hash
  /** Roots after each reference block that follows the parent's. */
  readonly roots: readonly Roots[]
}

/** A commitment with a ticket that the stake has; waits for one when it must. */
export function commitment(chain: TestChain, silo: SiloRecord, choice: CommitChoice): Request {
  const ticketBlock = findTicket(chain, silo, choice)
  const blocks = uncommittedReferenceBlocks(chain, choice.parent, choice.roots.length)
  const entries: CommitEntry[] = choice.roots.map((roots, i) => ({ block: blocks[i]?.block ?? h(0), roots }))
  return bridge({
    kind: 'commit',
    sender: senderOf(choice.owner),
    siloId: silo.id,
    stake: choice.stake,
    ticketBlock,
    parent: choice.parent,
    entries,
  })
}

/** Commits and gives the nodes' ids, in order. */
export function commit(chain: TestChain, silo: SiloRecord, choice: CommitChoice): Hash[] {
  chain.accepts(commitment(chain, silo, choice))
  let parent = choice.parent
  return choice.roots.map((roots) => (parent = nodeIdAt(chain, silo, parent, roots)))
}

/** Id of the node that commits to the reference block after the parent's. */
export function nodeIdAt(chain: TestChain, silo: SiloRecord, parent: Hash, roots: Roots): Hash {
  const height = (getNode(chain, parent)?.height ?? 0) + 1
  const block = referenceBlockAt(chain, silo.id, height)?.block ?? h(0)
  return nodeIdOf(silo.id, parent, block, commitmentOf(roots))
}

/** A chain block not before the last reference block for which the stake has a usable ticket. */
export function findTicket(chain: TestChain, silo: SiloRecord, choice: CommitChoice): Hash {
  const blocks = uncommittedReferenceBlocks(chain, choice.parent, choice.roots.length)
  const least = blocks.at(-1)?.index ?? 0
  for (let tries = 0; tries < 5_000; tries++) {
    const tip = chain.get('tip')
    const index = (tip?.kind === 'tip' ? tip.index : 0) - Number(silo.config.referenceDepth)
    const block = chain.get(`chain/${index}`)
    const age = block?.kind === 'chain' ? chain.score - block.daaScore : -1n
    const usable = age >= silo.config.referenceDepth && age < silo.config.ticketLife
    if (
      block?.kind === 'chain' &&
      index >= least &&
      usable &&
      isTicket(chain, silo.id, choice.stake, block.hash, choice.parent)
    )
      return block.hash
    chain.next()
  }
  throw new Error('no ticket in 5,000 blocks')
}

export function challenging(
  silo: SiloRecord,
  node: Hash,
  owner: Hash,
  backing: Outpoint,
  roots: Roots,
): Request {
  return bridge({
    kind: 'challenge',
    sender: senderOf(owner),
    siloId: silo.id,
    node,
    backing: { kind: 'stake', stake: backing },
    roots,
  })
}

/** Challenges and gives the dispute. */
export function challenge(
  chain: TestChain,
  silo: SiloRecord,
  node: Hash,
  owner: Hash,
  backing: Outpoint,
  roots: Roots,
): DisputeRecord {
  chain.accepts(challenging(silo, node, owner, backing, roots))
  const dispute = listDisputes(chain, silo.id).at(-1)
  if (dispute === undefined) throw new Error('the challenge opened a dispute')
  return dispute
}

export function finalising(silo: SiloRecord, node: Hash): Request {
  return bridge({ kind: 'finalise', siloId: silo.id, node })
}

export function nodeOf(chain: TestChain, id: Hash): NodeRecord {
  const node = getNode(chain, id)
  if (node === undefined) throw new Error(`no node ${id}`)
  return node
}

/** Unspent coins of silos' accounts, and their sum. */
export function accountCoins(chain: TestChain): { readonly spends: Outpoint[]; readonly amount: bigint } {
  const coins = [...chain.coins].filter(
    ([, entry]) => parseSiloScript(entry.scriptPublicKey)?.kind === 'siloAccount',
  )
  return {
    spends: coins.map(([key]) => ({
      transactionId: key.slice(0, 64) as Hash,
      index: Number(key.slice(65)),
    })),
    amount: coins.reduce((sum, [, entry]) => sum + entry.amount, 0n),
  }
}
