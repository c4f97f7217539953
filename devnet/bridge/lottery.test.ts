// The lottery: exact thresholds, the distribution over tokens and blocks, and which stakes count when.
import { describe, expect, test } from 'vitest'
import type { Outpoint } from '../tx/types.ts'
import { lotteryNumber, lowestCommitter, wins } from './lottery.ts'
import { isTicket, ticketsOf } from './queries.ts'
import type { Committer } from './records.ts'
import { h, TestChain } from './testing/chain.ts'
import {
  bridge,
  callBlock,
  commit,
  createSilo,
  rootsOf,
  senderOf,
  stake,
  staking,
} from './testing/scenario.ts'

const MAX = (1n << 256n) - 1n
const token = (n: number): Outpoint => ({ transactionId: h(0x70_000 + n), index: n % 3 })

describe('threshold', () => {
  test('a single stake always wins, no stakes never', () => {
    expect(wins(MAX, 1, 0n)).toBe(true)
    expect(wins(0n, 0, 0n)).toBe(false)
  })

  test('is exact at its border', () => {
    const border = (1n << 256n) / 4n
    expect(wins(border - 1n, 4, 0n)).toBe(true)
    expect(wins(border, 4, 0n)).toBe(false)
    expect(wins(border, 4, 1n)).toBe(true)
    expect(wins(MAX, 4, 2n)).toBe(true)
    expect(wins(MAX, 2 ** 40, 1_000_000n)).toBe(true)
  })
})

describe.each(['keyed', 'xor'] as const)('distribution of the %s lottery', (mode) => {
  test('chi-square: winners per block are binomial, and every token wins alike', () => {
    const stakes = 20
    const blocks = 2_000
    const perToken = Array.from({ length: stakes }, () => 0)
    const perBlock = [0, 0, 0, 0, 0]
    for (let b = 0; b < blocks; b++) {
      let winners = 0
      for (let t = 0; t < stakes; t++) {
        if (!wins(lotteryNumber(mode, token(t), h(0xb10c_0000 + b)), stakes, 0n)) continue
        winners++
        perToken[t]! += 1
      }
      perBlock[Math.min(winners, 4)]! += 1
    }
    const p = 1 / stakes
    const expected = blocks * p
    const chi = perToken.reduce((sum, n) => sum + (n - expected) ** 2 / (expected * (1 - p)), 0)
    // 20 cells: 43.8 is exceeded once in a thousand. The inputs are fixed, so this never flickers.
    expect(chi).toBeLessThan(43.8)
    if (mode === 'xor') return
    // In the xor form the tokens' wins in one block depend on each other, so only the keyed form is binomial.
    const binomial = [0, 1, 2, 3].map((k) => choose(stakes, k) * p ** k * (1 - p) ** (stakes - k) * blocks)
    binomial.push(blocks - binomial.reduce((a, b) => a + b, 0))
    const chiBlocks = perBlock.reduce((sum, n, k) => sum + (n - binomial[k]!) ** 2 / binomial[k]!, 0)
    expect(chiBlocks).toBeLessThan(18.5)
  })
})

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k
}

test('the lowest committer is the one with the least number for the block', () => {
  const committers: Committer[] = Array.from({ length: 9 }, (_, n) => ({
    stake: token(n),
    owner: h(n),
    ticketBlock: undefined,
    ticketIndex: 0,
    score: 1n,
    fallen: undefined,
  }))
  const lowest = lowestCommitter('keyed', committers, h(99))!
  for (const { stake: other } of committers)
    expect(lotteryNumber('keyed', lowest.stake, h(99))).toBeLessThanOrEqual(
      lotteryNumber('keyed', other, h(99)),
    )
  expect(lowestCommitter('keyed', [], h(99))).toBeUndefined()
})

describe('who takes part (E37)', () => {
  test('a stake is in from the snapshot after its maturity, and n counts it from there', () => {
    const chain = new TestChain()
    const silo = createSilo(chain)
    const { stakeMaturity, snapshotDepth } = silo.config
    const transactionId = chain.accepts(staking(silo, h(1)))
    const first = { transactionId, index: 0 }
    const acceptedAt = chain.length - 1
    chain.skip(40)
    const ticketAt = (index: number): boolean => {
      const block = chain.get(`chain/${index}`)
      return block?.kind === 'chain' && isTicket(chain, silo.id, first, block.hash)
    }
    const from = acceptedAt + stakeMaturity + snapshotDepth
    expect(ticketAt(from - 1)).toBe(false)
    for (let i = from; i < chain.length; i++) expect(ticketAt(i)).toBe(true)
  })

  test('a later stake changes no earlier ticket; with many, about one in n wins', () => {
    const chain = new TestChain()
    const silo = createSilo(chain)
    const [only] = stake(chain, silo, h(1))
    chain.skip(30)
    const before = ticketsOf(chain, silo.id, only!).map((t) => t.block.hash)
    stake(chain, silo, h(2), 9)
    const after = ticketsOf(chain, silo.id, only!).map((t) => t.block.hash)
    expect(after.slice(0, before.length)).toEqual(before)
    chain.skip(400)
    const late = ticketsOf(chain, silo.id, only!).filter((t) => t.block.index > before.length + 60).length
    expect(late).toBeGreaterThan(15)
    expect(late).toBeLessThan(80)
  })

  test('a request to unlock takes the stake out at the next snapshot', () => {
    const chain = new TestChain()
    const silo = createSilo(chain)
    const [first] = stake(chain, silo, h(1))
    const [second] = stake(chain, silo, h(2))
    chain.skip(20)
    const losses = (): number => {
      const won = new Set(ticketsOf(chain, silo.id, first!).map((t) => t.block.index))
      return Array.from({ length: 20 }, (_, i) => chain.length - 1 - i).filter((i) => !won.has(i)).length
    }
    expect(losses()).toBeGreaterThan(0)
    chain.accepts(bridge({ kind: 'requestUnlock', sender: senderOf(h(2)), stake: second! }))
    expect(ticketsOf(chain, silo.id, second!)).toEqual([])
    chain.skip(30)
    expect(losses()).toBe(0)
  })

  test('an uncommitted gap doubles the threshold until everybody wins (E11)', () => {
    const chain = new TestChain()
    const silo = createSilo(chain, { config: { gapBlocks: 10 } })
    const stakes = stake(chain, silo, h(1), 16)
    callBlock(chain, silo)
    chain.skip(50)
    const tip = chain.get('tip')
    const block = chain.get(`chain/${tip?.kind === 'tip' ? tip.index - 1 : 0}`)
    const hash = block?.kind === 'chain' ? block.hash : h(0)
    const plain = stakes.filter((s) => isTicket(chain, silo.id, s, hash)).length
    const eager = stakes.filter((s) => isTicket(chain, silo.id, s, hash, silo.genesisNode)).length
    expect(plain).toBeLessThan(8)
    expect(eager).toBe(16)
    // Once the next block is committed, the parent's tickets are plain again.
    commit(chain, silo, { stake: stakes[0]!, owner: h(1), parent: silo.genesisNode, roots: [rootsOf(1)] })
    const later = stakes.filter((s) => isTicket(chain, silo.id, s, hash, silo.genesisNode)).length
    expect(later).toBe(plain)
  })
})
