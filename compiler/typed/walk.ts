// Walking the typed tree: the parts of an expression and of a statement in order of evaluation. Passes that look for
// something everywhere use this; what needs control flow is in check/flow.ts.
import type {
  Place,
  TypedBlock,
  TypedBuiltin,
  TypedExpr,
  TypedFieldValue,
  TypedStatement,
} from './expressions.ts'

/** An expression's direct parts: expressions evaluated for it, and blocks that it may run. */
export type Part = TypedExpr | TypedBlock

/** Whom the parts of something are given to. */
export interface PartVisitor {
  readonly expr: (part: TypedExpr) => void
  readonly block: (part: TypedBlock) => void
}

export function isBlock(part: Part): part is TypedBlock {
  return 'statements' in part
}

/** The expressions in a place: its map keys and indices. */
function eachKey({ path }: Place, to: PartVisitor): void {
  for (const step of path) {
    if (step.kind === 'key') to.expr(step.key)
    else if (step.kind !== 'field' && step.kind !== 'held') to.expr(step.index)
  }
}

/** The place that a built-in operation works on; null if on none. */
export function operatedPlace(
  node: TypedBuiltin,
): { readonly place: Place; readonly writes: boolean } | null {
  switch (node.builtin) {
    case 'coin-amount':
      return { place: node.coin, writes: false }
    case 'coin-take':
    case 'coin-join':
      return { place: node.coin, writes: true }
    case 'swap':
    case 'resource-put':
    case 'resource-take':
      return { place: node.place, writes: true }
    case 'resource-present':
      return { place: node.place, writes: false }
    default:
      return null
  }
}

/** Gives the direct parts of an expression to a visitor, in order of evaluation. */
export function eachPart(node: TypedExpr, to: PartVisitor): void {
  switch (node.kind) {
    case 'integer':
    case 'bool':
    case 'bytes32':
    case 'text':
    case 'constant':
    case 'invalid':
    case 'test-actor':
    case 'test-finalize':
    case 'test-deliver-unproven':
      return
    case 'load':
      return eachKey(node.place, to)
    case 'field':
    case 'length':
      return to.expr(node.object)
    case 'not':
    case 'negate':
    case 'convert':
      return to.expr(node.operand)
    case 'arithmetic':
    case 'bits':
    case 'compare':
    case 'logical':
      to.expr(node.left)
      return to.expr(node.right)
    case 'struct':
    case 'variant':
      return eachValue(node.fields, to)
    case 'tuple':
    case 'array':
      return each(node.items, to)
    case 'repeat':
      return to.expr(node.item)
    case 'element':
      to.expr(node.object)
      return to.expr(node.index)
    case 'slice':
      to.expr(node.object)
      to.expr(node.from)
      return to.expr(node.to)
    case 'concat':
      to.expr(node.object)
      return to.expr(node.other)
    case 'push':
      eachKey(node.array, to)
      return to.expr(node.item)
    case 'pop':
      return eachKey(node.array, to)
    case 'call':
      if (node.target.kind === 'linked') to.expr(node.target.handle)
      return each(node.args, to)
    case 'builtin':
      return eachBuiltinPart(node, to)
    case 'deploy':
    case 'test-deploy':
      return each(node.args, to)
    case 'if':
      to.expr(node.condition)
      to.block(node.then)
      if (node.otherwise !== null) to.block(node.otherwise)
      return
    case 'match':
      to.expr(node.subject)
      for (const { guard, body } of node.arms) {
        if (guard !== null) to.expr(guard)
        to.expr(body)
      }
      return
    case 'block':
      return to.block(node.block)
    case 'trap':
      return eachValue(node.failure.fields, to)
    case 'test-message':
      to.expr(node.handle)
      each(node.args, to)
      if (node.funds !== null) to.expr(node.funds)
      return
    case 'test-as':
      return to.block(node.body)
    case 'test-coin':
      return to.expr(node.amount)
    case 'test-paid':
    case 'test-is-final':
      return to.expr(node.entry)
    case 'test-paid-to':
      return to.expr(node.to)
    case 'test-silo-id':
      return to.expr(node.handle)
    case 'test-reorg':
      return to.expr(node.depth)
    case 'test-sign':
      to.expr(node.key)
      to.expr(node.handle)
      each(node.args, to)
      if (node.funds !== null) to.expr(node.funds)
      return
    case 'test-caught':
      to.expr(node.handle)
      return to.expr(node.step)
    case 'test-unproven':
      to.expr(node.silo)
      to.expr(node.handle)
      return each(node.args, to)
    case 'test-label':
      return to.expr(node.value)
  }
}

