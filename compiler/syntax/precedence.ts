// The one place that knows how tightly operators bind. The parser reads `a + b * c` as a flat list and this turns the
// list into a tree (precedence climbing).
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import { cover, type Span } from '../source.ts'
import type { BinaryOperator, ParsedExpr } from './ast.ts'

/** Higher binds tighter. Comparisons don't chain. */
const STRENGTH: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '==': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '|': 5,
  '^': 6,
  '&': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
}
const COMPARISON = 4
/** `not` binds between `and` and the comparisons: `not a == b` is `not (a == b)`. */
const NOT = 3

export interface Operation {
  readonly operator: BinaryOperator
  readonly span: Span
  readonly operand: Operand
}

/** An operand with the `not`s that stand before it, outermost first. */
export interface Operand {
  readonly nots: readonly Span[]
  readonly value: ParsedExpr
}

/** How tightly an operator binds; for the formatter's grouping. */
export function strengthOf(operator: BinaryOperator): number {
  return STRENGTH[operator]
}

/** Builds the tree of a flat list; reports comparisons in a row. */
export function climb(first: Operand, rest: readonly Operation[], problems: Diagnostic[]): ParsedExpr {
  if (rest.length === 0 && first.nots.length === 0) return first.value
  let next = 0
  return level(first, 1)

  function level(start: Operand, least: number): ParsedExpr {
    let left = prefixed(start)
    for (;;) {
      const operation = rest[next]
      if (operation === undefined || STRENGTH[operation.operator] < least) return left
      const strength = STRENGTH[operation.operator]
      next++
      const right = level(operation.operand, strength + 1)
      if (strength === COMPARISON && left.kind === 'binary' && STRENGTH[left.operator] === COMPARISON) {
        problems.push(report('E0106', operation.span, {}))
      }
      left = {
        kind: 'binary',
        span: cover(left.span, right.span),
        operator: operation.operator,
        operatorSpan: operation.span,
        left,
        right,
      }
    }
  }

  function prefixed(start: Operand): ParsedExpr {
    if (start.nots.length === 0) return start.value
    const inner = level({ nots: [], value: start.value }, NOT + 1)
    return start.nots.reduceRight(
      (operand: ParsedExpr, not): ParsedExpr => ({
        kind: 'unary',
        span: cover(not, operand.span),
        operator: 'not',
        operand,
      }),
      inner,
    )
  }
}
