// The parsed tree of tests: single ones, those over made-up inputs, and campaigns.
import type { Span } from '../source.ts'
import type { Doc, Name, ParsedBlock, ParsedExpr, ParsedType } from './ast.ts'

export interface ParsedTest {
  readonly kind: 'test'
  readonly span: Span
  readonly doc: Doc
  readonly title: { readonly text: string; readonly span: Span }
  /** Inputs that the test is run with over and over; empty for a test that is run once. */
  readonly params: readonly ParsedTestParam[]
  /** What inputs must satisfy. */
  readonly where: ParsedExpr | null
  readonly body: ParsedBlock
}

/** `amount: sompi in 1 kas..10 kas` */
export interface ParsedTestParam {
  readonly kind: 'test-param'
  readonly span: Span
  readonly name: Name
  readonly type: ParsedType
  readonly range: ParsedRange | null
}

/** `from..to`, `to` not included. */
export interface ParsedRange {
  readonly kind: 'range'
  readonly span: Span
  readonly from: ParsedExpr
  readonly to: ParsedExpr
}

/** `campaign { actors: 3, steps: 200 }` in a contract, `campaign over Vault { ... }` in a file. */
export interface ParsedCampaign {
  readonly kind: 'campaign'
  readonly span: Span
  readonly doc: Doc
  /** The word `campaign`. */
  readonly wordSpan: Span
  readonly over: Name | null
  readonly settings: readonly ParsedSetting[]
}

export interface ParsedSetting {
  readonly kind: 'setting'
  readonly span: Span
  readonly name: Name
  readonly value: ParsedExpr
}
