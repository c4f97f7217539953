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

/** An input that made a test fail, in words. */
export interface Counterexample {
  readonly name: string
  readonly text: string
}

/** A message of a campaign, in words: `alice: Vault.deposit(..)`. */
export interface CampaignCall {
  readonly actor: string
  readonly text: string
  /** The trap that refused it, if one did. */
  readonly refused: string | null
}

/** The smallest case that fails. */
export type FailingExample =
  | { readonly kind: 'inputs'; readonly inputs: readonly Counterexample[] }
  | { readonly kind: 'calls'; readonly calls: readonly CampaignCall[] }

/** What was made up for a test, and how to make it up again. */
export interface Cases {
  readonly seed: string
  readonly runs: number
  /** Of the failing case: handed in again, it is run before all others. */
  readonly choices: readonly bigint[] | null
  readonly example: FailingExample | null
  /** How often each label came up, most often first. */
  readonly labels: readonly { readonly text: string; readonly count: number }[]
}

export interface TestReport {
  readonly name: string
  /** Null for a test that is run once, without inputs. */
  readonly cases: Cases | null
  readonly span: Span
  /** Null if the test passed. */
  readonly failure: TestFailure | null
  readonly messages: readonly SentMessage[]
  /** Sums over the messages. */
  readonly steps: bigint
  readonly gasUsed: bigint
}
