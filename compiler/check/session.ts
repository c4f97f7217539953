// What all phases of one check share: the next symbol id, the diagnostics so far, and every use of a name (for editors).
import { report, type Details, type DiagnosticCode } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { ConstValue, SymbolId, Type, TypedBlock, TypedExpr } from '../typed/tree.ts'
import type { Body } from './body.ts'
import type { Ids } from './ids.ts'
import type { Recall } from './memory.ts'
import type {
  ComponentInfo,
  ConstantInfo,
  ContractInfo,
  Entity,
  EnumInfo,
  FileScope,
  FunctionInfo,
  InterfaceInfo,
  RecordInfo,
} from './model.ts'
import type { KnownSizes } from './type-size.ts'

/** A place where a name is used, and what it stands for. */
export interface Reference {
  readonly span: Span
  readonly symbol: SymbolId
}

/** Where names are looked up outside function bodies: first in the contract, then in the file. */
export interface Surroundings {
  readonly session: Session
  readonly scope: FileScope
  readonly contract: ContractInfo | null
  /** Type parameters of the declaration, by name. */
  readonly types?: ReadonlyMap<string, Type>
}

/**
 * The rules that need each other across files (an expression has blocks, a block has expressions, a type has
 * defaults). Each lives in a file of its own and calls the others through here.
 */
export interface Rules {
  /** The typed form of an expression. `hint` is the type that is wanted, for literals; it need not be met. */
  readonly infer: (body: Body, node: ast.ParsedExpr, hint: Type | null) => TypedExpr
  /** The same for one that must have this type; reports a mismatch. */
  readonly expect: (body: Body, node: ast.ParsedExpr, type: Type) => TypedExpr
  /** A block whose last expression is its value, or, where `wanted` is unit, has none. Null: whatever it is. */
  readonly block: (body: Body, node: ast.ParsedBlock, wanted: Type | null) => TypedBlock
  /** The value of a constant expression of this type; null after a reported mistake. */
  readonly initialValue: (at: Surroundings, node: ast.ParsedExpr, type: Type) => ConstValue | null
  /** The value of a declared constant, evaluated when first asked for. */
  readonly constantValue: (session: Session, info: ConstantInfo, use: Span) => ConstValue | null
}

export interface Session {
  readonly rules: Rules
  readonly scopes: FileScope[]
  readonly contracts: ContractInfo[]
  readonly interfaces: InterfaceInfo[]
  readonly components: ComponentInfo[]
  /** Contracts that nobody wrote: one for each component that no contract uses, so that it is checked all the same. */
  readonly samples: ContractInfo[]
  readonly records: RecordInfo[]
  readonly recordById: Map<SymbolId, RecordInfo>
  readonly enums: EnumInfo[]
  readonly enumById: Map<SymbolId, EnumInfo>
  /** Enums that every file knows: Option and Result. */
  readonly builtinEnums: Map<string, EnumInfo>
  /** Instances of generic structs and enums by what they are instances of. */
  readonly instances: Map<string, Type>
  /** Instances of generic functions, likewise; the list may grow while it is gone through. */
  readonly functionInstances: Map<string, FunctionInfo>
  readonly constants: ConstantInfo[]
  /** Functions at file level. */
  readonly functions: FunctionInfo[]
  readonly diagnostics: Diagnostic[]
  readonly references: Reference[]
  /** Every instance of a generic declaration that was asked for, known or not, in this order. */
  readonly instancesAsked: InstanceAsked[]
  readonly sizes: KnownSizes
  readonly newId: Ids['newId']
  readonly within: Ids['within']
  readonly recall: Recall
}

/** What a generic declaration was asked to be an instance for. */
export type InstanceAsked =
  | { readonly kind: 'type'; readonly template: SymbolId; readonly types: readonly Type[] }
  | {
      readonly kind: 'function'
      readonly template: SymbolId
      readonly types: readonly Type[]
      readonly call: Span
    }

export function newSession(rules: Rules, recall: Recall): Session {
  return {
    rules,
    scopes: [],
    contracts: [],
    interfaces: [],
    components: [],
    samples: [],
    records: [],
    recordById: new Map(),
    enums: [],
    enumById: new Map(),
    builtinEnums: new Map(),
    instances: new Map(),
    functionInstances: new Map(),
    constants: [],
    functions: [],
    diagnostics: [],
    references: [],
    instancesAsked: [],
    sizes: { types: new WeakMap(), declared: new Map(), complete: false },
    newId: recall.ids.newId,
    within: recall.ids.within,
    recall,
  }
}

/** The declaration that a name stands for in a contract or file. */
export function lookUp(at: Surroundings, name: string): Entity | undefined {
  return at.contract?.members.get(name) ?? at.scope.names.get(name)
}

/** Reports a mistake to a session. */
export function complain<C extends DiagnosticCode>(
  session: Pick<Session, 'diagnostics'>,
  code: C,
  span: Span,
  args: Parameters<typeof report<C>>[2],
  details?: Details,
): void {
  session.diagnostics.push(report(code, span, args, details))
}

/** Notes that the name at `span` stands for `symbol`. */
export function refer(session: Session, span: Span, symbol: SymbolId): void {
  if (span.end > span.start) session.references.push({ span, symbol })
}
