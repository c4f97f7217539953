// Random networks for tests: some miners with chains of their own that hear of each other's blocks late, paying each other
// and now and then spending the same coin twice.
import type { Block, SubnetworkId } from '../../tx/index.ts'
import { transactionId } from '../../tx/index.ts'
import type { Chain, ChainExtension } from '../index.ts'
import { ACCOUNTS, coin, mine, newChain, pay } from './kit.ts'

/** A whole number from 0 below the bound. */
export type Draw = (bound: number) => number

export interface RandomDag {
  readonly chains: readonly Chain[]
  /** In the order of creation, which has parents first. */
  readonly blocks: readonly Block[]
}

export interface RandomDagOptions {
  readonly miners: number
  readonly blocks: number
  /** Of a hundred blocks, how many reach a given other miner at once. */
  readonly relay: number
  readonly extension?: ChainExtension
  /** Some payments go in this lane, with payloads of a byte from 0 to 3. */
  readonly lane?: SubnetworkId
}

export function randomDag(draw: Draw, options: RandomDagOptions): RandomDag {
  const chains = Array.from({ length: options.miners }, () => newChain(options.extension))
  const backlog: Block[][] = chains.map(() => [])
  const blocks: Block[] = []

  for (let i = 0; i < options.blocks; i++) {
    const miner = draw(chains.length)
    const chain = chains[miner]
    if (chain === undefined) continue
    const block = mine(chain, randomPayments(draw, chain, options.lane), ACCOUNTS[miner % ACCOUNTS.length])
    blocks.push(block)
    for (const [other, queue] of backlog.entries()) {
      if (other === miner) continue
      queue.push(block)
      const chainOfOther = chains[other]
      if (draw(100) < options.relay && chainOfOther !== undefined) deliver(chainOfOther, queue)
    }
  }
  for (const [i, chain] of chains.entries()) deliver(chain, backlog[i] ?? [])
  return { chains, blocks }
}

/** Hands over all that a chain hasn't heard of. */
function deliver(chain: Chain, queue: Block[]): void {
  for (const block of queue.splice(0)) {
    const result = chain.addBlock(block)
    // A block whose parents come later from another miner's queue can't occur: queues are in the order of creation.
    if (!result.ok) throw new Error(`a block is refused: ${JSON.stringify(result)}`)
  }
}

function randomPayments(draw: Draw, chain: Chain, lane: SubnetworkId | undefined) {
  const payments = []
  const used = new Set<string>()
  for (let i = draw(3); i > 0; i--) {
    const from = ACCOUNTS[draw(ACCOUNTS.length)]
    const to = ACCOUNTS[draw(ACCOUNTS.length)]
    if (from === undefined || to === undefined) continue
    // Few coins and late news: parallel blocks spend the same one often.
    const utxo = coin(chain, from, draw(3))
    if (utxo.entry.amount < 3_000_000_000n) continue
    const amount = 1_000_000_000n + BigInt(draw(1_000_000_000))
    const inLane = lane === undefined ? {} : { subnetworkId: lane, payload: Uint8Array.of(draw(4)) }
    const tx = pay(from, utxo, to, amount, 500_000n + BigInt(draw(1000)), inLane)
    if (used.has(transactionId(tx))) continue
    used.add(transactionId(tx))
    payments.push(tx)
  }
  return payments
}

/** The blocks in another order that has parents first. */
export function shuffled(draw: Draw, blocks: readonly Block[]): Block[] {
  const left = [...blocks]
  const placed = new Set<string>()
  const waiting = new Set(blocks.map((block) => block.hash))
  const order: Block[] = []
  while (left.length > 0) {
    const ready = left.filter((block) =>
      (block.header.parentsByLevel[0] ?? []).every((p) => placed.has(p) || !waiting.has(p)),
    )
    const next = ready[draw(ready.length)]
    if (next === undefined) throw new Error('bug: the blocks have a cycle')
    left.splice(left.indexOf(next), 1)
    placed.add(next.hash)
    order.push(next)
  }
  return order
}
