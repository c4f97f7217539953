// Proofs of the steps around instructions, of whole small runs from the first step to the halted machine's, and of lists that are full.
import { describe, expect, test } from 'vitest'
import {
  type ProvedStep,
  bytesOf,
  entryOf,
  machineOf,
  programOfText,
  provedSteps,
} from '../../test/support/proved-run.ts'
import { isFromSilo } from '../inbox.ts'
import type { InboxEntry } from '../inbox.ts'
import { decodeOutboxEntry } from '../records.ts'
import { initialMachineHash, inboxRoot, contextRoot, codeRoot } from '../consensus.ts'
import { machineHash } from '../machine/header.ts'
import { isHalted, run, step } from '../machine/run.ts'
import { type MachineState, forkMachine } from '../machine/state.ts'
import { inspect } from '../machine/inspect.ts'
import {
  MAX_CONTRACT_EVENT_RECORDS,
  MAX_CONTRACT_OUTBOX_ENTRIES,
  MAX_INBOX_ENTRIES,
} from '../spec/constants.ts'
import { HALTED_WITNESS_BYTES, verifyHalted } from './halted.ts'
import { verifyEvents, verifyOutboxEntries, verifyOutboxEntry } from './lists.ts'
import { proveEvents, proveHalted, proveOutboxEntries, proveOutboxEntry, proveStep } from './prove/prove.ts'
import { verifyStep } from './verify/verify-step.ts'

const STORES_AND_ENDS = `
  ldi [16] 5
  sstore {16} {24}
  emit {16} 0
  ldi [32] 30000000
  pay {32}
  end {8}`
const STORES_AND_TRAPS = STORES_AND_ENDS.replace('end {8}', 'trap {8} 9')

const names = (steps: readonly ProvedStep[]): string[] => steps.map(({ what }) => what)
const runOf = (text: string, inbox: readonly InboxEntry[]): ProvedStep[] => [
  ...provedSteps(machineOf(programOfText(text), inbox)),
]

