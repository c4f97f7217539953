// The whole chain under attack: miners who check nothing, transactions of silos valid and mutilated, parallel blocks and
// reorgs. Nothing may throw (that would halt the network), coins add up at every chain block, silos' coins are where the
// bridge thinks they are, and all nodes end on the same records.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BridgeRecord, BridgeView } from '../bridge/index.ts'
import { getAccount, heldBy, listDisputes, listNodes, listSilos, listStakes } from '../bridge/index.ts'
import { createRandom } from '../node/simulation/random.ts'
import type { Block, Hash } from '../tx/index.ts'
import { parseSiloScript, transactionId } from '../tx/index.ts'
import type { Chain } from './index.ts'
import { SILO_EXTENSION } from './index.ts'
import { chainOf, countUtxos, newChain, REMEMBERING, replay, stateOf } from './testing/kit.ts'
import { shuffled } from './testing/random-dag.ts'
import type { Draw } from './testing/random-dag.ts'
import { carelessBlock, randomSiloTransaction } from '../../test/support/random-silo.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 31 })

interface Tally {
  readonly accepted: Map<string, number>
  disqualified: number
  refused: number
  reorgs: number
  published: number
  slashed: bigint
}

test('random blocks of random silo transactions', { timeout: 120_000 }, () => {
  const tally: Tally = {
    accepted: new Map(),
    disqualified: 0,
    refused: 0,
    reorgs: 0,
    published: 0,
    slashed: 0n,
  }
  fc.assert(
    fc.property(seeds, (seed) => {
      const { below } = createRandom(seed)
      const blocks = randomBlocks(below, tally)
      const chain = replay(blocks, SILO_EXTENSION, REMEMBERING)
      const again = replay(shuffled(below, blocks), SILO_EXTENSION, REMEMBERING)
      expect(stateOf(again)).toEqual(stateOf(chain))
      expect(recordsOf(again)).toEqual(recordsOf(chain))
      note(chain, tally)
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
  // The laws would hold where nothing happens.
  // Creation, stakes, a commitment, a challenge, finality, payments.
  const kinds = ['1', '2', '5', '6', '14', '15']
  expect(kinds.filter((kind) => !tally.accepted.has(kind))).toEqual([])
  expect(tally.refused).toBeGreaterThan(20)
  expect(tally.reorgs).toBeGreaterThan(3)
})

const RUNS = 2
const BLOCKS = 120

/** Three miners who hear of each other late. */
function randomBlocks(draw: Draw, tally: Tally): Block[] {
  const chains = [0, 1, 2].map(() => newChain(SILO_EXTENSION, REMEMBERING))
  const backlog: Block[][] = chains.map(() => [])
  const blocks: Block[] = []
  for (let i = 0; i < BLOCKS; i++) {
    const miner = draw(3)
    const chain = chains[miner]!
    const block = carelessBlock(draw, chain, transactionsFor(draw, chain))
    if (!take(chain, block, tally)) continue
    blocks.push(block)
    for (const [other, queue] of backlog.entries()) {
      if (other !== miner) queue.push(block)
      if (draw(100) < 60) for (const late of queue.splice(0)) take(chains[other]!, late, tally)
    }
  }
  return blocks
}

function transactionsFor(draw: Draw, chain: Chain) {
  const chosen = new Map<string, NonNullable<ReturnType<typeof randomSiloTransaction>>>()
  const spent = new Set<string>()
  for (let i = 2 + draw(5); i > 0; i--) {
    const tx = randomSiloTransaction(draw, chain)
    if (tx === undefined) continue
    // The mempool's judgement must not throw either, and mostly a miner heeds it.
    const check = chain.checkTransaction(tx)
    if (!check.ok && draw(8) > 0) continue
    const outpoints = tx.inputs.map(
      (input) => `${input.previousOutpoint.transactionId}:${input.previousOutpoint.index}`,
    )
    if (outpoints.some((outpoint) => spent.has(outpoint))) continue
    for (const outpoint of outpoints) spent.add(outpoint)
    chosen.set(transactionId(tx), tx)
  }
  return [...chosen.values()]
}

function take(chain: Chain, block: Block, tally: Tally): boolean {
  const result = chain.addBlock(block)
  if (!result.ok) return false
  if (result.change !== undefined && result.change.removed.length > 0) tally.reorgs++
  if (chain.status(block.hash) === 'disqualified') tally.disqualified++
  checkBooks(chain)
  checkSilos(chain)
  return true
}

function checkBooks(chain: Chain): void {
  const { utxos, emitted, burned, feesDue } = chain.ledger.books()
  expect(utxos).toBe(countUtxos(chain))
  expect(utxos + burned + feesDue).toBe(emitted)
}

/** Accounts hold what they owe (others may give them more), and the stakes of the records are unspent coins. */
function checkSilos(chain: Chain): void {
  const view = chain.ledger.bridge
  const held = new Map<Hash, bigint>()
  for (const { entry } of chain.ledger.allUtxos()) {
    const script = parseSiloScript(entry.scriptPublicKey)
    if (script?.kind === 'siloAccount')
      held.set(script.siloId, (held.get(script.siloId) ?? 0n) + entry.amount)
  }
  for (const { id, config } of listSilos(view)) {
    const account = getAccount(view, id)!
    expect(held.get(id) ?? 0n).toBeGreaterThanOrEqual(heldBy(account))
    expect(account.published).toBeLessThanOrEqual(account.pegged)
    expect(account.credited + account.unassigned + account.feesPaid).toBeLessThanOrEqual(account.feesIn)
    for (const stake of listStakes(view, id)) {
      expect(chain.ledger.utxos.get(stake.outpoint)?.amount).toBe(config.stakingUnit)
    }
    const finals = listNodes(view, id).filter((node) => node.finalScore !== undefined)
    expect(new Set(finals.map((node) => node.height)).size).toBe(finals.length)
  }
}

/** The records at the sink, from the changes of all chain blocks. */
function recordsOf(chain: Chain): ReadonlyMap<string, BridgeRecord | undefined> {
  const view: BridgeView = chain.ledger.bridge
  const keys = chainOf(chain).flatMap((block) => chain.effects(block)!.bridge.map(({ key }) => key))
  return new Map([...new Set(keys)].toSorted().map((key) => [key, view.get(key)]))
}

function note(chain: Chain, tally: Tally): void {
  for (const hash of chainOf(chain)) {
    for (const { block, accepted, refused } of chain.effects(hash)!.merged) {
      tally.refused += refused.length
      for (const { index } of accepted.filter(({ index: at }) => at > 0)) {
        const kind = String(chain.block(block)!.transactions[index]!.payload[1])
        tally.accepted.set(kind, (tally.accepted.get(kind) ?? 0) + 1)
      }
    }
  }
  for (const { id } of listSilos(chain.ledger.bridge)) {
    tally.published += Number(getAccount(chain.ledger.bridge, id)!.published)
    for (const { outcome } of listDisputes(chain.ledger.bridge, id))
      if (outcome?.slashed === true) tally.slashed++
  }
}
