// A lint: a field of storage that a loop writes again and again, where a variable and one write behind the loop do the same.
import type { Diagnostic } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { Place, TypedBlock, TypedExpr, TypedStatement } from '../../typed/tree.ts'
import { mentionsOf } from '../../typed/mentions.ts'
import { isBlock, partsOf, statementParts } from '../../typed/walk.ts'

/**
 * Writes of one and the same word in loops. A write to an entry or item isn't meant: each round may write another. Nor is a write whose block then
 * leaves the loop or traps, since it happens once.
 */
export function lintLoopWrites(body: TypedBlock): Diagnostic[] {
  const found: Diagnostic[] = []
  if (mentionsOf(body).writesInLoop) visitBlock(body, false, found)
  return found
}

function visitBlock(block: TypedBlock, inLoop: boolean, found: Diagnostic[]): void {
  const again = inLoop && !leaves(block)
  for (const statement of block.statements) visitStatement(statement, again, found)
  if (block.tail !== null) visitExpr(block.tail, again, found)
}

function visitStatement(node: TypedStatement, inLoop: boolean, found: Diagnostic[]): void {
  if ((node.kind === 'assign' || node.kind === 'update') && inLoop && isOneField(node.place))
    found.push(report('W0908', node.place.span, { name: node.place.root.name }))
  const isLoop = node.kind === 'while' || node.kind === 'for' || node.kind === 'for-each'
  for (const part of statementParts(node)) {
    if (isBlock(part)) visitBlock(part, isLoop || inLoop, found)
    // What a loop begins with is evaluated once, but for the condition of `while`.
    else visitExpr(part, inLoop || node.kind === 'while', found)
  }
}

function visitExpr(node: TypedExpr, inLoop: boolean, found: Diagnostic[]): void {
  for (const part of partsOf(node)) {
    if (isBlock(part)) visitBlock(part, inLoop, found)
    else visitExpr(part, inLoop, found)
  }
}

function isOneField({ root, path, type }: Place): boolean {
  // A handle is set by `deploy`, which may not be in a loop anyway.
  if (type.kind === 'handle') return false
  return root.kind === 'storage' && path.every((step) => step.kind === 'field')
}

/** Whether a block ends by leaving the loop around it, or the function. */
function leaves({ statements, tail }: TypedBlock): boolean {
  const last = statements.at(-1)
  return tail?.kind === 'trap' || last?.kind === 'break' || last?.kind === 'return'
}
