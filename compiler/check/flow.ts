// Follows control through a typed body in order of evaluation. A pass says what it keeps (the state), how two paths join and
// what each node does; this file knows where paths part, join and end.
import type { Span } from '../source.ts'
import type { SymbolId, TypedArm, TypedBlock, TypedExpr, TypedStatement } from '../typed/tree.ts'
import { patternVariables } from '../typed/patterns.ts'
import { isBlock, partsOf, statementParts, type Part } from '../typed/walk.ts'

/** One side of a fork: the block that ran, or null where a branch was left out (`if` without `else`). */
export interface Path<S> {
  readonly state: S
  readonly block: TypedBlock | null
  readonly span: Span
}

/** A pass over paths. States are changed in place; `copy` parts them. */
export interface Flow<S> {
  readonly copy: (state: S) => S
  /** Joins the states of the paths that come out of a fork (two or more). */
  readonly join: (paths: readonly Path<S>[]) => S
  /** After an expression's parts were evaluated. */
  readonly expr: (state: S, node: TypedExpr, loops: number) => void
  /** After a statement's parts were evaluated. */
  readonly statement: (state: S, node: TypedStatement, loops: number) => void
  /** A guard of a `match` was evaluated: what it changes holds only where it is true. */
  readonly guard?: (before: S, after: S, span: Span) => void
  /** Control leaves the scope of these variables at the end of a block. */
  readonly leave: (state: S, variables: readonly SymbolId[], block: TypedBlock) => void
  /** Control leaves the function at a `return`, or a loop with these variables at `break` or `continue`. */
  readonly jump: (state: S, node: TypedStatement, variables: readonly SymbolId[] | null) => void
}

/** Runs a pass over a body; the state at its end, or null if control never gets there. */
export function runFlow<S>(flow: Flow<S>, start: S, body: TypedBlock): S | null {
  let loops = 0
  /** Variables declared in the innermost loop's body so far; one list for each loop. */
  const loopVariables: SymbolId[][] = []
  return block(start, body)

  function block(initial: S, node: TypedBlock): S | null {
    const declared: SymbolId[] = []
    let state: S | null = initial
    for (const item of node.statements) {
      state = statement(state, item)
      for (const variable of declaredBy(item)) {
        declared.push(variable)
        loopVariables.at(-1)?.push(variable)
      }
      if (state === null) return null
    }
    if (node.tail !== null) state = expr(state, node.tail)
    if (state !== null) flow.leave(state, declared, node)
    return state
  }

  function statement(initial: S, node: TypedStatement): S | null {
    if (node.kind === 'while' || node.kind === 'for' || node.kind === 'for-each') return loop(initial, node)
    if (node.kind === 'destructure') return destructure(initial, node)
    let state: S | null = initial
    for (const part of statementParts(node)) {
      state = run(state, part)
      if (state === null) return null
    }
    flow.statement(state, node, loops)
    if (node.kind === 'return') flow.jump(state, node, null)
    if (node.kind === 'break' || node.kind === 'continue') flow.jump(state, node, loopVariables.at(-1) ?? [])
    return node.kind === 'return' || node.kind === 'break' || node.kind === 'continue' ? null : state
  }

  /** The `else` never comes back, so what it does is on no path that goes on. */
  function destructure(initial: S, node: Extract<TypedStatement, { kind: 'destructure' }>): S | null {
    const state = expr(initial, node.value)
    if (state === null) return null
    if (node.otherwise !== null) block(flow.copy(state), node.otherwise)
    flow.statement(state, node, loops)
    return state
  }

  /** What a loop's body does may happen never or many times: the state behind the loop is the one before it. */
  function loop(initial: S, node: Extract<TypedStatement, { kind: 'while' | 'for' | 'for-each' }>): S | null {
    let state: S | null = initial
    const head =
      node.kind === 'for' ? [node.from, node.to] : node.kind === 'for-each' ? [node.collection] : []
    for (const part of head) {
      state = expr(state, part)
      if (state === null) return null
    }
    loops++
    loopVariables.push([])
    const inside = flow.copy(state)
    const tested = node.kind === 'while' ? expr(inside, node.condition) : inside
    if (tested !== null) block(tested, node.body)
    loopVariables.pop()
    loops--
    return state
  }

  function run(state: S, part: Part): S | null {
    return isBlock(part) ? block(state, part) : expr(state, part)
  }

  function expr(initial: S, node: TypedExpr): S | null {
    let state: S | null = initial
    switch (node.kind) {
      case 'if': {
        state = expr(state, node.condition)
        if (state === null) return null
        const { then, otherwise, span } = node
        const first = block(flow.copy(state), then)
        const second = otherwise === null ? state : block(flow.copy(state), otherwise)
        return joined([path(first, then, then.span), path(second, otherwise, otherwise?.span ?? span)])
      }
      case 'match': {
        state = expr(state, node.subject)
        if (state === null) return null
        const before = state
        return joined(node.arms.map((arm) => armPath(before, arm)))
      }
      case 'logical': {
        state = expr(state, node.left)
        if (state === null) return null
        const right = expr(flow.copy(state), node.right)
        return joined([path(state, null, node.left.span), path(right, null, node.right.span)])
      }
      default: {
        for (const part of partsOf(node)) {
          state = run(state, part)
          if (state === null) return null
        }
        flow.expr(state, node, loops)
        return node.kind === 'trap' ? null : state
      }
    }
  }

  /** A guard may be asked or not, so what it changes holds on one path only. */
  function armPath(before: S, arm: TypedArm): Path<S> | null {
    const start = flow.copy(before)
    const tested = arm.guard === null ? start : expr(start, arm.guard)
    if (arm.guard !== null && tested !== null) flow.guard?.(before, tested, arm.guard.span)
    const after = tested === null ? null : expr(tested, arm.body)
    return path(after, arm.body.kind === 'block' ? arm.body.block : null, arm.span)
  }

  function joined(paths: readonly (Path<S> | null)[]): S | null {
    const open = paths.filter((p) => p !== null)
    const [first, second] = open
    if (first === undefined) return null
    return second === undefined ? first.state : flow.join(open)
  }

  function path(state: S | null, inner: TypedBlock | null, span: Span): Path<S> | null {
    return state === null ? null : { state, block: inner, span }
  }
}

/** The variables that a statement brings into the scope of its block. */
function declaredBy(node: TypedStatement): readonly SymbolId[] {
  if (node.kind === 'let') return [node.variable]
  return node.kind === 'destructure' ? patternVariables(node.pattern) : []
}
