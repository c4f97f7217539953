// Followers that come late: from a state of others, checked against what is final, to the same states as those who have run everything.
import { describe, expect, it } from 'vitest'
import type { Hash } from '../../devnet/tx/index.ts'
import { hash } from '../../devnet/tx/index.ts'
import type { NodeApi } from '../rpc/api.ts'
import { RpcError } from '../rpc/api.ts'
import type { NodeInfo, StatePage } from '../rpc/silo-codecs.ts'
import type { SiloFollower } from './follower.ts'
import { createFollower } from './follower.ts'
import type { StateSource } from './states.ts'
import { createStateShelf, fetchState, isFinalState } from './states.ts'
import { TEST_SILO, testBlock, testMessage, testNode } from './testing.ts'

const { siloId } = TEST_SILO
const CHAIN = Array.from({ length: 12 }, (_, n) =>
  testBlock(n + 1, [testMessage(2 * n), testMessage(2 * n + 1)]),
)
const nodeIdAt = (height: number): Hash => hash(height.toString(16).padStart(64, 'f'))

async function followerOf(api: NodeApi): Promise<SiloFollower> {
  const follower = await createFollower({ api, siloId })
  await follower.update()
  return follower
}

/** A node that has let go of the inboxes up to a height, and of states knows what the source has after `height`. */
function prunedNode(whole: SiloFollower, source: StateSource, options: { upTo: number; height: number }) {
  const node = testNode(CHAIN)
  const state = { ...options, chain: CHAIN, asked: 0 }
  const nodeInfo = (height: number): NodeInfo => {
    const { roots, stateCommitment, hash: referenceBlock } = whole.blocks()[height - 1]!
    const about = { nodeId: nodeIdAt(height), siloId, height, referenceBlock, roots, stateCommitment }
    return { ...about, status: 'final' } as NodeInfo
  }
  const ask = node.api.silo_getReferenceBlocks
  const api = {
    ...node.api,
    silo_getReferenceBlocks: (params: Parameters<typeof ask>[0]) =>
      params.after === undefined
        ? Promise.resolve({ answer: { kind: 'pruned', upTo: state.upTo, history: hash('00'.repeat(32)) } })
        : ask(params),
    silo_getNode: async ({ nodeId }: { nodeId: Hash }) => ({
      node: nodeInfo(CHAIN.findIndex((_, n) => nodeIdAt(n + 1) === nodeId) + 1),
    }),
    silo_getNodes: async () => ({ nodes: CHAIN.map((_, n) => nodeInfo(n + 1)) }),
    silo_getState: async ({ after }: { after: Hash | undefined }) => {
      state.asked++
      const { referenceBlock: block, roots } = nodeInfo(state.height)
      const page = source.page({ siloId, block, storageRoot: roots.storage, after, limit: 1 })
      if (page === undefined) throw new RpcError('notFound', 'nobody keeps it')
      return { nodeId: nodeIdAt(state.height), page }
    },
  } as unknown as NodeApi
  return { api, state, setChain: node.setChain }
}

