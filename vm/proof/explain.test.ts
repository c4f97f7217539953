// What a proof shows to people.
import { expect, test } from 'vitest'
import { entryOf, machineOf, programOfText, provedSteps } from '../../test/support/proved-run.ts'
import { sampleProofs } from '../../test/support/sample-proofs.ts'
import { hashStorageKey } from '../hash/domains.ts'
import { perfectRoot } from '../merkle/tree.ts'
import { concatBytes } from '../words.ts'
import { leafOfWords, wordOf } from './bytes.ts'
import { explainStep } from './explain.ts'

test('the leaves of a store, before and after', () => {
  const machine = machineOf(programOfText('ldi [16] 5\n ldi [24] 6\n sstore {16} {24}\n end {8}'), [
    entryOf(),
  ])
  const store = [...provedSteps(machine)].find(({ what }) => what === 'sstore')!
  const shown = explainStep(store.hash, store.proof)
  if (!shown.ok) throw new Error(shown.reason)
  expect(shown.next).toEqual(store.next)
  expect(shown.leaves.map(({ tree, index }) => `${tree} ${index}`)).toEqual([
    'header 0',
    'header 1',
    'header 2',
    'header 3',
    'code 0',
    'ram 2',
    'ram 3',
  ])
  const [control] = shown.leaves
  expect([wordOf(control!.before, 0), wordOf(control!.after, 0)]).toEqual([2n, 3n])
  expect(shown.storage).toEqual({
    position: hashStorageKey(0n, leafOfWords([6n]).slice(0, 56)),
    stored: leafOfWords([5n]),
  })
  // The storage root after the store stands in its header leaf.
  const root = shown.leaves.find(({ tree, index }) => tree === 'header' && index === 3)!
  expect(root.after.slice(0, 32)).toEqual(machine.storage.root())
})

test('a refund opens all it needs, and its header leaves make the next hash', () => {
  const machine = machineOf(programOfText('pay {8}\n end {8}'), [entryOf({ value: 9n })])
  const steps = [...provedSteps(machine)]
  const trap = steps.find(({ what }) => what === 'pay')!
  const shown = explainStep(trap.hash, trap.proof)
  if (!shown.ok) throw new Error(shown.reason)
  const header = shown.leaves.filter(({ tree }) => tree === 'header').map(({ after }) => after)
  expect(perfectRoot(3, concatBytes(header))).toEqual(trap.next)
  const refund = steps.find(({ what }) => what === 'Refunding')!
  const refunded = explainStep(refund.hash, refund.proof)
  expect(refunded.ok && refunded.outboxEntry).toEqual(machine.outbox.leaf(0))
})

test('an invalid proof is explained by what is wrong with it', () => {
  const { hash, proof } = sampleProofs()[0]!
  expect(explainStep(hash, proof).ok).toBe(true)
  expect(explainStep(hash, proof.slice(1)).ok).toBe(false)
  expect(explainStep(new Uint8Array(32), proof)).toEqual({
    ok: false,
    reason: "the proof's header is not that of the state",
  })
})
