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
export type Part =
  { readonly kind: 'expr'; readonly expr: TypedExpr } | { readonly kind: 'block'; readonly block: TypedBlock }

/** The expressions in a place: its map keys. */
function placeKeys(place: Place): TypedExpr[] {
  return place.path.flatMap((step) => {
    if (step.kind === 'field' || step.kind === 'held') return []
    return [step.kind === 'key' ? step.key : step.index]
  })
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
export function partsOf(node: TypedExpr): Part[] {
  switch (node.kind) {
    case 'integer':
    case 'bool':
    case 'bytes32':
    case 'constant':
    case 'invalid':
    case 'test-actor':
    case 'test-finalize':
      return []
    case 'load':
      return exprs(placeKeys(node.place))
    case 'field':
      return exprs([node.object])
    case 'not':
    case 'negate':
    case 'convert':
      return exprs([node.operand])
    case 'arithmetic':
    case 'bits':
    case 'compare':
    case 'logical':
      return exprs([node.left, node.right])
    case 'struct':
    case 'variant':
      return exprs(values(node.fields))
    case 'tuple':
    case 'array':
      return exprs(node.items)
    case 'text':
      return []
    case 'repeat':
      return exprs([node.item])
    case 'element':
      return exprs([node.object, node.index])
    case 'length':
      return exprs([node.object])
    case 'slice':
      return exprs([node.object, node.from, node.to])
    case 'concat':
      return exprs([node.object, node.other])
    case 'push':
      return exprs([...placeKeys(node.array), node.item])
    case 'pop':
      return exprs(placeKeys(node.array))
    case 'call':
      return exprs(node.target.kind === 'linked' ? [node.target.handle, ...node.args] : node.args)
    case 'builtin':
      return exprs(builtinParts(node))
    case 'deploy':
    case 'test-deploy':
      return exprs(node.args)
    case 'if':
      return [
        { kind: 'expr', expr: node.condition },
        { kind: 'block', block: node.then },
        ...(node.otherwise === null ? [] : [{ kind: 'block', block: node.otherwise } as const]),
      ]
    case 'match':
      return exprs([
        node.subject,
        ...node.arms.flatMap((arm) => (arm.guard === null ? [arm.body] : [arm.guard, arm.body])),
      ])
    case 'block':
      return [{ kind: 'block', block: node.block }]
    case 'trap':
      return exprs(values(node.failure.fields))
    case 'test-message':
      return exprs([node.handle, ...node.args, ...(node.funds === null ? [] : [node.funds])])
    case 'test-as':
      return [{ kind: 'block', block: node.body }]
    case 'test-coin':
      return exprs([node.amount])
    case 'test-paid':
      return exprs([node.entry])
    case 'test-paid-to':
      return exprs([node.to])
    case 'test-is-final':
      return exprs([node.entry])
    case 'test-silo-id':
      return exprs([node.handle])
    case 'test-reorg':
      return exprs([node.depth])
    case 'test-label':
      return exprs([node.value])
  }
}

/** The direct parts of a statement, in order of evaluation. */
export function statementParts(node: TypedStatement): Part[] {
  switch (node.kind) {
    case 'let':
    case 'expression':
      return exprs([node.value])
    case 'destructure':
      return [
        ...exprs([node.value]),
        ...(node.otherwise === null ? [] : [{ kind: 'block', block: node.otherwise } as const]),
      ]
    case 'assign':
    case 'update':
      return exprs([...placeKeys(node.place), node.value])
    case 'require':
      return exprs([node.condition, ...(node.failure === null ? [] : values(node.failure.fields))])
    case 'emit':
      return exprs(values(node.fields))
    case 'return':
      return exprs(node.value === null ? [] : [node.value])
    case 'while':
      return [...exprs([node.condition]), { kind: 'block', block: node.body }]
    case 'for':
      return [...exprs([node.from, node.to]), { kind: 'block', block: node.body }]
    case 'for-each':
      return [...exprs([node.collection]), { kind: 'block', block: node.body }]
    case 'break':
    case 'continue':
      return []
    case 'expect':
      return exprs([node.condition])
    case 'expect-trap':
      return [{ kind: 'block', block: node.body }]
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
    for (const part of statementParts(statement)) walkPart(part, visitor)
  }
  if (block.tail !== null) walkExpr(block.tail, visitor)
}

/** Visits an expression and everything in it, parents first. */
export function walkExpr(node: TypedExpr, visitor: Visitor): void {
  visitor.expr?.(node)
  for (const part of partsOf(node)) walkPart(part, visitor)
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
  if (part.kind === 'expr') walkExpr(part.expr, visitor)
  else walkBlock(part.block, visitor)
}

function exprs(list: readonly TypedExpr[]): Part[] {
  return list.map((expr) => ({ kind: 'expr', expr }))
}

function values(fields: readonly TypedFieldValue[]): TypedExpr[] {
  return fields.map((field) => field.value)
}

function builtinParts(node: Extract<TypedExpr, { kind: 'builtin' }>): TypedExpr[] {
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
    case 'origin-silo':
    case 'origin-contract':
    case 'self':
    case 'daa-score':
    case 'reference-block':
      return []
  }
}
