// `u32(x)`, `sompi(x)`, `address(x)`, `hash(x)`: conversions by the name of the type wanted.
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedConversion, TypedExpr } from '../typed/tree.ts'
import { isError, sameType, typeName, U64, U8 } from '../typed/type-facts.ts'
import { invalid, type Body } from './body.ts'
import { isBareNumber } from './fit.ts'
import { complain } from './session.ts'

export function checkConversion(body: Body, node: ast.ParsedCall, to: Type): TypedExpr {
  const { span } = node
  const { rules } = body.session
  const arg = node.args[0]
  if (arg === undefined || node.args.length > 1) {
    for (const given of node.args) rules.infer(body, given.value, null)
    const name = typeName(to)
    const given = String(node.args.length)
    complain(body.session, 'E0505', span, {
      callee: name,
      wanted: '1 argument',
      given,
      signature: `${name}(value)`,
    })
    return invalid(span, to)
  }
  // A bare number is of the type at once; nothing is left to convert.
  if (isBareNumber(arg.value) && to.kind !== 'sompi') {
    const typed = rules.expect(body, arg.value, to)
    return { ...typed, span }
  }
  const operand = rules.infer(body, arg.value, hintFor(to, arg.value))
  if (isError(operand.type)) return invalid(span, to)
  if (sameType(operand.type, to)) {
    complain(body.session, 'W0907', span, { type: typeName(to) })
    return { ...operand, span }
  }
  const conversion = conversionBetween(operand.type, to)
  const type = conversion === null ? to : convertedType(conversion, operand.type, to)
  if (conversion !== null) return { kind: 'convert', type, span, conversion, operand }
  complain(body.session, 'E0528', span, { from: typeName(operand.type), to: typeName(to) })
  return invalid(span, to)
}

/** The type that a bare number or list of numbers is taken for. */
function hintFor(to: Type, value: ast.ParsedExpr): Type | null {
  if (to.kind === 'sompi') return U64
  return to.kind === 'bytes' && value.kind === 'array' ? BYTE_LIST : null
}

const BYTE_LIST: Type = { kind: 'array', element: U8, size: null, max: null }

/** What is known of the length of the result. */
function convertedType(conversion: TypedConversion['conversion'], from: Type, to: Type): Type {
  if (conversion === 'hash-to-bytes') return { kind: 'bytes', max: 32 }
  if (conversion === 'list-to-bytes' && from.kind === 'array')
    return { kind: 'bytes', max: from.size ?? from.max }
  return to
}

function conversionBetween(from: Type, to: Type): TypedConversion['conversion'] | null {
  if (from.kind === 'int' && to.kind === 'int') return 'integer'
  if (sameType(from, U64) && to.kind === 'sompi') return 'to-sompi'
  if (from.kind === 'sompi' && sameType(to, U64)) return 'count'
  if (from.kind === 'hash' && to.kind === 'address') return 'hash-to-address'
  if (from.kind === 'address' && to.kind === 'hash') return 'address-to-hash'
  if ((from.kind === 'address' || from.kind === 'hash') && to.kind === 'bytes') return 'hash-to-bytes'
  if (from.kind === 'string' && to.kind === 'bytes') return 'to-bytes'
  if (from.kind === 'array' && sameType(from.element, U8) && to.kind === 'bytes') return 'list-to-bytes'
  if (from.kind === 'bytes' && to.kind === 'hash') return 'bytes-to-hash'
  if ((from.kind === 'contract' || from.kind === 'handle') && to.kind === 'address') return 'to-address'
  if (from.kind === 'handle' && to.kind === 'contract') return 'to-contract'
  return null
}
