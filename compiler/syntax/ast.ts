// The parsed tree: what the file says, before any name is looked up. Every node is immutable and carries the span
// of its text. The parser always returns one; where something was missing there is a `missing` node or an empty name.
import type { FileId, Span } from '../source.ts'
import type {
  ParsedComponent,
  ParsedInterface,
  ParsedInvariant,
  ParsedLambda,
  ParsedUse,
} from './ast-contracts.ts'
import type { ParsedEnum, ParsedPattern, ParsedType, ParsedTypeParam } from './ast-data.ts'

import type { ParsedCampaign, ParsedTest } from './ast-tests.ts'

export type * from './ast-contracts.ts'
export type * from './ast-data.ts'
export type * from './ast-tests.ts'

/** A name as written; `text` is empty where the parser had to invent one. */
export interface Name {
  readonly text: string
  readonly span: Span
}

/** A line of a doc comment block (`///`), joined by line breaks and without the slashes; null if there is none. */
export type Doc = string | null

export interface ParsedFile {
  readonly kind: 'file'
  readonly file: FileId
  readonly span: Span
  readonly items: readonly ParsedItem[]
}

export type ParsedItem =
  | ParsedImport
  | ParsedContract
  | ParsedInterface
  | ParsedComponent
  | ParsedStruct
  | ParsedEnum
  | ParsedError
  | ParsedEvent
  | ParsedConst
  | ParsedFunction
  | ParsedTest
  | ParsedCampaign

/** `import { A, B } from "./file"` */
export interface ParsedImport {
  readonly kind: 'import'
  readonly span: Span
  readonly names: readonly Name[]
  readonly path: { readonly text: string; readonly span: Span }
}

export interface ParsedContract {
  readonly kind: 'contract'
  readonly span: Span
  readonly doc: Doc
  readonly name: Name
  readonly implements: readonly Name[]
  readonly members: readonly ParsedMember[]
}

export type ParsedMember =
  | ParsedStorage
  | ParsedStruct
  | ParsedEnum
  | ParsedError
  | ParsedEvent
  | ParsedConst
  | ParsedFunction
  | ParsedInvariant
  | ParsedUse
  | ParsedTest
  | ParsedCampaign

/** `storage { name: Type = default ... }` */
export interface ParsedStorage {
  readonly kind: 'storage'
  readonly span: Span
  readonly fields: readonly ParsedStorageField[]
}

export interface ParsedStorageField {
  readonly kind: 'storage-field'
  readonly span: Span
  readonly doc: Doc
  readonly name: Name
  readonly type: ParsedType
  readonly initial: ParsedExpr | null
}

/** `name: Type` in a struct, error, event or parameter list. */
export interface ParsedField {
  readonly kind: 'field'
  readonly span: Span
  readonly doc: Doc
  readonly name: Name
  readonly type: ParsedType
}

export interface ParsedStruct {
  readonly kind: 'struct'
  /** Declared by `resource`: its values are neither copied nor lost, and only its file makes them. */
  readonly resource: boolean
  readonly span: Span
  readonly doc: Doc
  readonly exported: boolean
  readonly name: Name
  readonly typeParams: readonly ParsedTypeParam[]
  readonly fields: readonly ParsedField[]
}

export interface ParsedError {
  readonly kind: 'error'
  readonly span: Span
  readonly doc: Doc
  readonly exported: boolean
  readonly name: Name
  readonly fields: readonly ParsedField[]
}

export interface ParsedEvent {
  readonly kind: 'event'
  readonly span: Span
  readonly doc: Doc
  readonly exported: boolean
  readonly name: Name
  readonly fields: readonly ParsedField[]
}

export interface ParsedConst {
  readonly kind: 'const'
  readonly span: Span
  readonly doc: Doc
  readonly exported: boolean
  readonly name: Name
  readonly type: ParsedType
  readonly value: ParsedExpr
}

/** A word before `fn`, kept with its span for fixes. */
export interface Modifier {
  readonly word: 'pub' | 'view' | 'payable' | 'remote' | 'reentrant'
  readonly span: Span
}