describe('a follower that comes late', () => {
  it('starts from a state of others, and is where those are who ran everything', async () => {
    const whole = await followerOf(testNode(CHAIN).api)
    const shelf = createStateShelf()
    const takeAway = shelf.add(whole)
    const { api, state } = prunedNode(whole, shelf, { upTo: 5, height: 7 })
    const late = await followerOf(api)
    expect(late.start()).toMatchObject({ height: 7, block: CHAIN[6]!.hash })
    expect(late.blocks()).toEqual(whole.blocks().slice(7))
    expect(late.latest()!.storage.root()).toEqual(whole.latest()!.storage.root())
    await late.update()
    expect(state.asked).toBeGreaterThan(0)
    // It hands its own on.
    const { api: next } = prunedNode(whole, late, { upTo: 6, height: 9 })
    expect((await followerOf(next)).blocks()).toEqual(whole.blocks().slice(9))
    takeAway()
    await expect(followerOf(api)).rejects.toMatchObject({ code: 'notFound' })
  })

  it('takes another state when the chain leaves the one that it started from', async () => {
    const whole = await followerOf(testNode(CHAIN).api)
    const { api, state, setChain } = prunedNode(whole, whole, { upTo: 5, height: 7 })
    const late = await followerOf(api)
    const other = [
      ...CHAIN.slice(0, 6),
      ...CHAIN.slice(6).map((block, n) => testBlock(n + 7, block.entries, 1)),
    ]
    setChain(other)
    state.height = 6
    const { removed, added } = await late.update()
    expect(removed).toEqual(
      CHAIN.slice(7)
        .map((block) => block.hash)
        .toReversed(),
    )
    expect(added.map((block) => block.height)).toEqual([7, 8, 9, 10, 11, 12])
    expect(late.start()?.height).toBe(6)
    expect(late.latest()!.stateCommitment).toBe(
      (await followerOf(testNode(other).api)).latest()!.stateCommitment,
    )
  })

  it('takes no state that isn’t final, and no wrong page', async () => {
    const whole = await followerOf(testNode(CHAIN).api)
    const { api } = prunedNode(whole, whole, { upTo: 5, height: 7 })
    const pending: typeof api.silo_getNode = async (params) => {
      const { node } = await api.silo_getNode(params)
      return { node: { ...node, status: 'pending' } }
    }
    await expect(fetchState({ ...api, silo_getNode: pending }, siloId)).rejects.toMatchObject({
      code: 'failed',
    })
    const spoil = (page: StatePage): StatePage => ({
      ...page,
      entries: page.entries.map((entry) => ({ ...entry, value: entry.value.map((byte) => byte ^ 1) })),
    })
    const wrong: typeof api.silo_getState = async (params) => {
      const answer = await api.silo_getState(params)
      return { ...answer, page: spoil(answer.page) }
    }
    const from = { ...api, silo_getState: wrong }
    await expect(
      createFollower({ api, siloId, states: from }).then((late) => late.update()),
    ).rejects.toMatchObject({
      code: 'failed',
    })
  })

  it('goes on from a state that it kept itself, as long as that one is final', async () => {
    const whole = await followerOf(testNode(CHAIN).api)
    const { api, state } = prunedNode(whole, whole, { upTo: 5, height: 7 })
    const start = whole.stateAfter(CHAIN[7]!.hash)!
    expect(await isFinalState(api, siloId, start)).toBe(true)
    expect(await isFinalState(api, siloId, { ...start, height: 7 })).toBe(false)
    expect(await isFinalState(api, siloId, { ...start, storage: whole.latest()!.storage })).toBe(false)
    const again = await createFollower({ api, siloId, start })
    await again.update()
    expect(again.blocks()).toEqual(whole.blocks().slice(8))
    expect(state.asked).toBe(0)
  })
})

describe('a follower that releases blocks', () => {
  it('forgets them, and starts behind them', async () => {
    const whole = await followerOf(testNode(CHAIN).api)
    const node = testNode(CHAIN)
    const follower = await createFollower({ api: node.api, siloId, keep: 3, untilReleased: true })
    await follower.update()
    follower.release(5)
    expect(follower.start()).toMatchObject({ height: 5, block: CHAIN[4]!.hash })
    expect(follower.start()!.storage.root()).toEqual(whole.stateAfter(CHAIN[4]!.hash)!.storage.root())
    expect(follower.blocks()).toEqual(whole.blocks().slice(5))
    follower.release(5)
    follower.release(2)
    expect(follower.start()?.height).toBe(5)
    expect(follower.recall(CHAIN[5]!.hash)).toMatchObject({ height: 6 })
    const longer = [...CHAIN, testBlock(13, [testMessage(99)])]
    node.setChain(longer)
    const { added } = await follower.update()
    expect(added.map((block) => block.height)).toEqual([13])
    // A reorg to below what is left runs the silo from its creation again.
    node.setChain([...CHAIN.slice(0, 2), testBlock(3, [testMessage(7)], 1)])
    await follower.update()
    expect(follower.start()).toBeUndefined()
    expect(follower.blocks()).toHaveLength(3)
  })
})
