// The typed tree: the whole program after checking, with nothing left to resolve. The back end reads only this.
// Declarations refer to each other by symbol id; `symbols` finds any of them.
import type { FileId, SourceFile, Span } from '../source.ts'
import type { Doc } from '../syntax/ast.ts'
import type { Place, TypedBlock, TypedExpr } from './expressions.ts'
import type { SymbolId, Type } from './types.ts'
import type { ConstValue } from './values.ts'

export type * from './expressions.ts'
export type * from './patterns.ts'
export type * from './sequences.ts'
export type * from './test-expressions.ts'
export { DIGEST_NAMES } from './expressions.ts'
export { ACTORS } from './test-expressions.ts'
export type * from './types.ts'
export type * from './values.ts'

/** What every declaration has. `span` covers it whole, `nameSpan` its name. */
export interface Declaration {
  readonly id: SymbolId
  readonly name: string
  readonly file: FileId
  readonly span: Span
  readonly nameSpan: Span
  readonly doc: Doc
}

/** All files that were reached from the entry files, with declarations in the order of files and of lines. */
export interface TypedProgram {
  readonly files: readonly SourceFile[]
  readonly contracts: readonly TypedContract[]
  readonly interfaces: readonly TypedInterface[]
  /** Their members stand in the contracts that use them. */
  readonly components: readonly Declaration[]
  /** Pure functions at file level. */
  readonly functions: readonly TypedFunction[]
  /** Structs and enums with the instances of generic ones, which the back end reads, and the generic ones themselves. */
  readonly structs: readonly TypedRecord[]
  readonly enums: readonly TypedEnum[]
  readonly errors: readonly TypedRecord[]
  readonly events: readonly TypedRecord[]
  readonly constants: readonly TypedConstant[]
  readonly tests: readonly TypedTest[]
  readonly campaigns: readonly TypedCampaign[]
  /** Every declaration and local variable by id. */
  readonly symbols: ReadonlyMap<SymbolId, TypedSymbol>
}

export type TypedSymbol =
  | { readonly kind: 'contract'; readonly declaration: TypedContract }
  | { readonly kind: 'interface'; readonly declaration: TypedInterface }
  | { readonly kind: 'component'; readonly declaration: Declaration }
  | { readonly kind: 'use'; readonly declaration: TypedUse }
  | { readonly kind: 'function'; readonly declaration: TypedFunction }
  | { readonly kind: 'struct'; readonly declaration: TypedRecord }
  | { readonly kind: 'enum'; readonly declaration: TypedEnum }
  | { readonly kind: 'error'; readonly declaration: TypedRecord }
  | { readonly kind: 'event'; readonly declaration: TypedRecord }
  | { readonly kind: 'constant'; readonly declaration: TypedConstant }
  | { readonly kind: 'storage'; readonly declaration: TypedStorageField }
  | { readonly kind: 'local'; readonly declaration: LocalVariable }

/** Its functions have the role `public` and empty bodies. A handle's type may be an interface: any contract that implements it. */
export interface TypedInterface extends Declaration {
  readonly functions: readonly TypedFunction[]
}

export interface TypedContract extends Declaration {
  /** Components that it uses, those of components included. What they declare stands among its own, under `name.`. */
  readonly uses: readonly TypedUse[]
  /** Interfaces that it says it implements, and does. */
  readonly implements: readonly SymbolId[]
  readonly storage: readonly TypedStorageField[]
  /** Null if the contract has none: then every field has a default. */
  readonly init: TypedFunction | null
  /** Public and private, in the order of lines. */
  readonly functions: readonly TypedFunction[]
  /** Events and errors declared in the contract or used by its functions, for the ABI, in the order of ids. */
  readonly events: readonly SymbolId[]
  readonly errors: readonly SymbolId[]
  /** The contracts that `init` binds, one entry for each deploy expression (`TypedDeploy.instance` is the index). */
  readonly deploys: readonly { readonly contract: SymbolId; readonly span: Span }[]
  /** In the order of lines, with those that only tests check. */
  readonly invariants: readonly TypedInvariant[]
  /** The sums and counts that the contract keeps, by the number that `aggregate` expressions have. */
  readonly aggregates: readonly TypedAggregate[]
}

/** What holds whenever no message is under way. `condition` is of type bool and changes nothing. */
export interface TypedInvariant {
  /** Position among the contract's invariants, from 0. */
  readonly index: number
  readonly inTest: boolean
  readonly condition: TypedExpr
  readonly locals: readonly LocalVariable[]
  readonly span: Span
  readonly doc: Doc
}

/** A number about a whole map of storage, kept up to date at every write. */
export interface TypedAggregate {
  /** `count`: of the entries that differ from the default. */
  readonly operation: 'sum' | 'count'
  readonly field: SymbolId
  /** Indices of struct fields from the map's innermost value to what is summed. */
  readonly path: readonly number[]
  /** Of what is summed. */
  readonly of: Type
  /** Of the sum or count. */
  readonly type: Type
}