/** A function, or a contract's constructor where `name.text` is `init` and `isInit` holds. */
export interface ParsedFunction {
  readonly kind: 'function'
  readonly span: Span
  /** How many steps it may take: `@steps(max: 500)` in front of it. */
  readonly steps: ParsedExpr | null
  readonly doc: Doc
  readonly isInit: boolean
  /** `on refund name(...)` */
  readonly isRefund: boolean
  readonly modifiers: readonly Modifier[]
  readonly name: Name
  readonly typeParams: readonly ParsedTypeParam[]
  readonly params: readonly ParsedField[]
  /** The span from `(` to `)`. */
  readonly paramsSpan: Span
  readonly result: ParsedType | null
  readonly access: ParsedAccess | null
  /** How deep it may call itself: `max 20`. */
  readonly max: ParsedExpr | null
  readonly body: ParsedBlock
  /** Whether the body was written `=> expression`; it then has only a tail. */
  readonly arrow: boolean
}

/** `by anyone`, `by owner`, `by owner or minter`: each rule is `anyone` or a path of names. `by origin Final { silo: feed, .. } or Unproven { .. }`: patterns instead. */
export interface ParsedAccess {
  readonly kind: 'access'
  readonly span: Span
  readonly rules: readonly ParsedExpr[]
  readonly origins: readonly ParsedPattern[]
}

// Statements

export interface ParsedBlock {
  readonly kind: 'body'
  readonly span: Span
  readonly statements: readonly ParsedStatement[]
}

export type ParsedStatement =
  | {
      readonly kind: 'let'
      readonly span: Span
      readonly mutable: boolean
      readonly name: Name
      readonly type: ParsedType | null
      readonly value: ParsedExpr
    }
  /** `let (a, b) = e`, `let Some(x) = e else { ... }`; with `else`, a bare name takes what an Option or Result holds. */
  | {
      readonly kind: 'let-pattern'
      readonly span: Span
      readonly pattern: ParsedPattern
      readonly type: ParsedType | null
      readonly value: ParsedExpr
      readonly otherwise: ParsedBlock | null
    }
  | {
      readonly kind: 'assign'
      readonly span: Span
      /** null for plain `=`; otherwise the operator before the `=`. */
      readonly operator: BinaryOperator | null
      readonly target: ParsedExpr
      readonly value: ParsedExpr
    }
  | { readonly kind: 'expression'; readonly span: Span; readonly value: ParsedExpr }
  | { readonly kind: 'discard'; readonly span: Span; readonly value: ParsedExpr }
  | {
      readonly kind: 'require'
      readonly span: Span
      readonly condition: ParsedExpr
      readonly failure: ParsedExpr | null
    }
  | { readonly kind: 'emit'; readonly span: Span; readonly value: ParsedExpr }
  | { readonly kind: 'return'; readonly span: Span; readonly value: ParsedExpr | null }
  | {
      readonly kind: 'while'
      readonly span: Span
      readonly condition: ParsedExpr
      readonly max: ParsedExpr | null
      readonly body: ParsedBlock
    }
  | {
      readonly kind: 'for'
      readonly span: Span
      readonly variable: Name
      readonly from: ParsedExpr
      readonly to: ParsedExpr
      readonly max: ParsedExpr | null
      readonly body: ParsedBlock
    }
  | {
      readonly kind: 'for-each'
      readonly span: Span
      readonly variable: Name
      readonly collection: ParsedExpr
      readonly max: ParsedExpr | null
      readonly body: ParsedBlock
    }
  | { readonly kind: 'break'; readonly span: Span }
  | { readonly kind: 'continue'; readonly span: Span }
  | { readonly kind: 'expect'; readonly span: Span; readonly condition: ParsedExpr }
  | {
      readonly kind: 'expect-trap'
      readonly span: Span
      readonly error: Name | null
      readonly body: ParsedBlock
    }

// Expressions

export type BinaryOperator =
  | 'or'
  | 'and'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '|'
  | '^'
  | '&'
  | '<<'
  | '>>'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'

