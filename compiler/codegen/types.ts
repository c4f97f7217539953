// Machine code of one function before linking: slots are fixed, addresses of blocks, functions and data are names.
import type { FunctionKey, MirFunction } from '../mir/types.ts'

/** What goes into an instruction's imm field once everything has its place. */
export type CodeImmediate =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'block'; readonly index: number }
  | { readonly kind: 'function'; readonly key: FunctionKey }
  /** A word or a leaf of constant data. */
  | { readonly kind: 'dataWord'; readonly value: bigint }
  | { readonly kind: 'dataLeaf'; readonly words: readonly bigint[] }
  /** An address in the area of memory of a function; how far the areas of its calls in one another lie apart; the bytes of all areas. */
  | { readonly kind: 'area'; readonly key: FunctionKey; readonly offset: number }
  | { readonly kind: 'stride'; readonly key: FunctionKey }
  | { readonly kind: 'areas' }

export interface CodeInstruction {
  readonly op: string
  readonly a: number
  readonly b: number
  readonly c: number
  readonly imm: CodeImmediate
  /** Index in the function's origins. */
  readonly origin: number
}

/** Where a variable of the source lives; instruction indices count from the function's first. */
export interface VariableLocation {
  /** Index in `MirFunction.variables`. */
  readonly variable: number
  readonly from: number
  readonly to: number
  /** Where each word is. */
  readonly homes: readonly Home[]
}

/** A slot of the frame, or a byte offset in the function's area of memory. */
export type Home =
  { readonly kind: 'slot'; readonly slot: number } | { readonly kind: 'memory'; readonly offset: number }

export interface FunctionCode {
  readonly source: MirFunction
  readonly instructions: readonly CodeInstruction[]
  /** Index of each block's first instruction. */
  readonly blockStarts: readonly number[]
  readonly variables: readonly VariableLocation[]
  /** Leaves of slots that the function uses: callees' frames begin behind them. */
  readonly frameLeaves: number
  /** What it keeps in memory (spill.ts); null if everything is in slots. */
  readonly memory: FunctionMemory | null
}

export interface FunctionMemory {
  /** What one call needs, in whole leaves. */
  readonly bytes: number
  /** The slot with what is added to addresses in the area: 0, or in functions that call themselves what lies before this call's. */
  readonly base: number
}