export interface TypedUse extends Declaration {
  readonly component: SymbolId
  readonly componentName: string
}

export interface TypedStorageField extends Declaration {
  readonly contract: SymbolId
  /** Position in the contract's storage block, from 0. */
  readonly index: number
  readonly type: Type
  /** The value before `init` runs; null for maps and for fields that `init` sets on every path. */
  readonly initial: ConstValue | null
}

/** A struct, a resource, an error or an event. */
export interface TypedRecord extends Declaration {
  readonly resource: boolean
  /** The contract that it was declared in; null at file level. */
  readonly contract: SymbolId | null
  readonly fields: readonly TypedRecordField[]
}

export interface TypedEnum extends Declaration {
  /** The contract that it was declared in; null at file level. */
  readonly contract: SymbolId | null
  readonly variants: readonly TypedVariant[]
}

export interface TypedVariant {
  readonly name: string
  /** Whether the data stands in brackets; fields are then called 0, 1, ... */
  readonly positional: boolean
  readonly fields: readonly TypedRecordField[]
  readonly span: Span
  readonly doc: Doc
}

export interface TypedRecordField {
  readonly name: string
  readonly type: Type
  readonly span: Span
  readonly doc: Doc
}

export interface TypedConstant extends Declaration {
  readonly contract: SymbolId | null
  readonly type: Type
  readonly value: ConstValue
}

export interface TypedFunction extends Declaration {
  /** Null for free functions; an interface for its functions. */
  readonly contract: SymbolId | null
  /** `remote`: contracts of other silos call it. `refund`: takes back coins that were sent to one. */
  readonly role: 'init' | 'public' | 'remote' | 'refund' | 'private' | 'free'
  /** `write` may change storage, emit and pay; `view` reads; `pure` sees neither storage nor context. */
  readonly effect: 'write' | 'view' | 'pure'
  /** A generic function (checked, but not lowered), or an instance of one; null for any other. */
  readonly generic: 'template' | 'instance' | null
  /** Takes coins: the last parameter is of type coin and holds the message's value. */
  readonly payable: boolean
  readonly params: readonly LocalVariable[]
  readonly result: Type
  readonly access: TypedAccess
  /** Whether contracts may call it while one of its own contract's functions is under way; invariants must hold then. */
  readonly reentrant: boolean
  /** How deep calls of it may be nested in each other; null if it may not call itself. */
  readonly maxDepth: number | null
  /** How many steps of the machine it promises to take at most; null without a promise. */
  readonly maxSteps: bigint | null
  readonly body: TypedBlock
  /** All variables, parameters first, then in the order of lines. */
  readonly locals: readonly LocalVariable[]
}

/**
 * Who may call: checked before the body, a failure traps. `any-of`: addresses or contracts in storage. `signed`: anyone who brings signatures by these keys, addresses in
 * storage or parameters; the last parameters before a coin are the signatures, in the order of the keys. `origin`: of a `remote` function, the calls of which one of
 * these takes; without a clause it takes those that are final, wherever they come from.
 */
export type TypedAccess =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'any-of'; readonly places: readonly Place[]; readonly span: Span }
  | { readonly kind: 'signed'; readonly keys: readonly Place[]; readonly span: Span }
  | { readonly kind: 'origin'; readonly origins: readonly TypedOrigin[]; readonly span: Span }

/** Calls from other silos that are final, or not yet; from one silo (a hash) or contract there (u32), which stand in storage or are constant, or from any (null). */
export interface TypedOrigin {
  readonly variant: OriginVariant
  readonly silo: TypedExpr | null
  readonly instance: TypedExpr | null
  /** As it is written, with its blanks in the usual places. */
  readonly text: string
}

/** The variants of the enum `Origin`, in the order of their numbers. */
export const ORIGIN_VARIANTS = ['Final', 'Unproven'] as const
export type OriginVariant = (typeof ORIGIN_VARIANTS)[number]

export interface LocalVariable extends Declaration {
  readonly type: Type
  readonly mutable: boolean
  readonly role: 'parameter' | 'let' | 'loop' | 'pattern'
}

export interface TypedTest extends Declaration {
  /** The contract that the test is written in; null at file level. */
  readonly contract: SymbolId | null
  /** Inputs that are made up; empty for a test that is run once. */
  readonly params: readonly TypedTestParam[]
  /** What the inputs satisfy; type bool. */
  readonly where: TypedExpr | null
  readonly body: TypedBlock
  readonly locals: readonly LocalVariable[]
}

/** An input of a test. Its range may speak of the inputs before it. */
export interface TypedTestParam {
  readonly variable: LocalVariable
  readonly range: { readonly from: TypedExpr; readonly to: TypedExpr } | null
}

/** Random messages to a contract by some actors, with all that must always hold looked at after each. */
export interface TypedCampaign extends Declaration {
  /** The root of the silo. */
  readonly over: SymbolId
  /** 1 to 8. */
  readonly actors: number
  /** Messages of one run at most. */
  readonly steps: number
  /** Silos of that contract, which may call each other. */
  readonly silos: number
}
