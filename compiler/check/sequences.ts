// Arrays, bytes and strings: literals, items, lengths. Their methods are in sequence-methods.ts.
import type * as ast from '../syntax/ast.ts'
import type { ArrayType, TextType, Type, TypedExpr } from '../typed/tree.ts'
import { isError, isSequence, typeName, U64 } from '../typed/type-facts.ts'
import { invalid, type Body } from './body.ts'
import { mustFit } from './fit.ts'
import { lengthOf } from './resolve-type.ts'
import { complain } from './session.ts'
import { mayBePart } from './tuples.ts'
import { isOfGoodSize } from './type-size.ts'

/** A type with items. */
export type Sequence = ArrayType | TextType

const BYTE: Type = { kind: 'int', name: 'u8' }

/** `"text"`: UTF-8, as a string or where bytes are wanted as those. */
export function checkText(node: Extract<ast.ParsedExpr, { kind: 'string' }>, hint: Type | null): TypedExpr {
  const bytes = new TextEncoder().encode(node.value)
  const kind = hint?.kind === 'bytes' ? 'bytes' : 'string'
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { kind: 'text', type: { kind, max: bytes.length }, span: node.span, hex }
}

/** `[a, b]`, `[value; count]`: of fixed size, or growable where that is wanted. */
export function checkArray(
  body: Body,
  node: Extract<ast.ParsedExpr, { kind: 'array' }>,
  hint: Type | null,
): TypedExpr {
  const wanted = hint?.kind === 'array' ? hint : null
  let element: Type | null = wanted === null || isError(wanted.element) ? null : wanted.element
  const items = node.items.map((item): TypedExpr => {
    const typed = body.session.rules.infer(body, item, element)
    const fitted = element === null ? typed : mustFit(body, typed, element)
    if (!mayBePart(body, fitted, 'an item of an array')) return invalid(item.span)
    if (!isError(fitted.type)) element ??= fitted.type
    return fitted
  })
  const count = node.count === null ? items.length : lengthOf(body, node.count)
  if (element === null || count === null || items.some((item) => isError(item.type))) {
    if (items.length === 0) complain(body.session, 'E0548', node.span, {})
    return invalid(node.span)
  }
  const growable = wanted !== null && wanted.size === null
  const type: Type = { kind: 'array', element, size: growable ? null : count, max: growable ? count : null }
  if (!isOfGoodSize(body.session, type, node.span)) return invalid(node.span)
  const [item] = items
  return node.count === null || item === undefined
    ? { kind: 'array', type, span: node.span, items }
    : { kind: 'repeat', type, span: node.span, item, count }
}

/** `a[i]` of an array or of bytes; null for other types. */
export function checkElement(
  body: Body,
  object: TypedExpr,
  node: Extract<ast.ParsedExpr, { kind: 'index' }>,
): TypedExpr | null {
  const { type } = object
  if (!isSequence(type)) return null
  const { span } = node
  const index = body.session.rules.expect(body, node.index, U64)
  const item = type.kind === 'array' ? type.element : BYTE
  if (
    type.kind === 'array' &&
    index.kind === 'integer' &&
    type.size !== null &&
    index.value >= BigInt(type.size)
  ) {
    complain(body.session, 'E0550', index.span, { index: String(index.value), type: typeName(type) })
    return invalid(span, item)
  }
  if (object.kind !== 'load' || type.kind !== 'array') {
    return { kind: 'element', type: item, span, object, index }
  }
  const step = { kind: 'index', index, type: item, span: node.index.span } as const
  const { root, path } = object.place
  return { kind: 'load', type: item, span, place: { root, path: [...path, step], type: item, span } }
}

/** `.len`, and `.bytes` of a string; null if there is no such member. */
export function sequenceMember(
  object: TypedExpr,
  type: Sequence,
  name: string,
  span: TypedExpr['span'],
): TypedExpr | null {
  if (name === 'len') return { kind: 'length', type: U64, span, object }
  if (name !== 'bytes' || type.kind !== 'string') return null
  return {
    kind: 'convert',
    type: { kind: 'bytes', max: type.max },
    span,
    conversion: 'to-bytes',
    operand: object,
  }
}

export const SEQUENCE_MEMBERS: readonly string[] = ['len', 'slice', 'concat']
