// Functions that need no import: `pay`, `mul_div`, sums and counts, and those of tests.
import type * as ast from '../syntax/ast.ts'
import { DIGEST_NAMES, type DigestName, type Type, type TypedExpr } from '../typed/tree.ts'
import { ADDRESS, BOOL, HASH, COIN, OUTBOX_ID, U64 } from '../typed/type-facts.ts'
import { checkAggregate } from './aggregates.ts'
import { checkArguments } from './arguments.ts'
import { invalid, type Body } from './body.ts'
import { isBareNumber, mustFit } from './fit.ts'
import { complain } from './session.ts'
import { checkTestFunction, TEST_FUNCTIONS } from './test-functions.ts'

export const BUILTIN_FUNCTIONS: readonly string[] = [
  'pay',
  'mul_div',
  ...DIGEST_NAMES,
  'verify_schnorr',
  'nonce_of',
  'sum',
  'count',
  ...TEST_FUNCTIONS,
]

/** Whether a name that nothing declares is a built-in function. */
export function isBuiltin(name: string): boolean {
  return BUILTIN_FUNCTIONS.includes(name)
}

/** A call of a built-in function. */
export function checkBuiltin(
  body: Body,
  node: ast.ParsedCall,
  name: string,
  hint: Type | null = null,
): TypedExpr {
  switch (name) {
    case 'pay':
      return checkPay(body, node)
    case 'mul_div':
      return checkMulDiv(body, node, hint)
    case 'sha256':
    case 'blake2b':
    case 'blake3':
      return checkDigest(body, node, name)
    case 'verify_schnorr':
      return checkSchnorr(body, node)
    case 'nonce_of':
      return checkNonce(body, node)
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

const BYTES: Type = { kind: 'bytes', max: null }

function checkDigest(body: Body, node: ast.ParsedCall, name: DigestName): TypedExpr {
  const { span } = node
  const [data] = checkArguments(body, name, [{ name: 'data', type: BYTES }], node.args, span) ?? []
  if (data === undefined) return invalid(span, HASH)
  return { kind: 'builtin', builtin: 'digest', type: HASH, span, function: name, data }
}

/** `verify_schnorr(key, message, signature)`: who signs is an address, what is signed a hash. */
function checkSchnorr(body: Body, node: ast.ParsedCall): TypedExpr {
  const { span } = node
  const params = [
    { name: 'key', type: ADDRESS },
    { name: 'message', type: HASH },
    { name: 'signature', type: BYTES },
  ]
  const [key, message, signature] = checkArguments(body, 'verify_schnorr', params, node.args, span) ?? []
  if (key === undefined || message === undefined || signature === undefined) return invalid(span, BOOL)
  return { kind: 'builtin', builtin: 'verify-schnorr', type: BOOL, span, key, message, signature }
}

/** `nonce_of(key)`: a number that the contract keeps for each key that has signed. */
function checkNonce(body: Body, node: ast.ParsedCall): TypedExpr {
  const { span } = node
  const [key] = checkArguments(body, 'nonce_of', [{ name: 'key', type: ADDRESS }], node.args, span) ?? []
  const outside = body.role === 'test' ? 'E0409' : body.contract === null ? 'E0405' : null
  if (outside !== null)
    complain(body.session, outside, span, { what: outside === 'E0405' ? 'nonce_of' : '`nonce_of`' })
  if (key === undefined || outside !== null) return invalid(span, U64)
  return { kind: 'builtin', builtin: 'nonce-of', type: U64, span, key }
}

function isWideUnsigned(type: Type): boolean {
  return type.kind === 'int' && (type.name === 'u128' || type.name === 'u256')
}

/** `mul_div(a, b, c, round: down)`: the rounding is always written. */
function checkMulDiv(body: Body, node: ast.ParsedCall, hint: Type | null): TypedExpr {
  const { span } = node
  const { rules } = body.session
  const factors = node.args.slice(0, 3)
  // The type that is wanted, or that of the first number that has one.
  const wanted = hint !== null && isWideUnsigned(hint) ? hint : null
  const lead = wanted === null ? factors.findIndex((arg) => !isBareNumber(arg.value)) : -1
  const first = factors[lead]
  const leading = first === undefined ? null : rules.infer(body, first.value, U64)
  const type = wanted ?? (leading !== null && isWideUnsigned(leading.type) ? leading.type : U64)
  const numbers = factors.map((arg, i) =>
    i === lead && leading !== null ? mustFit(body, leading, type) : rules.expect(body, arg.value, type),
  )
  const last = node.args[3]
  const word = last?.value.kind === 'name' ? last.value.name.text : ''
  const [a, b, c] = numbers
  const rounded = last?.name?.text === 'round' && (word === 'down' || word === 'up')
  if (!rounded || node.args.length !== 4 || a === undefined || b === undefined || c === undefined) {
    complain(body.session, 'E0529', span, {})
    return invalid(span, type)
  }
  const round = word === 'down' ? 'down' : 'up'
  return { kind: 'builtin', builtin: 'mul-div', type, span, a, b, c, round }
}
