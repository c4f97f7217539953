// Machine code of one function before linking: slots are fixed, and all else but what depends on where functions and data lie.
import { FRAME_SLOTS } from '../../vm/spec/constants.ts'
import type { FunctionKey, MirFunction, MirVariable } from '../mir/types.ts'

/** An instruction whose imm field is known once everything has its place, and what goes there; `at` counts from the function's first. */
export type Patch =
  | { readonly kind: 'function'; readonly at: number; readonly key: FunctionKey }
  /** A word or a leaf of constant data. */
  | { readonly kind: 'dataWord'; readonly at: number; readonly value: bigint }
  | { readonly kind: 'dataLeaf'; readonly at: number; readonly words: readonly bigint[] }
  /** An address in the area of memory of a function; how far the areas of its calls in one another lie apart; the bytes of all areas. */
  | { readonly kind: 'area'; readonly at: number; readonly key: FunctionKey; readonly offset: number }
  | { readonly kind: 'stride'; readonly at: number; readonly key: FunctionKey }
  | { readonly kind: 'areas'; readonly at: number }

/** Where a variable of the source lives; instruction indices count from the function's first. */
export interface VariableLocation {
  readonly variable: MirVariable
  readonly from: number
  readonly to: number
  /** Where each word is: slots of the frame, or byte offsets in the function's area of memory with `IN_AREA` added. */
  readonly homes: readonly number[]
}

/** Beyond all slots. */
export const IN_AREA = FRAME_SLOTS

export interface FunctionCode {
  readonly source: MirFunction
  /** The halves of the instructions' words, low first, as signed numbers. Jumps count from the function's first instruction. */
  readonly words: readonly number[]
  /** Of each instruction the index in the source's origins. */
  readonly origins: readonly number[]
  /** Instructions that jump, in order. */
  readonly jumps: readonly number[]
  /** In order. */
  readonly patches: readonly Patch[]
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
