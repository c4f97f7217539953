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

/** An operand, or one with the `not`s that stand before it, outermost first. */
export type Operand =
  ParsedExpr | { readonly kind: 'nots'; readonly nots: readonly Span[]; readonly value: ParsedExpr }

/** How tightly an operator binds; for the formatter's grouping. */
export function strengthOf(operator: BinaryOperator): number {
  return STRENGTH[operator]
}

/** Builds the tree of a flat list; reports comparisons in a row. */
export function climb(first: Operand, rest: readonly Operation[], problems: Diagnostic[]): ParsedExpr {
  return level({ rest, next: 0, problems }, first, 1)
}

/** How far the list has been read. */
interface Climb {
  readonly rest: readonly Operation[]
  next: number
  readonly problems: Diagnostic[]
}

/** The operators that bind at least as tightly as `least`, from an operand on. */
function level(climb: Climb, start: Operand, least: number): ParsedExpr {
  let left = prefixed(climb, start)
  for (;;) {
    const operation = climb.rest[climb.next]
    if (operation === undefined) return left
    const { operator, span: operatorSpan } = operation
    const strength = STRENGTH[operator]
    if (strength < least) return left
    climb.next++
    const right = level(climb, operation.operand, strength + 1)
    if (strength === COMPARISON && left.kind === 'binary' && STRENGTH[left.operator] === COMPARISON) {
      climb.problems.push(report('E0106', operatorSpan, {}))
    }
    left = { kind: 'binary', span: cover(left.span, right.span), operator, operatorSpan, left, right }
  }
}

function prefixed(climb: Climb, start: Operand): ParsedExpr {
  if (start.kind !== 'nots') return start
  const inner = level(climb, start.value, NOT + 1)
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
