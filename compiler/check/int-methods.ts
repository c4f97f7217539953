// Arithmetic and conversions that don't trap, by name: `a.wrapping_add(b)`, `a.saturating_sub(b)`, `a.try_u8()`.
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedArithmetic, TypedExpr } from '../typed/tree.ts'
import { NAMED_TYPES, typeName } from '../typed/type-facts.ts'
import { checkArguments } from './arguments.ts'
import { invalid, type Body } from './body.ts'
import { optionOf } from './generics.ts'
import { unknownMember } from './places.ts'

type Method = Pick<TypedArithmetic, 'operator' | 'overflow'>

const INT_METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['wrapping_add', { operator: 'add', overflow: 'wrap' }],
  ['wrapping_sub', { operator: 'subtract', overflow: 'wrap' }],
  ['wrapping_mul', { operator: 'multiply', overflow: 'wrap' }],
  ['saturating_add', { operator: 'add', overflow: 'saturate' }],
  ['saturating_sub', { operator: 'subtract', overflow: 'saturate' }],
  ['saturating_mul', { operator: 'multiply', overflow: 'saturate' }],
])

/** `try_u8` and so on: the type that is wanted. */
const TRY: ReadonlyMap<string, Type> = new Map(
  [...NAMED_TYPES].filter(([, type]) => type.kind === 'int').map(([name, type]) => [`try_${name}`, type]),
)

export function checkIntMethod(body: Body, node: ast.ParsedCall, left: TypedExpr, name: ast.Name): TypedExpr {
  const { type } = left
  const method = INT_METHODS.get(name.text)
  const target = TRY.get(name.text)
  if (target !== undefined) {
    const option = optionOf(body.session, target)
    const none = checkArguments(body, name.text, [], node.args, node.span)
    if (none === null) return invalid(node.span, option)
    return { kind: 'convert', type: option, span: node.span, conversion: 'try-integer', operand: left }
  }
  if (method === undefined) {
    for (const arg of node.args) body.session.rules.infer(body, arg.value, type)
    unknownMember(body, typeName(type), name, [...INT_METHODS.keys(), ...TRY.keys()])
    return invalid(node.span, type)
  }
  const args = checkArguments(body, name.text, [{ name: 'other', type }], node.args, node.span)
  const right = args?.[0]
  if (right === undefined) return invalid(node.span, type)
  return { kind: 'arithmetic', type, span: node.span, ...method, left, right }
}
