// What the compiler says about a program. Diagnostics are values: stages collect them in order, and nothing
// in the compiler prints or throws them.
import type { Span } from '../source.ts'

/** An error stops the build; a warning and a hint don't. */
export type Severity = 'error' | 'warning' | 'hint'

/** A second place that helps to understand the first, with a few words about it. */
export interface SecondarySpan {
  readonly span: Span
  readonly label: string
}

/** A replacement of the text of `span` by `newText` (an insertion if the span is empty). */
export interface TextEdit {
  readonly span: Span
  readonly newText: string
}

/** A change that a machine may apply as it stands; its edits don't overlap. */
export interface Fix {
  readonly title: string
  readonly edits: readonly TextEdit[]
}

/** One mistake, told once: a stable code, where it is, what it is and what to write instead. */
export interface Diagnostic {
  /** For instance `E0201`: stable across versions, documented with an example that fails and one that works. */
  readonly code: string
  readonly severity: Severity
  readonly message: string
  readonly span: Span
  /** A few words put beside the main span's carets; empty if the message says it all. */
  readonly label: string
  readonly secondary: readonly SecondarySpan[]
  readonly help: string | null
  readonly fix: Fix | null
}
