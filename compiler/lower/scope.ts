// What the lowering of one function carries along: the silo's plan, the builder, where variables live, enclosing loops.
import type { FunctionBuilder, BlockLabel } from '../mir/builder.ts'
import type { FunctionKey, Reg } from '../mir/types.ts'
import type {
  LocalVariable,
  SymbolId,
  Type,
  TypedBlock,
  TypedContract,
  TypedExpr,
  TypedFunction,
  TypedProgram,
} from '../typed/tree.ts'
import { holdsSequence } from './flat-layout.ts'
import { abiTypeOf, wordCount } from './layout.ts'
import type { SiloPlan } from './plan.ts'

export interface LoopLabels {
  readonly next: BlockLabel
  readonly leave: BlockLabel
}

/** A place in storage whose keys have been evaluated. */
export interface StoragePlace {
  readonly kind: 'storage'
  /** The field as a symbol, and its number in the contract. */
  readonly id: SymbolId
  readonly field: number
  /** The type of the whole value, behind the field's maps. */
  readonly value: Type
  /** The type of the place itself. */
  readonly type: Type
  readonly keys: readonly Reg[]
  /** The words that the place covers of the whole value's. */
  readonly offset: number
  readonly words: number
  readonly total: number
  /** Whether it lies in what an `Option` holds; reading and writing it trap if that is empty. */
  readonly held: boolean
  /** What stored words are XORed with, for the whole value. */
  readonly initial: readonly bigint[]
  /** Key leaves that have been built, by part. */
  readonly keyLeaves: Map<number, Reg>
}

/** The parts of the lowering that need each other; they reach one another through the scope. */
export interface Recursion {
  /** The words of an expression's value, in registers that nothing writes to later. */
  readonly expression: (scope: Scope, expr: TypedExpr) => readonly Reg[]
  /** A block's statements, and the words of its value. */
  readonly block: (scope: Scope, block: TypedBlock) => readonly Reg[]
  /** Goes to one of two blocks; the code goes on in whichever the caller places. */
  readonly condition: (scope: Scope, expr: TypedExpr, yes: BlockLabel, no: BlockLabel) => void
  /** What must be done before these words go to a place in storage. */
  readonly beforeWrite: (scope: Scope, place: StoragePlace, values: readonly Reg[]) => void
}

export interface Scope {
  readonly recur: Recursion
  readonly plan: SiloPlan
  readonly program: TypedProgram
  readonly builder: FunctionBuilder
  /** Null in free functions. */
  readonly contract: TypedContract | null
  readonly variables: Map<SymbolId, readonly Reg[]>
  /** The caller's address, in functions that need it more than once. */
  caller: readonly Reg[] | null
  readonly loops: LoopLabels[]
  /** In a function that may call itself: with which others, and how deep this call is. */
  recursion: { readonly group: number; readonly depth: Reg } | null
}

/** The key of a function in mid-level code. */
export function keyOf(fn: TypedFunction): FunctionKey {
  return `f${fn.id}`
}

/** The key of what checks a contract's invariants that the message may have broken so far. */
export function checkerKey(contract: TypedContract): FunctionKey {
  return `i${contract.id}`
}

/** The key of a recursive function for calls from its own circle: its first argument is the depth. */
export function innerKey(fn: TypedFunction): FunctionKey {
  return `r${fn.id}`
}

export function functionOf(program: TypedProgram, id: SymbolId): TypedFunction {
  const symbol = program.symbols.get(id)
  if (symbol?.kind !== 'function') throw new Error(`symbol ${id} is not a function`)
  return symbol.declaration
}

export function variableOf(program: TypedProgram, id: SymbolId): LocalVariable {
  const symbol = program.symbols.get(id)
  if (symbol?.kind !== 'local') throw new Error(`symbol ${id} is not a variable`)
  return symbol.declaration
}

/** Registers of a variable that is in scope. */
export function registersOf(scope: Scope, variable: SymbolId): readonly Reg[] {
  const regs = scope.variables.get(variable)
  if (regs === undefined) throw new Error(`variable ${variable} is used before its declaration`)
  return regs
}

/** Gives a variable its registers and tells the source map. */
export function declare(scope: Scope, id: SymbolId, regs: readonly Reg[]): void {
  const variable = variableOf(scope.program, id)
  scope.variables.set(id, regs)
  // What the checker itself made has no name to show; arrays lie in memory, where the source map names nothing.
  const shown = variable.name !== '' && !holdsSequence(scope.program, variable.type)
  if (regs.length > 0 && shown)
    scope.builder.variable(variable.name, abiTypeOf(scope.program, variable.type), variable.nameSpan, regs)
}

export function sizeOf(scope: Scope, type: Type): number {
  return wordCount(scope.program, type)
}

/** An expression's value of one word. */
export function wordOf(scope: Scope, expr: TypedExpr): Reg {
  // Of an expression that never ends normally there is no value, and the code that follows is unreachable.
  return scope.recur.expression(scope, expr)[0] ?? scope.builder.reg()
}
