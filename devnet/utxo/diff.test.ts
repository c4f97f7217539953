// Laws of diffs: undoing is exact, composing is doing both, an overlay shows what its diff does.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryEntry } from '../../test/arbitrary-tx.ts'
import { hash } from '../tx/hash.ts'
import { outpointKey } from '../tx/types.ts'
import type { Outpoint } from '../tx/types.ts'
import { decodeDiff, encodeDiff } from './diff-codec.ts'
import { composeDiffs, EMPTY_DIFF, invertDiff, isEmptyDiff, UtxoOverlay } from './diff.ts'
import type { Utxo, UtxoDiff, UtxoView } from './types.ts'
import { UtxoSet } from './utxo-set.ts'

/** Few outpoints, so that they are spent and made again often. */
const outpoint: fc.Arbitrary<Outpoint> = fc
  .nat(9)
  .map((index) => ({ transactionId: hash('ab'.repeat(32)), index }))

const utxo: fc.Arbitrary<Utxo> = fc.record({ outpoint, entry: arbitraryEntry })

/** Each toggles an output: spends it if it's there, else makes it. */
const script = fc.array(utxo, { maxLength: 25 })

function play(view: UtxoView, steps: readonly Utxo[]): UtxoOverlay {
  const overlay = new UtxoOverlay(view)
  for (const step of steps) {
    if (overlay.get(step.outpoint) === undefined) overlay.add(step)
    else overlay.spend(step.outpoint)
  }
  return overlay
}

function setOf(steps: readonly Utxo[]): UtxoSet {
  const set = new UtxoSet()
  set.apply(play(set, steps).diff())
  return set
}

/** The contents in an order of their own, and the sum. */
function contents(set: UtxoSet): unknown {
  const utxos = [...set.utxos()].sort((a, b) => (outpointKey(a.outpoint) < outpointKey(b.outpoint) ? -1 : 1))
  return { utxos, total: set.total, sum: utxos.reduce((sum, u) => sum + u.entry.amount, 0n) === set.total }
}

describe('a diff', () => {
  it('is undone exactly', () => {
    fc.assert(
      fc.property(script, fc.array(script, { maxLength: 5 }), (start, blocks) => {
        const set = setOf(start)
        const states: unknown[] = []
        const diffs: UtxoDiff[] = []
        for (const block of blocks) {
          states.push(contents(set))
          const diff = play(set, block).diff()
          diffs.push(diff)
          set.apply(diff)
        }
        for (const diff of diffs.reverse()) {
          set.unapply(diff)
          expect(contents(set)).toEqual(states.pop())
        }
      }),
    )
  })

  it('does what its overlay shows', () => {
    fc.assert(
      fc.property(script, script, (start, steps) => {
        const set = setOf(start)
        const overlay = play(set, steps)
        const seen = Array.from({ length: 10 }, (_, index) =>
          overlay.get({ transactionId: hash('ab'.repeat(32)), index }),
        )
        set.apply(overlay.diff())
        expect(
          Array.from(seen, (_, index) => set.get({ transactionId: hash('ab'.repeat(32)), index })),
        ).toEqual(seen)
      }),
    )
  })

  it('composes with the next into one', () => {
    fc.assert(
      fc.property(script, script, script, (start, a, b) => {
        const [one, both] = [setOf(start), setOf(start)]
        const first = play(one, a).diff()
        one.apply(first)
        const second = play(one, b).diff()
        one.apply(second)
        const composed = composeDiffs(first, second)
        both.apply(composed)
        expect(contents(both)).toEqual(contents(one))
        both.apply(invertDiff(composed))
        expect(contents(both)).toEqual(contents(setOf(start)))
      }),
    )
    expect(isEmptyDiff(composeDiffs(EMPTY_DIFF, EMPTY_DIFF))).toBe(true)
  })

  it('survives its binary form, and bad bytes are refused without a throw', () => {
    fc.assert(
      fc.property(script, script, fc.nat(), (start, steps, n) => {
        const bytes = encodeDiff(play(setOf(start), steps).diff())
        expect(decodeDiff(bytes)).toEqual({ ok: true, value: play(setOf(start), steps).diff() })
        expect(decodeDiff(bytes.subarray(0, n % bytes.length)).ok).toBe(false)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(typeof decodeDiff(bytes).ok).toBe('boolean')
      }),
    )
  })

  it('that does not fit throws and leaves the set as it was', () => {
    fc.assert(
      fc.property(utxo, (u) => {
        const set = setOf([u])
        const before = contents(set)
        const adds = { added: new Map([[outpointKey(u.outpoint), u]]), removed: new Map() }
        expect(() => set.apply(adds)).toThrow('there already')
        expect(contents(set)).toEqual(before)
        expect(() => new UtxoSet().unapply(adds)).toThrow("isn't there")
        expect(() => new UtxoOverlay(set).add(u)).toThrow('there already')
        expect(() => new UtxoOverlay(new UtxoSet()).spend(u.outpoint)).toThrow('not there')
      }),
    )
  })
})