export type ParsedExpr =
  | {
      readonly kind: 'integer'
      readonly span: Span
      readonly value: bigint
      /** The number of hexadecimal digits as written; null for decimal. */
      readonly hexDigits: number | null
    }
  | {
      readonly kind: 'amount'
      readonly span: Span
      /** In sompi. */
      readonly value: bigint
      readonly unit: 'kas' | 'sompi'
    }
  | { readonly kind: 'bool'; readonly span: Span; readonly value: boolean }
  | { readonly kind: 'name'; readonly span: Span; readonly name: Name }
  | { readonly kind: 'string'; readonly span: Span; readonly value: string }
  | { readonly kind: 'paren'; readonly span: Span; readonly inner: ParsedExpr }
  | { readonly kind: 'tuple'; readonly span: Span; readonly items: readonly ParsedExpr[] }
  /** `[a, b]`, or `[value; count]` with one item and its count. */
  | {
      readonly kind: 'array'
      readonly span: Span
      readonly items: readonly ParsedExpr[]
      readonly count: ParsedExpr | null
    }
  /** Postfix `?`: the value inside, or an early return. */
  | { readonly kind: 'try'; readonly span: Span; readonly operand: ParsedExpr }
  | {
      readonly kind: 'unary'
      readonly span: Span
      readonly operator: 'not' | '-'
      readonly operand: ParsedExpr
    }
  | {
      readonly kind: 'binary'
      readonly span: Span
      readonly operator: BinaryOperator
      readonly operatorSpan: Span
      readonly left: ParsedExpr
      readonly right: ParsedExpr
    }
  | { readonly kind: 'member'; readonly span: Span; readonly object: ParsedExpr; readonly name: Name }
  | {
      readonly kind: 'index'
      readonly span: Span
      readonly object: ParsedExpr
      readonly index: ParsedExpr
    }
  | ParsedCall
  | ParsedStructLiteral
  | {
      readonly kind: 'deploy'
      readonly span: Span
      readonly contract: Name
      readonly args: readonly ParsedArgument[]
    }
  | ParsedSend
  | ParsedIf
  | ParsedMatch
  | { readonly kind: 'block'; readonly span: Span; readonly block: ParsedBlock }
  | { readonly kind: 'trap'; readonly span: Span; readonly failure: ParsedExpr }
  | { readonly kind: 'as'; readonly span: Span; readonly actor: Name; readonly body: ParsedBlock }
  | ParsedLambda
  | { readonly kind: 'missing'; readonly span: Span }

/** `send Name(silo).f(args) with coin fee amount gas number on refund handler(args)` */
export interface ParsedSend {
  readonly kind: 'send'
  readonly span: Span
  /** `Name(silo).f(args)` */
  readonly target: ParsedExpr
  readonly coin: ParsedExpr | null
  readonly fee: ParsedExpr | null
  readonly gas: ParsedExpr | null
  /** A call of the handler. */
  readonly refund: ParsedCall | null
}

export interface ParsedCall {
  readonly kind: 'call'
  readonly span: Span
  readonly callee: ParsedExpr
  readonly args: readonly ParsedArgument[]
}

/** An argument of a call, perhaps with its parameter's name. */
export interface ParsedArgument {
  readonly kind: 'argument'
  readonly span: Span
  readonly name: Name | null
  readonly value: ParsedExpr
}

/** `Point { x: 1, y }`, `Shape.Rect { w, h }` for structs, variants, errors and events; shorthand has a null `value`. */
export interface ParsedStructLiteral {
  readonly kind: 'literal'
  readonly span: Span
  /** The enum in front of a variant's name. */
  readonly qualifier: Name | null
  readonly name: Name
  readonly fields: readonly ParsedFieldValue[]
}

export interface ParsedFieldValue {
  readonly kind: 'field-value'
  readonly span: Span
  readonly name: Name
  readonly value: ParsedExpr | null
}

export interface ParsedIf {
  readonly kind: 'if'
  readonly span: Span
  readonly condition: ParsedExpr
  readonly then: ParsedBlock
  /** `else if` is a block whose only statement is the inner `if`. */
  readonly otherwise: ParsedBlock | null
}

export interface ParsedMatch {
  readonly kind: 'match'
  readonly span: Span
  readonly subject: ParsedExpr
  readonly arms: readonly ParsedArm[]
}

export interface ParsedArm {
  readonly kind: 'arm'
  readonly span: Span
  readonly patterns: readonly ParsedPattern[]
  /** The condition behind `if`. */
  readonly guard: ParsedExpr | null
  readonly body: ParsedExpr
}
