// What the checker knows about each declaration while it works: the parsed node, its symbol id, and slots that the phases
// fill in order (names, then types, then bodies). Nothing behind the checker sees these; it reads the typed tree.
import type { SourceFile, Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type {
  ConstValue,
  GenericOrigin,
  LocalVariable,
  ParamType,
  Place,
  SymbolId,
  Type,
  TypedAccess,
  TypedAggregate,
  TypedFunction,
  TypedRecordField,
  TypedVariant,
} from '../typed/tree.ts'
import { ERROR } from '../typed/type-facts.ts'

/** A file with its own declarations and what it imports, by name. */
export interface FileScope {
  readonly file: SourceFile
  readonly tree: ast.ParsedFile
  readonly names: Map<string, Entity>
  readonly imports: ImportedName[]
  /** Names whose import failed: their uses are not mistakes of their own. */
  readonly broken: Set<string>
}

export interface ImportedName {
  readonly name: string
  readonly span: Span
  readonly entity: Entity
}

/** A variable, and how a place begins with it. */
export interface LocalEntity {
  readonly kind: 'local'
  readonly variable: LocalVariable
  readonly root: Place['root']
}

/** Anything a name can stand for. */
export type Entity =
  | { readonly kind: 'contract'; readonly info: ContractInfo }
  | { readonly kind: 'interface'; readonly info: InterfaceInfo }
  | { readonly kind: 'component'; readonly info: ComponentInfo }
  | { readonly kind: 'use'; readonly info: UseInfo }
  | { readonly kind: 'struct' | 'error' | 'event'; readonly info: RecordInfo }
  | { readonly kind: 'enum'; readonly info: EnumInfo }
  | { readonly kind: 'constant'; readonly info: ConstantInfo }
  | { readonly kind: 'function'; readonly info: FunctionInfo }
  | { readonly kind: 'storage'; readonly info: StorageInfo }
  | LocalEntity

export interface ContractInfo {
  readonly id: SymbolId
  readonly name: string
  readonly node: ast.ParsedContract
  readonly scope: FileScope
  /** Members by name: storage fields, constants, functions, structs, errors, events. */
  readonly members: Map<string, Entity>
  readonly storage: StorageInfo[]
  readonly functions: FunctionInfo[]
  /** Those of components included. */
  readonly uses: UseInfo[]
  init: FunctionInfo | null
  /** Filled when types are resolved; without those that it doesn't fulfil. */
  readonly implements: SymbolId[]
  readonly deploys: { contract: SymbolId; span: Span }[]
  /** Sums and counts that its functions and invariants ask for. */
  readonly aggregates: TypedAggregate[]
}

/** A component; its constants, structs, errors and events are declared once, the rest anew for each use. */
export interface ComponentInfo {
  readonly id: SymbolId
  readonly name: string
  readonly node: ast.ParsedComponent
  readonly scope: FileScope
  readonly members: Map<string, Entity>
}

/** A component in a contract. */
export interface UseInfo {
  readonly id: SymbolId
  /** With the names of the uses around it: `admin`, `token.admin`. */
  readonly name: string
  readonly node: ast.ParsedUse
  readonly scope: FileScope
  readonly component: ComponentInfo
  /** The contract as the component's functions see it: its own members by name, all else the contract's. */
  readonly view: ContractInfo
  /** The contract, or the component as it stands in it, whose member this use is. */
  readonly outer: ContractInfo
  init: FunctionInfo | null
  /** Where the contract calls the component's `init`. */
  initialised: Span | null
}

export interface InterfaceInfo {
  readonly id: SymbolId
  readonly name: string
  readonly node: ast.ParsedInterface
  readonly scope: FileScope
  readonly functions: FunctionInfo[]
}

export interface RecordInfo {
  readonly id: SymbolId
  readonly kind: 'struct' | 'error' | 'event'
  readonly name: string
  readonly node: ast.ParsedStruct | ast.ParsedError | ast.ParsedEvent
  readonly scope: FileScope
  readonly contract: ContractInfo | null
  /** Of a generic struct; empty for others and for instances. */
  readonly typeParams: readonly ParamType[]
  readonly generic: GenericOrigin | null
  fields: readonly TypedRecordField[]
}

/** An enum, or an instance of a generic one. */
export interface EnumInfo {
  readonly id: SymbolId
  readonly name: string
  readonly node: ast.ParsedEnum
  /** Null for the enums that every file knows. */
  readonly scope: FileScope | null
  readonly contract: ContractInfo | null
  readonly typeParams: readonly ParamType[]
  readonly generic: GenericOrigin | null
  variants: readonly TypedVariant[]
}

export interface ConstantInfo {
  readonly id: SymbolId
  readonly name: string
  readonly node: ast.ParsedConst
  readonly scope: FileScope
  readonly contract: ContractInfo | null
  type: Type
  /** Evaluated when first needed; null also after a reported failure. */
  value: ConstValue | null
  state: 'unseen' | 'running' | 'done'
}

export interface StorageInfo {
  readonly id: SymbolId
  readonly name: string
  readonly node: ast.ParsedStorageField
  readonly contract: ContractInfo
  readonly index: number
  type: Type
  initial: ConstValue | null
}

export interface FunctionInfo {
  readonly id: SymbolId
  readonly name: string
  readonly node: ast.ParsedFunction
  readonly scope: FileScope
  readonly contract: ContractInfo | null
  readonly role: TypedFunction['role']
  readonly effect: TypedFunction['effect']
  readonly payable: boolean
  /** Of a generic function; empty for others and for instances. */
  readonly typeParams: readonly ParamType[]
  /** What an instance's type parameters stand for, and where it was first called; null for what was written. */
  readonly instance: { readonly types: ReadonlyMap<string, Type>; readonly call: Span } | null
  params: readonly LocalVariable[]
  result: Type
  access: TypedAccess
  maxDepth: number | null
  maxSteps: bigint | null
}

/** The name, place and exportedness of what a file declares. */
export function entityName(entity: Entity): ast.Name {
  return entity.kind === 'local'
    ? { text: entity.variable.name, span: entity.variable.nameSpan }
    : entity.info.node.name
}

/** The id of what a name stands for. */
export function entityId(entity: Entity): SymbolId {
  return entity.kind === 'local' ? entity.variable.id : entity.info.id
}

/** What people call this kind of thing, with its article. */
export function describe(entity: Entity): string {
  switch (entity.kind) {
    case 'local':
      return entity.variable.role === 'parameter' ? 'a parameter' : 'a variable'
    case 'storage':
      return 'a storage field'
    case 'enum':
    case 'error':
    case 'event':
    case 'interface':
      return `an ${entity.kind}`
    case 'use':
      return 'a component in use'
    case 'struct':
      return entity.info.node.kind === 'struct' && entity.info.node.resource ? 'a resource' : 'a struct'
    case 'contract':
    case 'component':
    case 'constant':
    case 'function':
      return `a ${entity.kind}`
  }
}

/** A type slot before its phase has filled it. */
export const UNRESOLVED: Type = ERROR
