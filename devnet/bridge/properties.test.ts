// Laws over random histories: undo restores every record, the accounts hold what they owe, no entry is paid twice, the
// lottery counts the stakes that are in it, and no payload whatever makes a transition throw.
import { describe, expect, test } from 'vitest'
import { LEVEL_INTERVALS } from '../../vm/consensus.ts'
import { hashToBytes } from '../tx/hash.ts'
import { innerSamples, intervalsOf, stepOf, turnWithin } from './levels.ts'
import { PAYLOAD_KIND } from './payloads.ts'
import { listDisputes, listStakes } from './queries.ts'
import type { BridgeRecord, LevelRecord } from './records.ts'
import { h } from './testing/chain.ts'
import * as fc from 'fast-check'
import { History, OWNERS } from '../../test/support/bridge-history.ts'

const command = fc.noBias(fc.tuple(fc.nat(15), fc.nat(10_000), fc.nat(10_000)))
const commands = fc.array(command, { minLength: 100, maxLength: 200, size: 'max' })

describe('random histories', () => {
  test('keep the books, pay nothing twice, and are undone exactly', () => {
    let accepted = 0
    let published = 0
    let settled = 0
    fc.assert(
      fc.property(commands, (list) => {
        const history = new History()
        const { chain } = history
        // What the store held before each block began: undoing the block must bring exactly that back.
        const before: Map<string, BridgeRecord>[] = []
        const { length } = chain
        chain.onBegin = (records) => before.push(new Map(records))
        for (const command of list) {
          history.run(command)
          expect(history.problem()).toBeUndefined()
        }
        accepted += history.accepted
        published += history.paid.length
        settled += listDisputes(chain, history.silo.id).filter((d) => d.outcome !== undefined).length
        for (const records of before.toReversed()) {
          chain.undo()
          expect(sameRecords(chain.records, records)).toBe(true)
        }
        expect(chain.length).toBe(length)
      }),
      { numRuns: 60 },
    )
    // The law would hold of histories in which nothing happens: these are none.
    expect(accepted).toBeGreaterThan(500)
    expect(published).toBeGreaterThan(0)
    expect(settled).toBeGreaterThan(5)
  })
})

/** The very same objects under the same keys: records are immutable, so undo gives back what it took. */
function sameRecords(a: ReadonlyMap<string, BridgeRecord>, b: ReadonlyMap<string, BridgeRecord>): boolean {
  return a.size === b.size && [...a].every(([key, record]) => b.get(key) === record)
}

test('garbage in any kind of payload is refused or accepted, never thrown at', () => {
  const kinds = Object.values(PAYLOAD_KIND)
  const history = new History()
  const known = [
    history.silo.id,
    history.silo.genesisNode,
    history.silo.creatingBlock,
    ...listStakes(history.chain, history.silo.id).map((s) => s.outpoint.transactionId),
    OWNERS[0]!,
  ].map(hashToBytes)
  const piece = fc.oneof(fc.constantFrom(...known), fc.uint8Array({ minLength: 1, maxLength: 12 }))
  const pieces = fc.array(piece, { maxLength: 12 })
  fc.assert(
    fc.property(fc.constantFrom(...kinds), pieces, fc.boolean(), (kind, parts, sent) => {
      const head = sent ? [0, 0, ...hashToBytes(OWNERS[0]!)] : []
      const payload = Uint8Array.of(1, kind, ...head, ...parts.flatMap((part) => [...part]))
      const before = history.chain.records.size
      const { result } = history.chain.apply({ payload, sender: OWNERS[0]! })
      const [first] = result.ok ? result.changes : []
      expect(result.ok ? first !== undefined : history.chain.records.size === before).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

test('the geometry of levels narrows any length to one step, by any answers', () => {
  const lengths = fc.oneof(fc.bigInt(1n, 2_000n), fc.bigInt(1n, 1n << 40n))
  const answers = fc.infiniteStream(fc.nat(255))
  fc.assert(
    fc.property(lengths, fc.constantFrom(2, 4, 16, 64, 256), answers, (length, arity, picks) => {
      let level: LevelRecord = { start: 0n, length, startHash: h(0), endHash: h(1), historyRoot: h(2) }
      let turn = turnWithin(level, { index: 0, hash: h(0) }, { index: intervalsOf(length), hash: h(1) })
      let moves = 0
      while (turn.kind !== 'prove') {
        const longest = level.length
        if (turn.kind === 'open') level = { ...turn, historyRoot: h(2) }
        expect(level.length).toBeLessThanOrEqual(longest)
        const lo = turn.kind === 'reveal' ? turn.lo : { index: 0, hash: h(0) }
        const hi = turn.kind === 'reveal' ? turn.hi : { index: intervalsOf(level.length), hash: h(1) }
        const points = [lo, ...innerSamples(lo, hi, arity).map((index) => ({ index, hash: h(3) })), hi]
        expect(points.length).toBeGreaterThan(2)
        const pick = 1 + ((picks.next().value as number) % (points.length - 1))
        turn = turnWithin(level, points[pick - 1]!, points[pick]!)
        moves++
      }
      expect(turn.step).toBeGreaterThanOrEqual(0n)
      expect(turn.step).toBeLessThan(length)
      expect(moves).toBeLessThanOrEqual(5 * 8)
      expect(stepOf(level, intervalsOf(level.length))).toBe(level.start + level.length)
      expect(intervalsOf(level.length)).toBeLessThanOrEqual(LEVEL_INTERVALS)
    }),
  )
})
