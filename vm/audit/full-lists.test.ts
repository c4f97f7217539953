// Attack: fill a list so that what the machine must still append finds no room, and a state comes about that nobody can step or prove. The room
// kept for refunds and receipts is used here to its last place.
import { expect, test } from 'vitest'
import { entryOf, machineOf, programOfText, provedSteps } from '../../test/support/proved-run.ts'
import { inspect } from '../machine/inspect.ts'
import { EVENT_COUNT, MESSAGE } from '../machine/registers.ts'
import { run } from '../machine/run.ts'
import {
  EVENT_DEPTH,
  MAX_CONTRACT_OUTBOX_ENTRIES,
  MAX_INBOX_ENTRIES,
  OUTBOX_DEPTH,
} from '../spec/constants.ts'

test('payments up to their limit, then a refund for every other entry of a full inbox', () => {
  const pays = `.word n ${MAX_CONTRACT_OUTBOX_ENTRIES}\n ldc [8] n\n ldi [16] 20000000\nagain: pay {16}\n subui [8] [8] 1\n jnz [8] again\n end {8}`
  const refused = entryOf({ admitted: false, refusal: 1, value: 1n })
  const inbox = Array.from({ length: MAX_INBOX_ENTRIES }, (_, i) =>
    i === 0 ? entryOf({ gas: 1n << 32n }) : refused,
  )
  const machine = machineOf(programOfText(pays), inbox)
  // The last entry takes four steps: opening, refund, receipt, halt.
  run(machine)
  const { steps } = inspect(machine)
  const again = machineOf(machine.program, inbox)
  run(again, { untilStep: steps - 4n })
  const last = [...provedSteps(again)]
  expect(last.map(({ what }) => what)).toEqual(['Ready', 'Refunding', 'Closing', 'Ready', 'Halted'])
  expect(last.at(-1)?.after.outboxCount).toBe(2 ** OUTBOX_DEPTH - 1)
})

test('the receipt that takes the last place of the events', () => {
  const inbox = Array.from({ length: MAX_INBOX_ENTRIES }, () => entryOf({ admitted: false, refusal: 1 }))
  const machine = machineOf(programOfText('end {8}'), inbox)
  const record = new Uint32Array(16).fill(7)
  for (let i = 0; i < 2 ** EVENT_DEPTH - 1; i++) machine.events.append(record, 0)
  machine.registers[EVENT_COUNT] = machine.events.length
  machine.registers[MESSAGE] = MAX_INBOX_ENTRIES - 1
  const last = [...provedSteps(machine)]
  expect(last.map(({ what }) => what)).toEqual(['Ready', 'Refunding', 'Closing', 'Ready', 'Halted'])
  expect(last.at(-1)?.after.eventCount).toBe(2 ** EVENT_DEPTH)
})
