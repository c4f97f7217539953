// What can be done with coins: `coin.zero()`, `pool.take(amount)`, `pool.join(other)`, `pool.swap(other)`, `funds.split(amount)`. That each coin ends in exactly one
// place is checked afterwards, over the typed body (passes/coins.ts).
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedExpr } from '../typed/tree.ts'
import { COIN, SOMPI, UNIT } from '../typed/type-facts.ts'
import { checkArguments } from './arguments.ts'
import { invalid, type Body } from './body.ts'
import { placeOf, unknownMember } from './places.ts'
import { COIN_MEMBERS, mayChange } from './resources.ts'
import { complain } from './session.ts'

/** `object` null: a function of the type `coin` itself. */
export function checkCoinMethod(
  body: Body,
  node: ast.ParsedCall,
  object: TypedExpr | null,
  name: ast.Name,
): TypedExpr {
  const { span } = node
  if (object === null) {
    if (name.text !== 'zero') return unknown(body, node, name, ['zero'])
    const none = checkArguments(body, 'coin.zero', [], node.args, span)
    return none === null ? invalid(span, COIN) : { kind: 'builtin', builtin: 'coin-zero', type: COIN, span }
  }
  if (name.text === 'split') return split(body, node, object)
  if (name.text !== 'take' && name.text !== 'join' && name.text !== 'swap')
    return unknown(body, node, name, COIN_MEMBERS)
  const wanted = name.text === 'take' ? { name: 'amount', type: SOMPI } : { name: 'other', type: COIN }
  const result = name.text === 'join' ? UNIT : COIN
  const arg = checkArguments(body, name.text, [wanted], node.args, span)?.[0]
  if (arg === undefined) return invalid(span, result)
  const coin = placeOf(object)
  if (coin === null) {
    if (object.kind !== 'invalid') complain(body.session, 'E0211', object.span, { operation: name.text })
    return invalid(span, result)
  }
  if (!mayChange(body, coin)) return invalid(span, result)
  if (name.text === 'swap')
    return { kind: 'builtin', builtin: 'swap', type: COIN, span, place: coin, other: arg }
  return name.text === 'take'
    ? { kind: 'builtin', builtin: 'coin-take', type: COIN, span, coin, amount: arg }
    : { kind: 'builtin', builtin: 'coin-join', type: UNIT, span, coin, other: arg }
}

/** `funds.split(amount)`: the coin goes away, and two come. */
function split(body: Body, node: ast.ParsedCall, coin: TypedExpr): TypedExpr {
  const { span } = node
  const type: Type = { kind: 'tuple', items: [COIN, COIN] }
  const [amount] = checkArguments(body, 'split', [{ name: 'amount', type: SOMPI }], node.args, span) ?? []
  return amount === undefined
    ? invalid(span, type)
    : { kind: 'builtin', builtin: 'coin-split', type, span, coin, amount }
}

function unknown(body: Body, node: ast.ParsedCall, name: ast.Name, members: readonly string[]): TypedExpr {
  for (const arg of node.args) body.session.rules.infer(body, arg.value, null)
  unknownMember(body, 'coin', name, members)
  return invalid(node.span)
}
