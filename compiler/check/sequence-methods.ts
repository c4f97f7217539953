// What can be done with arrays, bytes and strings by name.
import type * as ast from '../syntax/ast.ts'
import type { Place, Type, TypedExpr } from '../typed/tree.ts'
import { typeName, U64, UNIT } from '../typed/type-facts.ts'
import { checkArguments } from './arguments.ts'
import { invalid, type Body } from './body.ts'
import { optionOf } from './generics.ts'
import { placeOf, unknownMember } from './places.ts'
import { SEQUENCE_MEMBERS, type Sequence } from './sequences.ts'
import { complain } from './session.ts'

/** `a.slice(from, to)`, `a.concat(b)`, `a.push(x)`, `a.pop()`. */
export function checkSequenceMethod(
  body: Body,
  node: ast.ParsedCall,
  object: TypedExpr,
  type: Sequence,
  name: ast.Name,
): TypedExpr {
  const { span } = node
  const growable = type.kind === 'array' && type.size === null
  /** A part of it, or it and another: as long as may be. */
  const free: Type = type.kind === 'array' ? { ...type, size: null, max: null } : { ...type, max: null }
  const args = (...params: { name: string; type: Type }[]): readonly TypedExpr[] | null =>
    checkArguments(body, name.text, params, node.args, span)
  switch (name.text) {
    case 'slice': {
      const [from, to] =
        bounds(body, node) ?? args({ name: 'from', type: U64 }, { name: 'to', type: U64 }) ?? []
      if (from === undefined || to === undefined) return invalid(span, free)
      return { kind: 'slice', type: free, span, object, from, to }
    }
    case 'concat': {
      const [other] = args({ name: 'other', type: free }) ?? []
      return other === undefined ? invalid(span, free) : { kind: 'concat', type: free, span, object, other }
    }
    case 'push':
    case 'pop': {
      if (!growable) break
      const place = changeable(body, object, name)
      if (name.text === 'pop') {
        const option = optionOf(body.session, type.element)
        const none = args()
        return place === null || none === null
          ? invalid(span, option)
          : { kind: 'pop', type: option, span, array: place }
      }
      const [item] = args({ name: 'item', type: type.element }) ?? []
      return place === null || item === undefined
        ? invalid(span, UNIT)
        : { kind: 'push', type: UNIT, span, array: place, item }
    }
    default:
  }
  for (const arg of node.args) body.session.rules.infer(body, arg.value, null)
  unknownMember(
    body,
    typeName(type),
    name,
    growable ? [...SEQUENCE_MEMBERS, 'push', 'pop'] : SEQUENCE_MEMBERS,
  )
  return invalid(span)
}

/** The bounds of a slice, where they stand without names: which is which is clear enough. */
function bounds(body: Body, node: ast.ParsedCall): readonly TypedExpr[] | null {
  if (node.args.length !== 2 || node.args.some((arg) => arg.name !== null)) return null
  return node.args.map((arg) => body.session.rules.expect(body, arg.value, U64))
}

/** The place of an array that a method changes; null after a reported mistake. */
function changeable(body: Body, object: TypedExpr, name: ast.Name): Place | null {
  const place = placeOf(object)
  if (place === null) {
    if (object.kind !== 'invalid') complain(body.session, 'E0523', object.span, {})
    return null
  }
  if (place.root.kind === 'storage') return place
  const { variable: id } = place.root
  const variable = body.locals.find((v) => v.id === id)
  if (variable === undefined || variable.mutable) return place
  const secondary = [{ span: variable.nameSpan, label: 'declared here' }]
  const help = `\`${name.text}\` changes it: declare it by \`let mut ${variable.name}\``
  complain(body.session, 'E0522', object.span, { name: variable.name }, { secondary, help })
  return null
}