/** Gives the direct parts of a statement to a visitor, in order of evaluation. */
export function eachPartOfStatement(node: TypedStatement, to: PartVisitor): void {
  switch (node.kind) {
    case 'let':
    case 'expression':
      return to.expr(node.value)
    case 'destructure':
      to.expr(node.value)
      if (node.otherwise !== null) to.block(node.otherwise)
      return
    case 'assign':
    case 'update':
      eachKey(node.place, to)
      return to.expr(node.value)
    case 'require':
      to.expr(node.condition)
      if (node.failure !== null) eachValue(node.failure.fields, to)
      return
    case 'emit':
      return eachValue(node.fields, to)
    case 'return':
      if (node.value !== null) to.expr(node.value)
      return
    case 'while':
      to.expr(node.condition)
      return to.block(node.body)
    case 'for':
      to.expr(node.from)
      to.expr(node.to)
      return to.block(node.body)
    case 'for-each':
      to.expr(node.collection)
      return to.block(node.body)
    case 'break':
    case 'continue':
      return
    case 'expect':
      return to.expr(node.condition)
    case 'expect-trap':
      return to.block(node.body)
  }
}

/** The direct parts of an expression as a list, for those who may stop in the middle of it. */
export function partsOf(node: TypedExpr): readonly Part[] {
  const parts: Part[] = []
  eachPart(node, into(parts))
  return parts
}

/** The direct parts of a statement, likewise. */
export function statementParts(node: TypedStatement): readonly Part[] {
  const parts: Part[] = []
  eachPartOfStatement(node, into(parts))
  return parts
}

function into(parts: Part[]): PartVisitor {
  const add = (part: Part): void => void parts.push(part)
  return { expr: add, block: add }
}

/** What a walk does at each node, before its parts. */
export interface Visitor {
  readonly expr?: (node: TypedExpr) => void
  readonly statement?: (node: TypedStatement) => void
}

/** Visits a block and everything in it, parents first. */
export function walkBlock(block: TypedBlock, visitor: Visitor): void {
  walker(visitor).block(block)
}

/** Visits an expression and everything in it, parents first. */
export function walkExpr(node: TypedExpr, visitor: Visitor): void {
  walker(visitor).expr(node)
}

function walker({ expr, statement }: Visitor): PartVisitor {
  const walk: PartVisitor = {
    expr: (node) => {
      expr?.(node)
      eachPart(node, walk)
    },
    block: (block) => {
      for (const node of block.statements) {
        statement?.(node)
        eachPartOfStatement(node, walk)
      }
      if (block.tail !== null) walk.expr(block.tail)
    },
  }
  return walk
}

/** Whether a mistake that was already reported is somewhere inside. */
export function containsInvalid(node: TypedExpr): boolean {
  let found = false
  walkExpr(node, {
    expr: (inner) => {
      found ||= inner.kind === 'invalid'
    },
  })
  return found
}

function each(nodes: readonly TypedExpr[], to: PartVisitor): void {
  for (const node of nodes) to.expr(node)
}

function eachValue(fields: readonly TypedFieldValue[], to: PartVisitor): void {
  for (const { value } of fields) to.expr(value)
}

function eachBuiltinPart(node: TypedBuiltin, to: PartVisitor): void {
  switch (node.builtin) {
    case 'pay':
      to.expr(node.to)
      return to.expr(node.coin)
    case 'send':
      to.expr(node.silo)
      to.expr(node.instance)
      each(node.args, to)
      if (node.coin !== null) to.expr(node.coin)
      to.expr(node.fee)
      to.expr(node.gas)
      if (node.refund !== null) each(node.refund.args, to)
      return
    case 'digest':
      return to.expr(node.data)
    case 'verify-schnorr':
      to.expr(node.key)
      to.expr(node.message)
      return to.expr(node.signature)
    case 'nonce-of':
      return to.expr(node.key)
    case 'mul-div':
      to.expr(node.a)
      to.expr(node.b)
      return to.expr(node.c)
    case 'coin-amount':
      return eachKey(node.coin, to)
    case 'coin-take':
      eachKey(node.coin, to)
      return to.expr(node.amount)
    case 'coin-join':
      eachKey(node.coin, to)
      return to.expr(node.other)
    case 'coin-split':
      to.expr(node.amount)
      return to.expr(node.coin)
    case 'swap':
    case 'resource-put':
      eachKey(node.place, to)
      return to.expr(node.other)
    case 'resource-take':
    case 'resource-present':
      return eachKey(node.place, to)
    case 'coin-zero':
    case 'aggregate':
    case 'caller-address':
    case 'origin':
    case 'origin-silo':
    case 'origin-contract':
    case 'origin-call':
    case 'self':
    case 'daa-score':
    case 'reference-block':
      return
  }
}
