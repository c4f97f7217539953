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
  readonly slots: readonly number[]
}

export interface FunctionCode {
  readonly source: MirFunction
  readonly instructions: readonly CodeInstruction[]
  /** Index of each block's first instruction. */
  readonly blockStarts: readonly number[]
  readonly variables: readonly VariableLocation[]
  /** Leaves of slots that the function uses: callees' frames begin behind them. */
  readonly frameLeaves: number
}
