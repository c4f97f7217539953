// An engine that is wrong, or fails, costs a manager nothing: the interpreter is asked before a stake hangs on a block, and is acted on (41, E66).
import { describe, expect, it } from 'vitest'
import type { EngineAlarm } from '../../client/silo/audit.ts'
import type { Engine } from '../../client/silo/engine.ts'
import { INTERPRETER } from '../../client/silo/engine.ts'
import type { SiloFollower } from '../../client/silo/follower.ts'
import { createFollower } from '../../client/silo/follower.ts'
import { testBlock, testMessage, testNode, TEST_SILO } from '../../client/silo/testing.ts'
import type { Hash } from '../tx/index.ts'
import { createEvidence } from './evidence.ts'
import { wrongEngine } from './testing/wrong-engine.ts'

const CHAIN = [1, 2, 3, 4].map((n) => testBlock(n, [testMessage(n), testMessage(n + 10)]))
const LAST = CHAIN[3]!.hash

async function following(
  engine: Engine,
  isSampled: (block: Hash) => boolean,
  keep = 100,
): Promise<{ follower: SiloFollower; alarms: EngineAlarm[] }> {
  const alarms: EngineAlarm[] = []
  const onAlarm = (alarm: EngineAlarm): void => void alarms.push(alarm)
  const { api } = testNode(CHAIN)
  const follower = await createFollower({
    api,
    siloId: TEST_SILO.siloId,
    engine,
    isSampled,
    onAlarm,
    keep,
  })
  await follower.update()
  return { follower, alarms }
}

const never = (): boolean => false
const commitments = (follower: SiloFollower): unknown[] =>
  follower.blocks().map((block) => block.stateCommitment)

const right = commitments((await following(INTERPRETER, never)).follower)
const wrong = commitments((await following(wrongEngine(), never)).follower)

describe('an engine that computes something else', () => {
  it('is found by a sample, and everything kept is computed anew', async () => {
    expect(wrong).not.toEqual(right)
    const { follower, alarms } = await following(wrongEngine(), (block) => block === LAST)
    expect(commitments(follower)).toEqual(right)
    expect(alarms).toMatchObject([{ kind: 'differs', block: LAST }])
  })

  it('is found before a challenge: there is none, and results are mended', async () => {
    const { follower, alarms } = await following(wrongEngine(), never)
    expect(commitments(follower)).toEqual(wrong)
    const evidence = createEvidence(follower)
    expect(await evidence.confirms(LAST)).toBe(false)
    expect(alarms).toMatchObject([{ kind: 'differs', block: LAST }])
    const { removed, added } = await follower.update()
    expect(removed).toEqual(CHAIN.map((block) => block.hash).reverse())
    expect(added).toHaveLength(4)
    expect(commitments(follower)).toEqual(right)
    expect(await evidence.confirms(LAST)).toBe(true)
    expect(alarms).toHaveLength(1)
  })

  it('is found before a move: the trace is the interpreter’s', async () => {
    const { follower, alarms } = await following(wrongEngine(), never)
    const [block] = follower.kept()
    const trace = await createEvidence(follower).trace(block!.info.hash)
    const specified = await createEvidence((await following(INTERPRETER, never)).follower).trace(
      block!.info.hash,
    )
    expect(alarms).toHaveLength(1)
    expect(trace?.length).toBe(specified?.length)
    expect(trace!.levelHashes(0n, trace!.length)).toEqual(specified!.levelHashes(0n, trace!.length))
  })

  it('is mended as far as blocks are kept, or from the start when the oldest kept one is wrong', async () => {
    for (const [place, left] of [
      [3, 3],
      [1, 4],
    ] as const) {
      const { follower } = await following(wrongEngine(), never, 4)
      const shorter = await following(wrongEngine(), never, 3)
      const used = place === 3 ? follower : shorter.follower
      await createEvidence(used).confirms(CHAIN[place]!.hash)
      expect((await used.update()).added).toHaveLength(place === 3 ? 4 : left)
      expect(commitments(used)).toEqual(right)
    }
  })
})

describe('a dispute about a block that is no longer kept whole', () => {
  it('is played from the block run again', async () => {
    const { api } = testNode(CHAIN)
    const { siloId } = TEST_SILO
    const follower = await createFollower({ api, siloId, keep: 1, untilReleased: true })
    await follower.update()
    const [first] = CHAIN
    expect(follower.block(first!.hash)).toBeUndefined()
    const evidence = createEvidence(follower)
    expect(await evidence.confirms(first!.hash)).toBe(true)
    const trace = (await evidence.trace(first!.hash))!
    const kept = (await createEvidence((await following(INTERPRETER, never)).follower).trace(first!.hash))!
    expect(trace.length).toBe(kept.length)
    expect(trace.levelHashes(0n, trace.length)).toEqual(kept.levelHashes(0n, kept.length))
    expect(trace.proofAt(5n)).toEqual(kept.proofAt(5n))
  })
})

describe('an engine that fails', () => {
  const failing = (error: Error): Engine & { readonly isTrusted: () => boolean } => {
    const engine = wrongEngine()
    return {
      ...engine,
      runTo(state, untilStep) {
        // In the middle: what it leaves behind is no state to go on from.
        if (untilStep === undefined) INTERPRETER.runTo(state, 40n)
        throw error
      },
    }
  }

  it('is followed by the interpreter from the start of the block', async () => {
    for (const error of [new RangeError('Maximum call stack size exceeded'), new Error('unreachable')]) {
      const engine = failing(error)
      const { follower, alarms } = await following(engine, never)
      expect(commitments(follower)).toEqual(right)
      expect(alarms).toHaveLength(4)
      expect(alarms[0]).toMatchObject({ kind: 'failed', block: CHAIN[0]!.hash })
      expect(engine.isTrusted()).toBe(error instanceof RangeError)
    }
  })

  it('loses no move of a dispute, whenever it fails', async () => {
    const specified = await createEvidence((await following(INTERPRETER, never)).follower).trace(LAST)
    for (const callsThatWork of [0, 3, 300]) {
      let calls = 0
      const late: Engine = {
        ...wrongEngine(),
        runTo(state, untilStep) {
          if (calls++ >= callsThatWork && untilStep !== undefined) throw new RangeError('no stack')
          INTERPRETER.runTo(state, untilStep)
        },
      }
      const { follower, alarms } = await following(late, never)
      const trace = (await createEvidence(follower).trace(LAST))!
      const half = trace.length / 2n
      for (const [lo, hi] of [
        [0n, trace.length],
        [half, trace.length],
      ] as const) {
        expect(trace.levelHashes(lo, hi)).toEqual(specified!.levelHashes(lo, hi))
      }
      expect(trace.proofAt(half)).toEqual(specified!.proofAt(half))
      expect(trace.hashAt(half)).toEqual(specified!.hashAt(half))
      expect(trace.haltedWitness()).toEqual(specified!.haltedWitness())
      expect(alarms.length).toBeGreaterThan(0)
      expect(new Set(alarms.map(({ kind }) => kind))).toEqual(new Set(['failed']))
    }
  })
})
