// What became of a message: the receipt's content, and what doesn't fit it (whole results and error arguments, events,
// payments). Kept beside the machine, not committed to.
import { decodeEventRecord, decodeOutboxEntry } from '../records.ts'
import type { EventPartRecord, OutboxEntry } from '../records.ts'
import { TRAP } from '../spec/traps.ts'
import type { TrapCode, TrapName } from '../spec/traps.ts'
import { wordOfHalves } from '../words.ts'
import {
  DETAIL,
  GAS,
  GAS_LIMIT,
  MESSAGE,
  PLACE,
  START_EVENT_COUNT,
  START_OUTBOX_COUNT,
  STEPS,
  TRAP_REGISTER,
} from './registers.ts'
import { leavesOf } from '../merkle/list-tree.ts'
import type { MachineState } from './state.ts'

export interface MessageResult {
  /** Index in the inbox. */
  readonly message: number
  readonly trap: TrapCode
  readonly trapName: TrapName
  /** For UserError the error's number, for Refused the reason, otherwise 0. */
  readonly detail: number
  /** Word index of the instruction that ended the message. */
  readonly place: number
  /** The words handed to `end` or `trap` and all that follow them in the frame, as bytes; empty for other traps. */
  readonly output: Uint8Array
  /** Number of steps before the message, and of the message with its pseudo-steps. */
  readonly firstStep: bigint
  readonly steps: bigint
  readonly gasUsed: bigint
  /** Decoded when first asked for: managers run many messages whose events nobody reads. */
  readonly events: readonly EventPartRecord[]
  /** Payments, or the refund. */
  readonly outbox: readonly OutboxEntry[]
}

const TRAP_NAMES: ReadonlyMap<number, TrapName> = new Map(
  Object.entries(TRAP).map(([name, code]) => [code, name as TrapName]),
)

/** Name of a trap code; undefined for numbers that are none. */
export function trapNameOf(code: number): TrapName | undefined {
  return TRAP_NAMES.get(code)
}

/** The result of the message that is closing; its receipt is already appended, its step not yet counted. */
export function collectResult(state: MachineState): MessageResult {
  const { registers } = state
  const register = (index: number): bigint => wordOfHalves(registers[index] ?? 0, registers[index + 1] ?? 0)
  const trapName = trapNameOf(registers[TRAP_REGISTER] ?? 0) ?? 'InvalidInstruction'
  const firstStep = state.message?.firstStep ?? 0n
  const firstEvent = registers[START_EVENT_COUNT] ?? 0
  // Whatever happens to the machine later, a snapshot keeps what was appended up to now.
  const appended = state.events.snapshot()
  let events: readonly EventPartRecord[] | undefined
  return {
    message: registers[MESSAGE] ?? 0,
    trap: TRAP[trapName],
    trapName,
    detail: Number(register(DETAIL)),
    place: registers[PLACE] ?? 0,
    output: state.output ?? new Uint8Array(0),
    firstStep,
    steps: register(STEPS) + 1n - firstStep,
    gasUsed: register(GAS_LIMIT) - register(GAS),
    get events() {
      events ??= leavesOf(appended, firstEvent)
        .map(decodeEventRecord)
        .filter((record) => record?.type === 'event')
      return events
    },
    outbox: state.outbox
      .leaves(registers[START_OUTBOX_COUNT] ?? 0)
      .map(decodeOutboxEntry)
      .filter((entry) => entry !== undefined),
  }
}
