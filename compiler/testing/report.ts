// What a run of in-language tests reports: plain data for the command line and editors.
import type { AbiField, AbiRecord, AbiType, AbiValue } from '../abi/types.ts'
import type { TrapName } from '../../vm/spec/traps.ts'
import type { Span } from '../source.ts'
import type { ActorName } from '../typed/tree.ts'

/** A message that a test sent, as the machine ran it. */
export interface SentMessage {
  /** `Vault.deposit`, or `Vault.init`. */
  readonly name: string
  readonly span: Span
  readonly actor: string
  /** Steps with the machine's own at the message's begin and end. */
  readonly steps: bigint
  readonly gasUsed: bigint
  readonly trap: ReportedTrap | null
}

/** Why a message trapped. */
export interface ReportedTrap {
  readonly trap: TrapName
  /** Name of the error behind a UserError. */
  readonly error: string | null
  readonly meaning: string
  readonly args: AbiRecord | null
  readonly fields: readonly AbiField[]
  /** The place in the contract where it happened. */
  readonly span: Span | null
}

/** A part of a condition that didn't hold. */
export interface ReportedValue {
  readonly span: Span
  readonly type: AbiType
  readonly value: AbiValue
  /** Whose address the value is, if it is an actor's. */
  readonly actor: ActorName | null
}

export interface TestFailure {
  /** The statement of the test. */
  readonly span: Span
  readonly message: string
  /** Of a condition that doesn't hold: its parts, inner ones first. */
  readonly values: readonly ReportedValue[]
  readonly trap: ReportedTrap | null
}

export interface TestReport {
  readonly name: string
  readonly span: Span
  /** Null if the test passed. */
  readonly failure: TestFailure | null
  readonly messages: readonly SentMessage[]
  /** Sums over the messages. */
  readonly steps: bigint
  readonly gasUsed: bigint
}
