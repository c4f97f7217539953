// What the source map says: for each instruction where it comes from, for each function its variables and where they
// live. `encode.ts` makes the compact form of the artifact, which `decode.ts` turns into what can be asked.
import type { AbiType } from '../abi/types.ts'

/**
 * What an instruction does for the program. `statement`: begins a statement (a place to stop when stepping).
 * `expression`: within one. `prologue`: argument and access checks before a body. `dispatch`: the entry's decoding of messages.
 */
export type OriginKind = 'statement' | 'expression' | 'prologue' | 'dispatch'

/** Offsets are UTF-16 units in the file, `end` is exclusive. */
export interface SourceRange {
  /** Index in `SourceMap.files`. */
  readonly file: number
  readonly start: number
  readonly end: number
}

/** Where an instruction comes from. Equal origins are one entry of `SourceMap.origins`. */
export interface Origin extends SourceRange {
  readonly kind: OriginKind
  /** The origin of the statement that this is part of; its own index for a statement; -1 outside statements. */
  readonly statement: number
  /** Index in `SourceMap.functions` of the function as written, which an inlined instruction keeps. */
  readonly function: number
  /** For inlined code the origin of the call that was inlined, and so on outwards; otherwise -1. */
  readonly site: number
}

/**
 * A variable or parameter, and where its words are while the pc is in `[from, to)`: numbers of slots of the frame, or addresses of
 * the heap, which are beyond all slots; to these the word in the function's `base` slot is added.
 */
export interface MappedVariable {
  /** The origin of the inlined call that it belongs to; -1 for variables of the function itself. */
  readonly site: number
  readonly name: string
  readonly type: AbiType
  readonly declared: SourceRange
  readonly ranges: readonly {
    readonly from: number
    readonly to: number
    readonly homes: readonly number[]
  }[]
}

/** A function in the code: instructions `[start, end)`, with `end` exclusive; none where all calls of it were inlined. */
export interface MappedFunction {
  readonly name: string
  /** Null for functions at file level and for the entry. */
  readonly contract: string | null
  readonly range: SourceRange
  readonly start: number
  readonly end: number
  /** The slot whose word is added to addresses of its variables; 0 if all of them are in slots. */
  readonly base: number
  readonly variables: readonly MappedVariable[]
}

export interface SourceMap {
  /** Paths relative to the project. */
  readonly files: readonly string[]
  readonly functions: readonly MappedFunction[]
  readonly origins: readonly Origin[]
  /** For each instruction an index in `origins`. */
  readonly instructions: readonly number[]
}

/** The artifact's form of a source map: lists of numbers, most of them differences to the entry before. */
export interface EncodedSourceMap {
  readonly files: readonly string[]
  readonly functions: readonly EncodedFunction[]
  /** Per origin: file, start, length, kind, statement, function, site; all but the kind as differences. */
  readonly origins: readonly number[]
  /** Runs of instructions with one origin: length, difference of the origin's index. */
  readonly instructions: readonly number[]
}

export interface EncodedFunction {
  readonly name: string
  readonly contract: string | null
  /** File, start, end of the text; start and number of the instructions; the base slot if there is one. */
  readonly at: readonly [number, number, number, number, number, number?]
  readonly variables: readonly EncodedVariable[]
}

export interface EncodedVariable {
  readonly name: string
  readonly type: AbiType
  /** File, start, end of the declaration, and the site of the inlined call if there is one. */
  readonly at: readonly [number, number, number, number?]
  /** Per range: first instruction (relative to the function), number of instructions, then the slots or addresses. */
  readonly ranges: readonly (readonly number[])[]
}
