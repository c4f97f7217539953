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

/** Most expressions have no parts, and every pass asks for them. */
const NONE: readonly never[] = []

export function isBlock(part: Part): part is TypedBlock {
  return 'statements' in part
}

/** The expressions in a place: its map keys. */
function placeKeys({ path }: Place): readonly TypedExpr[] {
  if (path.length === 0) return NONE
  const keys: TypedExpr[] = []
  for (const step of path) {
    if (step.kind === 'key') keys.push(step.key)
    else if (step.kind !== 'field' && step.kind !== 'held') keys.push(step.index)
  }
  return keys
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

/** The direct parts of an expression, in order of evaluation. */
export function partsOf(node: TypedExpr): readonly Part[] {
  switch (node.kind) {
    case 'integer':
    case 'bool':
    case 'bytes32':
    case 'constant':
    case 'invalid':
    case 'test-actor':
    case 'test-finalize':
    case 'test-deliver-unproven':
      return NONE
    case 'load':
      return placeKeys(node.place)
    case 'field':
      return [node.object]
    case 'not':
    case 'negate':
    case 'convert':
      return [node.operand]
    case 'arithmetic':
    case 'bits':
    case 'compare':
    case 'logical':
      return [node.left, node.right]
    case 'struct':
    case 'variant':
      return values(node.fields)
    case 'tuple':
    case 'array':
      return node.items
    case 'text':
      return NONE
    case 'repeat':
      return [node.item]
    case 'element':
      return [node.object, node.index]
    case 'length':
      return [node.object]
    case 'slice':
      return [node.object, node.from, node.to]
    case 'concat':
      return [node.object, node.other]
    case 'push':
      return [...placeKeys(node.array), node.item]
    case 'pop':
      return placeKeys(node.array)
    case 'call':
      return node.target.kind === 'linked' ? [node.target.handle, ...node.args] : node.args
    case 'builtin':
      return builtinParts(node)
    case 'deploy':
    case 'test-deploy':
      return node.args
    case 'if':
      return [node.condition, node.then, ...(node.otherwise === null ? [] : [node.otherwise])]
    case 'match':
      return [
        node.subject,
        ...node.arms.flatMap((arm) => (arm.guard === null ? [arm.body] : [arm.guard, arm.body])),
      ]
    case 'block':
      return [node.block]
    case 'trap':
      return values(node.failure.fields)
    case 'test-message':
      return [node.handle, ...node.args, ...(node.funds === null ? [] : [node.funds])]
    case 'test-as':
      return [node.body]
    case 'test-coin':
      return [node.amount]
    case 'test-paid':
      return [node.entry]
    case 'test-paid-to':
      return [node.to]
    case 'test-is-final':
      return [node.entry]
    case 'test-silo-id':
      return [node.handle]
    case 'test-reorg':
      return [node.depth]
    case 'test-sign':
      return [node.key, node.handle, ...node.args, ...(node.funds === null ? [] : [node.funds])]
    case 'test-caught':
      return [node.handle, node.step]
    case 'test-unproven':
      return [node.silo, node.handle, ...node.args]
    case 'test-label':
      return [node.value]
  }
}

/** The direct parts of a statement, in order of evaluation. */
export function statementParts(node: TypedStatement): readonly Part[] {
  switch (node.kind) {
    case 'let':
    case 'expression':
      return [node.value]
    case 'destructure':
      return [node.value, ...(node.otherwise === null ? [] : [node.otherwise])]
    case 'assign':
    case 'update':
      return [...placeKeys(node.place), node.value]
    case 'require':
      return [node.condition, ...(node.failure === null ? [] : values(node.failure.fields))]
    case 'emit':
      return values(node.fields)
    case 'return':
      return node.value === null ? [] : [node.value]
    case 'while':
      return [node.condition, node.body]
    case 'for':
      return [node.from, node.to, node.body]
    case 'for-each':
      return [node.collection, node.body]
    case 'break':
    case 'continue':
      return NONE
    case 'expect':
      return [node.condition]
    case 'expect-trap':
      return [node.body]
  }
}

/** What a walk does at each node, before its parts. */
export interface Visitor {
  readonly expr?: (node: TypedExpr) => void
  readonly statement?: (node: TypedStatement) => void
}

/** Visits a block and everything in it, parents first. */
export function walkBlock(block: TypedBlock, visitor: Visitor): void {
  for (const statement of block.statements) {
    visitor.statement?.(statement)
    if (statement.kind === 'let' || statement.kind === 'expression') walkExpr(statement.value, visitor)
    else for (const part of statementParts(statement)) walkPart(part, visitor)
  }
  if (block.tail !== null) walkExpr(block.tail, visitor)
}

/** Visits an expression and everything in it, parents first. */
export function walkExpr(node: TypedExpr, visitor: Visitor): void {
  visitor.expr?.(node)
  // Those that there are most of without a list of their parts, since every pass walks over all of them.
  switch (node.kind) {
    case 'integer':
    case 'constant':
      return
    case 'load':
      if (node.place.path.length > 0) for (const key of placeKeys(node.place)) walkExpr(key, visitor)
      return
    case 'arithmetic':
    case 'bits':
    case 'compare':
    case 'logical':
      walkExpr(node.left, visitor)
      walkExpr(node.right, visitor)
      return
    case 'if':
      walkExpr(node.condition, visitor)
      walkBlock(node.then, visitor)
      if (node.otherwise !== null) walkBlock(node.otherwise, visitor)
      return
    default:
      for (const part of partsOf(node)) walkPart(part, visitor)
  }
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

function walkPart(part: Part, visitor: Visitor): void {
  if (isBlock(part)) walkBlock(part, visitor)
  else walkExpr(part, visitor)
}

function values(fields: readonly TypedFieldValue[]): TypedExpr[] {
  return fields.map((field) => field.value)
}

function builtinParts(node: Extract<TypedExpr, { kind: 'builtin' }>): readonly TypedExpr[] {
  switch (node.builtin) {
    case 'pay':
      return [node.to, node.coin]
    case 'send': {
      const coin = node.coin === null ? [] : [node.coin]
      return [
        node.silo,
        node.instance,
        ...node.args,
        ...coin,
        node.fee,
        node.gas,
        ...(node.refund?.args ?? []),
      ]
    }
    case 'digest':
      return [node.data]
    case 'verify-schnorr':
      return [node.key, node.message, node.signature]
    case 'nonce-of':
      return [node.key]
    case 'mul-div':
      return [node.a, node.b, node.c]
    case 'coin-amount':
      return placeKeys(node.coin)
    case 'coin-take':
      return [...placeKeys(node.coin), node.amount]
    case 'coin-join':
      return [...placeKeys(node.coin), node.other]
    case 'coin-split':
      return [node.amount, node.coin]
    case 'swap':
    case 'resource-put':
      return [...placeKeys(node.place), node.other]
    case 'resource-take':
    case 'resource-present':
      return placeKeys(node.place)
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
      return NONE
  }
}
