// The follower on a hand-made chain: results, reorgs of any depth, and a node that shows the wrong code.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hash } from '../../devnet/tx/index.ts'
import type { ReferenceBlockInfo } from '../rpc/silo-codecs.ts'
import type { ExecutedBlock } from './execute.ts'
import { createFollower } from './follower.ts'
import { testBlock, testMessage, testNode, TEST_SILO } from './testing.ts'
import { traceOf } from './trace.ts'
import { amountLeaving, decodeOutboxEntry } from '../../vm/records.ts'
import { verifyStep } from '../../vm/proof/verify/verify-step.ts'
import { hashFromBytes } from '../../devnet/tx/index.ts'

const { siloId } = TEST_SILO
const chainOf = (variants: readonly number[]): ReferenceBlockInfo[] =>
  variants.map((variant, i) => testBlock(i + 1, [testMessage(i * 8 + variant)], variant))

async function rootsAfter(chain: readonly ReferenceBlockInfo[]): Promise<unknown[]> {
  const follower = await createFollower({ api: testNode(chain).api, siloId })
  await follower.update()
  return follower.blocks().map((block) => block.stateCommitment)
}

describe('follower', () => {
  it('executes every message, and gives results, payments and storage', async () => {
    const block = testBlock(1, [
      testMessage(0),
      testMessage(1, { admitted: false, refusalReason: 3, gasLimit: 0n }),
      testMessage(2, { gasLimit: 20n }),
    ])
    const follower = await createFollower({ api: testNode([block]).api, siloId })
    const update = await follower.update()
    expect(update.added).toHaveLength(1)
    const executed = follower.latest() as ExecutedBlock
    expect(executed.results.map((result) => result.trapName)).toEqual(['None', 'Refused', 'OutOfGas'])
    const amounts = executed.outbox.leaves().map((leaf) => amountLeaving(decodeOutboxEntry(leaf)))
    expect(amounts).toEqual([50_000_000n, 100_000_000n, 100_000_000n])
    const key = new Uint8Array(56)
    expect(new DataView(executed.storage.get(0n, key).buffer).getBigUint64(0, true)).toBe(100_000_000n)
  })

  it('is after any reorg what it would be without one', async () => {
    const variants = fc.array(fc.nat(1), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(variants, { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        async (chains, keep) => {
          const node = testNode([])
          const follower = await createFollower({ api: node.api, siloId, keep })
          for (const chain of chains) {
            node.setChain(chainOf(chain))
            const before = follower.blocks().map((block) => block.hash)
            const { removed, added } = await follower.update()
            const after = follower.blocks().map((block) => block.hash)
            const kept = before.slice(0, before.length - removed.length)
            expect([...kept, ...added.map((block) => block.info.hash)]).toEqual(after)
            expect(removed).toEqual(before.slice(kept.length).reverse())
            expect(follower.blocks().map((block) => block.stateCommitment)).toEqual(
              await rootsAfter(chainOf(chain)),
            )
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('gets along with a reorg in the middle of catching up', async () => {
    const old = chainOf(Array.from({ length: 100 }, (_, i) => (i < 30 ? 0 : 1)))
    const next = chainOf(Array.from({ length: 90 }, () => 0))
    const node = testNode(old)
    const ask = node.api.silo_getReferenceBlocks
    let asked = 0
    const moving = {
      ...node.api,
      silo_getReferenceBlocks: (params: Parameters<typeof ask>[0]) => {
        if (++asked === 2) node.setChain(next)
        return ask(params)
      },
    } as typeof node.api
    const follower = await createFollower({ api: moving, siloId, keep: 20 })
    const { removed, added } = await follower.update()
    expect(removed).toEqual([])
    expect(added.map((block) => block.info.hash)).toEqual(next.map((block) => block.hash))
    expect(follower.blocks().map((block) => block.stateCommitment)).toEqual(await rootsAfter(next))
  })

  it('runs batches one after another and overlapping updates in turn', async () => {
    const chain = chainOf(Array.from({ length: 150 }, () => 0))
    const follower = await createFollower({ api: testNode(chain).api, siloId, keep: 10 })
    const [first, second] = await Promise.all([follower.update(), follower.update()])
    expect(first.added).toHaveLength(150)
    expect(second.added).toHaveLength(0)
    expect(follower.kept()).toHaveLength(10)
    expect(follower.block(chain[0]!.hash)).toBeUndefined()
    expect(follower.blocks()).toHaveLength(150)
  })

  it('recalls blocks that it no longer keeps whole, until they are released', async () => {
    const chain = chainOf(Array.from({ length: 40 }, (_, i) => i % 2))
    const whole = await createFollower({ api: testNode(chain).api, siloId })
    await whole.update()
    const follower = await createFollower({
      api: testNode(chain).api,
      siloId,
      keep: 5,
      untilReleased: true,
    })
    await follower.update()
    expect(follower.kept()).toHaveLength(5)
    const essence = (block: ExecutedBlock | undefined) =>
      block && {
        ...block,
        input: undefined,
        storage: block.storage.root(),
        outbox: block.outbox.root(),
        events: block.events.root(),
      }
    for (const { hash: block } of chain)
      expect(essence(follower.recall(block))).toEqual(essence(whole.block(block)))
    expect(follower.block(chain[3]!.hash)).toBeUndefined()

    follower.release(20)
    expect(follower.recall(chain[19]!.hash)).toBeUndefined()
    expect(follower.recall(chain[20]!.hash)?.height).toBe(21)
    // What is kept whole stays, however much is released.
    follower.release(1000)
    expect(follower.recall(chain[34]!.hash)).toBeUndefined()
    expect(follower.kept().map((block) => block.height)).toEqual([36, 37, 38, 39, 40])
  })

  it('goes back beyond what it keeps whole without starting from the creation', async () => {
    const chain = chainOf(Array.from({ length: 30 }, () => 0))
    const node = testNode(chain)
    const follower = await createFollower({ api: node.api, siloId, keep: 3, untilReleased: true })
    await follower.update()
    const next = chainOf(Array.from({ length: 30 }, (_, i) => (i < 12 ? 0 : 1)))
    node.setChain(next)
    const { removed, added } = await follower.update()
    expect(removed).toHaveLength(18)
    expect(added.map((block) => block.height)).toEqual(Array.from({ length: 18 }, (_, i) => i + 13))
    expect(follower.blocks().map((block) => block.stateCommitment)).toEqual(await rootsAfter(next))
  })

  it('trusts no node for the code', async () => {
    const node = testNode([])
    const wrong = {
      ...node.api,
      silo_getSilo: async () => ({
        silo: { ...TEST_SILO, codeRoot: hash('12'.repeat(32)) },
        code: new Uint8Array(16),
      }),
    } as typeof node.api
    await expect(createFollower({ api: wrong, siloId })).rejects.toMatchObject({ code: 'failed' })
    await expect(createFollower({ api: node.api, siloId: hash('12'.repeat(32)) })).rejects.toMatchObject({
      code: 'notFound',
    })
  })

  it('gives a trace whose steps verify', async () => {
    const follower = await createFollower({ api: testNode([testBlock(1, [testMessage(0)])]).api, siloId })
    await follower.update()
    const block = follower.latest() as ExecutedBlock
    const trace = traceOf(block)
    expect(hashFromBytes(trace.hashAt(trace.length))).toBe(block.endHash)
    const last = block.results.at(-1)!
    expect(trace.length).toBe(last.firstStep + last.steps + 1n)
    for (let step = 0n; step < trace.length; step += 7n) {
      const verdict = verifyStep(trace.hashAt(step), trace.proofAt(step))
      expect(verdict).toEqual({ ok: true, next: trace.hashAt(step + 1n) })
    }
  })
})
