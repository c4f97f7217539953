// Nodes of contracts beside their storage and functions: interfaces and invariants.
import type { Span } from '../source.ts'
import type {
  Doc,
  Modifier,
  Name,
  ParsedAccess,
  ParsedExpr,
  ParsedField,
  ParsedMember,
  ParsedType,
} from './ast.ts'

/** `interface Name { fn f(a: T): R ... }` */
export interface ParsedInterface {
  readonly kind: 'interface'
  readonly span: Span
  readonly doc: Doc
  readonly exported: boolean
  readonly name: Name
  readonly functions: readonly ParsedSignature[]
}

/** A function of an interface: all of it but what it does. */
export interface ParsedSignature {
  readonly kind: 'signature'
  readonly span: Span
  readonly doc: Doc
  readonly modifiers: readonly Modifier[]
  readonly name: Name
  readonly params: readonly ParsedField[]
  readonly paramsSpan: Span
  readonly result: ParsedType | null
  readonly access: ParsedAccess | null
}

/** `invariant condition`, or `invariant in test condition` for one that only tests check. */
export interface ParsedInvariant {
  readonly kind: 'invariant'
  readonly span: Span
  readonly doc: Doc
  readonly inTest: boolean
  readonly condition: ParsedExpr
}

/** `v => v.field`; only as the argument of `sum`. */
export interface ParsedLambda {
  readonly kind: 'lambda'
  readonly span: Span
  readonly param: Name
  readonly body: ParsedExpr
}

/** `component Name { ... }`: members that contracts take in under a name. */
export interface ParsedComponent {
  readonly kind: 'component'
  readonly span: Span
  readonly doc: Doc
  readonly exported: boolean
  readonly name: Name
  readonly members: readonly ParsedMember[]
}

/** `use Component as name` */
export interface ParsedUse {
  readonly kind: 'use'
  readonly span: Span
  readonly doc: Doc
  readonly component: Name
  readonly name: Name
}
