// Two to five nodes on virtual time whose network falls apart and heals at random, under payments and silos' transactions: in the end
// all of them must stand where a chain stands that is told the same blocks one after the other and never saw a reorg coming.
import { createChain, SILO_EXTENSION } from '../../devnet/chain/index.ts'
import type { Chain } from '../../devnet/chain/index.ts'
import { GENESIS, stateOf } from '../../devnet/chain/testing/kit.ts'
import { createRandom, createVirtualClock } from '../../devnet/index.ts'
import type { Node } from '../../devnet/node/node.ts'
import { createNode } from '../../devnet/node/node.ts'
import type { PeerMessage } from '../../devnet/node/peers/messages.ts'
import { createSimulatedNetwork } from '../../devnet/node/simulation/network.ts'
import { outpointKey, TINY } from '../../devnet/tx/index.ts'
import type { Params } from '../../devnet/tx/index.ts'
import { EMPTY_DIFF } from '../../devnet/utxo/index.ts'
import { applyDiffToSet, EMPTY_MUHASH, hashOfSet } from '../../devnet/utxo/muhash/index.ts'
import { carelessBlock, randomSiloTransaction } from '../support/random-silo.ts'

export interface PartitionReport {
  readonly problems: readonly string[]
  readonly nodes: number
  readonly blocks: number
  readonly splits: number
  /** Chain blocks that some node took back. */
  readonly takenBack: number
  readonly deepest: number
}

/** Deep enough that what a split separates is never final on one side. */
const PARAMS: Params = {
  ...TINY,
  mergeDepth: 60n,
  finalityDepth: 120n,
  pruningDepth: 400n,
  mergesetSizeLimit: 60,
}
const STEPS = 60

export async function runPartitions(seed: string): Promise<PartitionReport> {
  const random = createRandom(seed)
  const { below } = random
  const clock = createVirtualClock(GENESIS.timestamp)
  const network = createSimulatedNetwork<PeerMessage>(clock, random.split('network'), { min: 5, max: 400 })
  const names = Array.from({ length: 2 + below(4) }, (_, i) => `node-${i}`)
  const nodes = names.map((name) =>
    createNode({
      name,
      params: PARAMS,
      genesis: GENESIS,
      extension: SILO_EXTENSION,
      clock,
      network,
      random: random.split(name),
    }),
  )
  const tally = { splits: 0, takenBack: 0, deepest: 0 }
  for (const node of nodes) {
    await node.api.subscribe('virtualChainChanged', { include_accepted_transaction_ids: false }, (change) => {
      const { length } = change.removedChainBlockHashes
      tally.takenBack += length
      tally.deepest = Math.max(tally.deepest, length)
    })
  }
  for (let step = 0; step < STEPS; step++) {
    await clock.advance(BigInt(50 + below(700)))
    const node = nodes[below(nodes.length)]
    if (node !== undefined) node.submitBlock(blockOf(below, node))
    if (below(12) === 0) {
      network.partition([names.filter(() => below(2) === 0)])
      tally.splits++
    } else if (below(8) === 0) network.heal()
  }
  network.heal()
  await clock.advance(20_000n)
  const problems = compare(nodes)
  for (const node of nodes) node.stop()
  return { problems, nodes: nodes.length, blocks: nodes[0]?.chain.blockCount() ?? 0, ...tally }
}

function blockOf(below: (bound: number) => number, { chain }: Node) {
  const offered = Array.from({ length: below(3) }, () => randomSiloTransaction(below, chain))
  const good = offered.flatMap((tx) => (tx !== undefined && chain.checkTransaction(tx).ok ? [tx] : []))
  return carelessBlock(below, chain, good.slice(0, 1))
}

function compare(nodes: readonly Node[]): string[] {
  const problems: string[] = []
  for (const { name, chain } of nodes) {
    const fresh = createChain(PARAMS, GENESIS, SILO_EXTENSION)
    for (const hash of chain.blocksAfter(chain.genesis.hash, Number.MAX_SAFE_INTEGER)) {
      const block = chain.block(hash)
      if (block !== undefined) fresh.addBlock(block)
    }
    if (textOf(chain) !== textOf(fresh)) problems.push(`${name} is not where a fresh replay leads`)
    if (textOf(chain) !== textOf(nodes[0]?.chain ?? chain)) problems.push(`${name} is not where node-0 is`)
    problems.push(...commitmentProblems(name, chain))
  }
  return problems
}

/** The sets of outputs against what the sink's header commits to, and the index by script against the set. */
function commitmentProblems(name: string, chain: Chain): string[] {
  const problems: string[] = []
  const utxos = [...chain.ledger.allUtxos()]
  const added = new Map(utxos.map((utxo) => [outpointKey(utxo.outpoint), utxo]))
  const committed = chain.block(chain.sink())?.header.utxoCommitment
  if (hashOfSet(applyDiffToSet(EMPTY_MUHASH, { ...EMPTY_DIFF, added })) !== committed)
    problems.push(`the outputs of ${name} are not what its sink commits to`)
  const scripts = new Map(
    utxos.map(({ entry }) => [JSON.stringify(entry.scriptPublicKey, json), entry.scriptPublicKey]),
  )
  const indexed = [...scripts.values()].flatMap((script) => chain.ledger.utxosOf(script))
  if (indexed.length !== utxos.length || indexed.some(({ outpoint }) => !added.has(outpointKey(outpoint))))
    problems.push(`the index of outputs by script of ${name} is not what its outputs are`)
  return problems
}

function textOf(chain: Chain): string {
  const bridge = [...chain.image().bridge].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify({ state: stateOf(chain), bridge }, json)
}

function json(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return value instanceof Map ? [...value] : value
}
