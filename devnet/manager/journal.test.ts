// A journal lets a stake sign one commitment for each parent and block, whatever was lost or taken back meanwhile.
import { describe, expect, it } from 'vitest'
import type { NodeInfo } from '../../client/rpc/silo-codecs.ts'
import { stateCommitment } from '../../vm/commitment.ts'
import { nodeIdOf } from '../bridge/ids.ts'
import type { Hash } from '../tx/index.ts'
import { hash, hashFromBytes, hashToBytes } from '../tx/index.ts'
import { memoryStore, openJournal } from './journal.ts'
import { rememberedTrace } from './remembered-trace.ts'

const H = (digit: string): Hash => hash(digit.repeat(64))
const STAKE = { transactionId: H('5'), index: 0 }
const entry = (block: Hash, root: Hash) => ({ block, roots: { storage: root, outbox: root, events: root } })
const commitmentOf = (root: Hash): Hash => {
  const bytes = hashToBytes(root)
  return hashFromBytes(stateCommitment({ storageRoot: bytes, outboxRoot: bytes, eventRoot: bytes }))
}

describe('journal', () => {
  it('permits the same again, and nothing else for that parent and block', async () => {
    const journal = await openJournal(memoryStore())
    expect(journal.permits(STAKE, H('1'), H('2'), H('3'))).toBe(true)
    await journal.sign(H('9'), STAKE, H('1'), [entry(H('2'), H('a')), entry(H('3'), H('b'))])
    const first = commitmentOf(H('a'))
    expect(journal.permits(STAKE, H('1'), H('2'), first)).toBe(true)
    expect(journal.permits(STAKE, H('1'), H('2'), H('3'))).toBe(false)
    expect(journal.permits({ ...STAKE, index: 1 }, H('1'), H('2'), H('3'))).toBe(true)
    // The second entry stands on the node that the first one made.
    const above = nodeIdOf(H('9'), H('1'), H('2'), first)
    expect(journal.permits(STAKE, above, H('3'), H('c'))).toBe(false)
    expect(journal.permits(STAKE, above, H('3'), commitmentOf(H('b')))).toBe(true)
  })

  it('survives a restart, with its store or from the chain alone', async () => {
    const store = memoryStore()
    const before = await openJournal(store)
    await before.sign(H('9'), STAKE, H('1'), [entry(H('2'), H('a'))])
    const after = await openJournal(store)
    expect(after.permits(STAKE, H('1'), H('2'), H('3'))).toBe(false)

    const fromChain = await openJournal(memoryStore())
    const committer = {
      stake: STAKE,
      owner: H('e'),
      ticketBlock: undefined,
      ticketIndex: 0,
      score: 0n,
      fallen: undefined,
    }
    const node = { parent: H('1'), referenceBlock: H('2'), stateCommitment: H('c'), committers: [committer] }
    fromChain.learn([node as unknown as NodeInfo], H('e'))
    expect(fromChain.permits(STAKE, H('1'), H('2'), H('3'))).toBe(false)
    expect(fromChain.permits(STAKE, H('1'), H('2'), H('c'))).toBe(true)
  })

  it('does not permit before it is safe: a failing store fails the signature', async () => {
    const store = { load: async () => [], append: () => Promise.reject(new Error('disk full')) }
    const journal = await openJournal(store)
    await expect(journal.sign(H('9'), STAKE, H('1'), [entry(H('2'), H('a'))])).rejects.toThrow('disk full')
  })
})

describe('remembered trace', () => {
  it('asks once for each level and hash', () => {
    let asked = 0
    const answer = (): Uint8Array => (asked++, new Uint8Array(32))
    const trace = rememberedTrace({
      length: 5n,
      hashAt: answer,
      levelHashes: () => [answer()],
      proofAt: answer,
      haltedWitness: answer,
    })
    for (let i = 0; i < 3; i++) {
      trace.hashAt(1n)
      trace.levelHashes(0n, 5n)
    }
    expect(asked).toBe(2)
    for (let step = 0n; step < 200n; step++) trace.hashAt(step)
    trace.hashAt(199n)
    expect(asked).toBe(2 + 199)
  })
})