describe('whole runs', () => {
  test('the first step starts from the hash that consensus computes', () => {
    const program = programOfText(STORES_AND_ENDS)
    const inbox = [entryOf()]
    const machine = machineOf(program, inbox)
    const [first] = [...provedSteps(machineOf(program, inbox))]
    expect(first?.hash).toEqual(
      initialMachineHash({
        storageRoot: new Uint8Array(32),
        inboxRoot: inboxRoot(inbox),
        inboxCount: 1,
        codeRoot: codeRoot(program),
        contextRoot: contextRoot(machine.context),
      }),
    )
    expect(first?.what).toBe('Ready')
  })

  test('an empty inbox halts in one step, and stays halted', () => {
    const steps = runOf('end {8}', [])
    expect(names(steps)).toEqual(['Ready', 'Halted'])
    expect(steps[1]?.next).toEqual(steps[1]?.hash)
    expect(steps[1]?.before.steps).toBe(1n)
  })

  test('a message that ends well', () => {
    const steps = runOf(STORES_AND_ENDS, [entryOf({ value: 7n })])
    expect(names(steps)).toEqual([
      'Ready',
      'ldi',
      'sstore',
      'emit',
      'ldi',
      'pay',
      'end',
      'Closing',
      'Ready',
      'Halted',
    ])
    expect(steps.at(-1)?.after).toMatchObject({ outboxCount: 1, eventCount: 2 })
  })

  test.each([
    ['with a value is refunded', 7n, 1],
    ['without a value has nothing to refund', 0n, 0],
  ])('a message that traps %s', (_, value, refunds) => {
    const steps = runOf(STORES_AND_TRAPS, [entryOf({ value })])
    expect(names(steps).slice(5)).toEqual(['pay', 'trap', 'Refunding', 'Closing', 'Ready', 'Halted'])
    expect(steps.at(-1)?.after).toMatchObject({ outboxCount: refunds, eventCount: 1 })
  })

  test.each([
    ['call' as const, 'refund'],
    ['constructor' as const, 'refund'],
    ['remote' as const, 'return'],
    ['returned' as const, 'return'],
  ])('the value of a %s message goes back by a %s', (kind, back) => {
    const source = isFromSilo(kind) ? { instance: 3, index: 4, height: 5 } : undefined
    for (const admitted of [true, false]) {
      const machine = machineOf(programOfText('trap {8} 9'), [entryOf({ kind, source, admitted, value: 9n })])
      const steps = [...provedSteps(machine)]
      const state = steps.at(-1)?.before
      expect(state?.status).toBe('Halted')
      const scout = machineOf(programOfText('trap {8} 9'), [entryOf({ kind, source, admitted, value: 9n })])
      run(scout)
      const entry = decodeOutboxEntry(scout.outbox.leaf(0))
      expect(entry).toMatchObject({ kind: back, amount: 9n, instance: 0, recipient: scout.inbox[0]?.sender })
    }
  })

  test.each([
    ['remote' as const, 5n, 3n],
    ['unproven' as const, 0n, 1n],
  ])('a %s message shows where it comes from, and whether that is final', (kind, value, flags) => {
    const source = { instance: 7, index: 8, height: 9 }
    const inbox = [entryOf({ kind, source, value })]
    const show = programOfText('msgh {8} 0\n emit {8} 0\n end {8}')
    const steps = [...provedSteps(machineOf(show, inbox))]
    expect(steps.at(-1)?.after).toMatchObject({ status: 'Halted' })
    const scout = machineOf(show, inbox)
    run(scout)
    expect(scout.results[0]?.events[0]?.words.slice(0, 7)).toEqual([
      flags | (2n << 8n),
      value,
      scout.inbox[0]?.gas,
      BigInt(scout.inbox[0]?.payload.length ?? 0),
      0n,
      7n,
      8n | (9n << 32n),
    ])
  })

  test.each([7n, 0n])('a refused message of value %s', (value) => {
    const steps = runOf('end {8}', [entryOf({ admitted: false, refusal: 0xffff_ffff, value })])
    expect(names(steps)).toEqual(['Ready', 'Refunding', 'Closing', 'Ready', 'Halted'])
    expect(steps.at(-1)?.after).toMatchObject({ outboxCount: value > 0n ? 1 : 0, detail: 0xffff_ffff })
  })

  test.each([0n, 1n, 2n, 3n, 17_000n, 17_001n, 1_000_000n, (1n << 64n) - 1n])('a gas limit of %s', (gas) => {
    const steps = runOf(STORES_AND_ENDS, [entryOf({ gas, value: 1n })])
    expect(steps.at(-1)?.after.trap).toBe(gas < 20_103n ? 'OutOfGas' : 'None')
  })

  test('several messages, the later ones building on what the earlier ones left', () => {
    const inbox = [
      entryOf({ value: 3n }),
      entryOf({ gas: 150n, value: 4n }),
      entryOf({ admitted: false, refusal: 2, value: 5n, payload: new Uint8Array(0) }),
      entryOf({ kind: 'constructor', sender: bytesOf(77), value: 1n << 60n }),
      entryOf({ gas: 0n, payload: bytesOf(5, 16_384) }),
    ]
    const steps = runOf(STORES_AND_ENDS, inbox)
    expect(steps.at(-1)?.after).toMatchObject({ message: 5, eventCount: 7, outboxCount: 4 })
  })

  test('the last entry of a full inbox', () => {
    const machine = machineOf(
      programOfText('msgh {8} 1\n ldi [16] 3\n msgd {8} [16]\n end {8}'),
      Array.from({ length: MAX_INBOX_ENTRIES }, (_, i) =>
        entryOf({ value: BigInt(i), payload: bytesOf(i, 256) }),
      ),
    )
    while (inspect(machine).message < MAX_INBOX_ENTRIES - 1)
      run(machine, { untilStep: inspect(machine).steps + 1n })
    expect([...provedSteps(machine)].at(-1)?.what).toBe('Halted')
  })
})

