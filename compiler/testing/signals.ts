// How the evaluation of test bodies leaves early. These are thrown within compiler/testing only and never leave it.
import type { Span } from '../source.ts'
import type { ReportedTrap, ReportedValue } from './report.ts'

/** A message trapped; `expect trap` catches it. */
export class MessageTrapped {
  readonly trap: ReportedTrap
  readonly detail: number
  readonly span: Span

  constructor(trap: ReportedTrap, detail: number, span: Span) {
    this.trap = trap
    this.detail = detail
    this.span = span
  }
}

/** The test failed at a statement. */
export class Failed {
  readonly span: Span
  readonly message: string
  readonly values: readonly ReportedValue[]

  constructor(span: Span, message: string, values: readonly ReportedValue[] = []) {
    this.span = span
    this.message = message
    this.values = values
  }
}

/** `return` in a function, `break` and `continue` in a loop. */
export class Leave {
  readonly kind: 'return' | 'break' | 'continue'
  readonly words: readonly bigint[]

  constructor(kind: 'return' | 'break' | 'continue', words: readonly bigint[]) {
    this.kind = kind
    this.words = words
  }
}
