// Attack: be taken for another contract. Instance numbers are words, and any code may name any in `callx`: one that agrees with another's in
// its low bits must share neither storage nor identity, and callers must get their own back. Receipts and events keep 16 bits only.
import { expect, test } from 'vitest'
import { entryOf, machineOf, programOfText, provedSteps } from '../../test/support/proved-run.ts'
import { readSlot } from '../machine/inspect.ts'
import { decodeEventRecord, decodeOutboxEntry } from '../records.ts'
import { StorageTree } from '../storage/storage-tree.ts'

const FIRST = 0x0000_0001_0002_0304n
const SECOND = 0x8000_0002_0002_0304n

/** Runs to the end, each step proved. */
function finished(text: string, storage = new StorageTree()) {
  const machine = machineOf(programOfText(text), [entryOf()], storage)
  for (const _ of provedSteps(machine));
  return machine
}

test('storage of instances with equal lower halves is apart', () => {
  const { storage } = finished(`
    ldc [8] first
    callx 16 [8] store
    ldc [8] second
    callx 16 [8] load
    end {8}
    store: ldi [8] 7
    sstore {8} {16}
    ret
    load: sload {8} {16}
    ldi [9] 5
    ldi [16] 1
    sstore {8} {16}
    ret
    .word first ${FIRST}
    .word second ${SECOND}`)
  const key = new Uint8Array(56)
  expect(storage.get(FIRST, key)[0]).toBe(7)
  expect(storage.get(SECOND, key)).toEqual(new Uint8Array(64))
  // What the second instance loaded of the first one's key was nothing, and it stored that under its own.
  key[0] = 1
  expect(storage.get(SECOND, key).slice(0, 16)).toEqual(
    Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0),
  )
  expect(storage.get(SECOND & 0xffff_ffffn, key)).toEqual(new Uint8Array(64))
  expect(storage.size).toBe(2)
})

test('identity is whole before, in and after a call, and cut to 16 bits in records', () => {
  const machine = finished(`
    ldc [8] first
    callx 8 [8] f
    from [250]
    self [251]
    end {8}
    f: ldc [8] second
    callx 8 [8] g
    self [16]
    from [17]
    emit {16} 1
    ret
    g: self [16]
    from [17]
    emit {16} 0
    ldi [24] 20000000
    pay {24}
    ret
    .word first ${FIRST}
    .word second ${SECOND}`)
  expect(machine.events.leaves().slice(0, 2).map(decodeEventRecord)).toMatchObject([
    { instance: 0x0304, part: 0, words: [SECOND, FIRST, 0n, 0n, 0n, 0n, 0n] },
    { instance: 0x0304, part: 1, words: [FIRST, 0n, 0n, 0n, 0n, 0n, 0n] },
  ])
  expect(decodeOutboxEntry(machine.outbox.leaf(0))).toMatchObject({ kind: 'pay', instance: 0x0304 })
  expect([250, 251].map((slot) => readSlot(machine, slot))).toEqual([(1n << 64n) - 1n, 0n])
})
