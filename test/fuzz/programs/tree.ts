// Programs as trees: what the fuzzer generates, shrinks and turns into code. Flow is structured, as WebAssembly's is: a branch leads to the end
// of a block or the head of a loop around it, so every tree gives reducible code, whatever a generator or a shrinker does to it.

/** An immediate: a number, or the n-th constant word or leaf of the program. */
export type Immediate = number | { readonly word: number } | { readonly leaf: number }

/** One instruction without its target. */
export interface Line {
  readonly op: string
  readonly a: number
  readonly b: number
  readonly c: number
  readonly imm: Immediate
}

export type Node =
  /** An instruction that goes on with the next, or stops the function (`ret`, `end`, `trap`). */
  | { readonly kind: 'line'; readonly line: Line }
  /** A jump or branch to the construct so many levels out (0: the innermost). Left out where there is none. */
  | { readonly kind: 'branch'; readonly line: Line; readonly levels: number }
  /** `call` or `callx` of a function by its number. */
  | { readonly kind: 'call'; readonly line: Line; readonly callee: number }
  /** Branches to a block lead behind it. */
  | { readonly kind: 'block'; readonly body: Body }
  /** Branches to a loop lead to its head. */
  | { readonly kind: 'loop'; readonly body: Body }

export type Body = readonly Node[]

export interface ProgramTree {
  /** Function 0 is the entry. Functions that no reached one calls are left out of the code. */
  readonly functions: readonly Body[]
  readonly words: readonly bigint[]
  /** Eight words each. */
  readonly leaves: readonly (readonly bigint[])[]
}

export function lineOf(op: string, fields: Partial<Omit<Line, 'op'>> = {}): Line {
  return { op, a: 0, b: 0, c: 0, imm: 0, ...fields }
}

export function line(op: string, fields: Partial<Omit<Line, 'op'>> = {}): Node {
  return { kind: 'line', line: lineOf(op, fields) }
}

export function branch(levels: number, op: string, fields: Partial<Omit<Line, 'op'>> = {}): Node {
  return { kind: 'branch', line: lineOf(op, fields), levels }
}
