// Arithmetic that does not trap, by name: `a.wrapping_add(b)`, `a.saturating_sub(b)`.
import type * as ast from '../syntax/ast.ts'
import type { TypedArithmetic, TypedExpr } from '../typed/tree.ts'
import { typeName } from '../typed/type-facts.ts'
import { checkArguments } from './arguments.ts'
import { invalid, type Body } from './body.ts'
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

export function checkIntMethod(body: Body, node: ast.ParsedCall, left: TypedExpr, name: ast.Name): TypedExpr {
  const { type } = left
  const method = INT_METHODS.get(name.text)
  if (method === undefined) {
    for (const arg of node.args) body.session.rules.infer(body, arg.value, type)
    unknownMember(body, typeName(type), name, [...INT_METHODS.keys()])
    return invalid(node.span, type)
  }
  const args = checkArguments(body, name.text, [{ name: 'other', type }], node.args, node.span)
  const right = args?.[0]
  if (right === undefined) return invalid(node.span, type)
  return { kind: 'arithmetic', type, span: node.span, ...method, left, right }
}
