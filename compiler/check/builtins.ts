// Functions that need no import: `pay`, `mul_div`, sums and counts, and those of tests.
import type * as ast from '../syntax/ast.ts'
import type { TypedExpr } from '../typed/tree.ts'
import { ADDRESS, COIN, OUTBOX_ID, U64 } from '../typed/type-facts.ts'
import { checkAggregate } from './aggregates.ts'
import { checkArguments } from './arguments.ts'
import { invalid, type Body } from './body.ts'
import { complain } from './session.ts'
import { checkTestFunction, TEST_FUNCTIONS } from './test-functions.ts'

export const BUILTIN_FUNCTIONS: readonly string[] = ['pay', 'mul_div', 'sum', 'count', ...TEST_FUNCTIONS]

/** Whether a name that nothing declares is a built-in function. */
export function isBuiltin(name: string): boolean {
  return BUILTIN_FUNCTIONS.includes(name)
}

/** A call of a built-in function. */
export function checkBuiltin(body: Body, node: ast.ParsedCall, name: string): TypedExpr {
  switch (name) {
    case 'pay':
      return checkPay(body, node)
    case 'mul_div':
      return checkMulDiv(body, node)
    case 'sum':
    case 'count':
      return checkAggregate(body, node, name)
    default:
      return checkTestFunction(body, node, name)
  }
}

function checkPay(body: Body, node: ast.ParsedCall): TypedExpr {
  const { span } = node
  const params = [
    { name: 'to', type: ADDRESS },
    { name: 'coin', type: COIN },
  ]
  const args = checkArguments(body, 'pay', params, node.args, span)
  if (body.role === 'test') {
    complain(body.session, 'E0409', span, { what: '`pay`' })
    return invalid(span, OUTBOX_ID)
  }
  const [to, coin] = args ?? []
  if (to === undefined || coin === undefined) return invalid(span, OUTBOX_ID)
  return { kind: 'builtin', builtin: 'pay', type: OUTBOX_ID, span, to, coin }
}

/** `mul_div(a, b, c, round: down)`: the rounding is always written. */
function checkMulDiv(body: Body, node: ast.ParsedCall): TypedExpr {
  const { span } = node
  const numbers = node.args.slice(0, 3).map((arg) => body.session.rules.expect(body, arg.value, U64))
  const last = node.args[3]
  const word = last?.value.kind === 'name' ? last.value.name.text : ''
  const [a, b, c] = numbers
  const rounded = last?.name?.text === 'round' && (word === 'down' || word === 'up')
  if (!rounded || node.args.length !== 4 || a === undefined || b === undefined || c === undefined) {
    complain(body.session, 'E0529', span, {})
    return invalid(span, U64)
  }
  const round = word === 'down' ? 'down' : 'up'
  return { kind: 'builtin', builtin: 'mul-div', type: U64, span, a, b, c, round }
}