/** Runs to four steps before the end: the instruction that traps in the last message, refund, receipt, halt. */
function lastSteps(machine: MachineState): ProvedStep[] {
  const scout = forkMachine(machine)
  run(scout)
  run(machine, { untilStep: inspect(scout).steps - 4n })
  return [...provedSteps(machine)]
}

test.each([
  ['OutboxFull', 'ldi [16] 20000000\nagain: pay {16}\n jmp again', MAX_CONTRACT_OUTBOX_ENTRIES],
  ['EventsFull', 'again: emit {16} 0\n jmp again', MAX_CONTRACT_EVENT_RECORDS],
])('%s', (trap, text, most) => {
  const machine = machineOf(programOfText(text), [entryOf({ gas: 1n << 40n, value: 1n })])
  const steps = lastSteps(machine)
  expect(steps[0]?.before.outboxCount === most || steps[0]?.before.eventCount === most).toBe(true)
  expect(names(steps)).toEqual([
    trap === 'OutboxFull' ? 'pay' : 'emit',
    'Refunding',
    'Closing',
    'Ready',
    'Halted',
  ])
  expect(steps[0]?.after).toMatchObject({ trap, outboxCount: 0, eventCount: 0 })
})

describe('the end of a trace', () => {
  const halted = machineOf(programOfText(STORES_AND_ENDS), [entryOf(), entryOf({ gas: 3n, value: 9n })])
  run(halted)
  const hash = machineHash(halted)
  const witness = proveHalted(halted)

  test('the witness gives the roots and the length', () => {
    expect(witness).toHaveLength(HALTED_WITNESS_BYTES)
    expect(verifyHalted(hash, witness)).toEqual({
      ok: true,
      storageRoot: halted.storage.root(),
      outboxRoot: halted.outbox.root(),
      eventRoot: halted.events.root(),
      steps: inspect(halted).steps,
    })
  })

  test('a changed, shortened or extended witness is refused', () => {
    for (let bit = 0; bit < witness.length * 8; bit++) {
      const forged = witness.slice()
      forged[bit >>> 3]! ^= 1 << (bit & 7)
      expect(verifyHalted(hash, forged).ok).toBe(false)
    }
    for (const length of [0, 1, witness.length - 1])
      expect(verifyHalted(hash, witness.slice(0, length)).ok).toBe(false)
    expect(verifyHalted(hash, Uint8Array.of(...witness, 0)).ok).toBe(false)
    expect(
      verifyHalted(
        hash.map((byte) => byte ^ 1),
        witness,
      ).ok,
    ).toBe(false)
  })

  test('a machine that has not halted has no witness', () => {
    const ready = machineOf(programOfText('end {8}'), [])
    expect(() => proveHalted(ready)).toThrow('not halted')
    step(ready)
    expect(isHalted(ready)).toBe(true)
  })

  test('its payments and events can be proved', () => {
    const { outbox, events } = halted
    expect(outbox.length).toBe(2)
    expect(verifyOutboxEntry(outbox.root(), 1, outbox.leaf(1), proveOutboxEntry(halted, 1))).toBe(true)
    const payments = [0, 1].map((index) => ({ index, leaf: outbox.leaf(index) }))
    expect(verifyOutboxEntries(outbox.root(), payments, proveOutboxEntries(halted, [0, 1]))).toBe(true)
    const records = [0, 2].map((index) => ({ index, leaf: events.leaf(index) }))
    expect(verifyEvents(events.root(), records, proveEvents(halted, [0, 2]))).toBe(true)
  })
})

test('a proof is good for its own state only', () => {
  const steps = runOf(STORES_AND_ENDS, [entryOf()])
  for (const { proof } of steps)
    for (const { hash, what, proof: own } of steps)
      expect([what, verifyStep(hash, proof).ok]).toEqual([what, proof === own])
  const machine = machineOf(programOfText('end {8}'))
  expect(proveStep(machine)).toEqual(proveStep(machine))
})
