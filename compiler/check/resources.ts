// Resources: only the file that declares one makes it, takes it apart and changes it; places in storage may be empty. That each ends
// in exactly one place is checked afterwards, over the typed body (passes/coins.ts).
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { Place, StructType, SymbolId, Type, TypedExpr } from '../typed/tree.ts'
import { heldIn as heldType, typeName, UNIT } from '../typed/type-facts.ts'
import { checkArguments } from './arguments.ts'
import { invalid, type Body } from './body.ts'
import { isResource } from './generics.ts'
import { complain } from './session.ts'
import { didYouMean } from './suggest.ts'

export const COIN_MEMBERS: readonly string[] = ['amount', 'take', 'split', 'join', 'swap']
const SLOT_METHODS = ['put', 'take', 'swap'] as const
const SLOT_MEMBERS: readonly string[] = ['present', ...SLOT_METHODS]

/** A place that may hold a resource. */
export interface Slot {
  readonly place: Place
  readonly held: StructType
}

/** The place that an expression denotes, if it is one that may hold a resource. */
export function slotOf(typed: TypedExpr): Slot | null {
  const held = heldType(typed.type)
  return typed.kind === 'load' && held?.kind === 'struct' ? { place: typed.place, held } : null
}

/** What a place that may be empty holds; traps if it is empty. */
export function heldIn({ place, held }: Slot, span: Span): Extract<TypedExpr, { kind: 'load' }> {
  const path = [...place.path, { kind: 'held', type: held, span: place.span } as const]
  return { kind: 'load', type: held, span, place: { root: place.root, path, type: held, span: place.span } }
}

/** `slot.put(r)`, `slot.take()`, and `swap` of a slot or a resource. */
export function checkResourceMethod(
  body: Body,
  node: ast.ParsedCall,
  object: TypedExpr,
  name: ast.Name,
): TypedExpr {
  const { span } = node
  const slot = slotOf(object)
  const method = SLOT_METHODS.find((known) => known === name.text)
  const resource = slot?.held ?? object.type
  if (method === undefined || (slot === null && method !== 'swap')) {
    for (const arg of node.args) body.session.rules.infer(body, arg.value, null)
    unknownMethod(body, object.type, name, slot === null ? ['swap'] : SLOT_MEMBERS)
    return invalid(span)
  }
  const params = method === 'take' ? [] : [{ name: 'other', type: resource }]
  const args = checkArguments(body, name.text, params, node.args, span)
  const result = method === 'put' ? UNIT : resource
  if (object.kind !== 'load') {
    if (object.kind !== 'invalid') complain(body.session, 'E0211', object.span, { operation: name.text })
    return invalid(span, result)
  }
  if (args === null) return invalid(span, result)
  const [other] = args
  const place = method === 'swap' && slot !== null ? heldIn(slot, object.span).place : object.place
  if (!mayChange(body, place)) return invalid(span, result)
  if (other === undefined) return { kind: 'builtin', builtin: 'resource-take', type: result, span, place }
  const builtin = method === 'put' ? 'resource-put' : 'swap'
  return { kind: 'builtin', builtin, type: result, span, place, other }
}

function unknownMethod(body: Body, type: Type, name: ast.Name, members: readonly string[]): void {
  const list = members.map((m) => `\`.${m}\``).join(', ')
  const details = didYouMean(name.text, name.span, members, `it has ${list}`)
  complain(body.session, 'E0308', name.span, { type: typeName(type), name: name.text }, details)
}

/** Whether this file may make a resource and take it apart; reports if not. */
export function isOwn(body: Body, struct: SymbolId, span: Span, action: string): boolean {
  const record = body.session.recordById.get(struct)
  if (record === undefined || !isResource(record) || record.scope.file.id === body.scope.file.id) return true
  const secondary = [{ span: record.node.name.span, label: 'declared here' }]
  const args = { name: record.name, action, path: record.scope.file.path }
  complain(body.session, 'E0213', span, args, { secondary })
  return false
}

/** Whether what a place leads to may be changed in this file; reports if not. */
export function mayChange(body: Body, place: Place): boolean {
  return place.path.every((step) => step.kind !== 'field' || isOwn(body, step.struct, place.span, 'changes'))
}
