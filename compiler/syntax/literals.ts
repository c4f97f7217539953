// Numbers and amounts as written, turned into values.
import type { IToken } from 'chevrotain'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import type { Span } from '../source.ts'
import type { ParsedExpr } from './ast.ts'

/** Sompi in one coin have this many decimal places. */
const KAS_DECIMALS = 8

/** Integers of so many digits are exact as numbers. */
const SAFE_DIGITS = 15
const [UNDERSCORE, ZERO, NINE] = [0x5f, 0x30, 0x39]

/** A number with an optional unit (`kas` or `sompi`). Mistakes are reported and give the nearest value. */
export function numberLiteral(
  token: IToken,
  unit: string | null,
  span: Span,
  problems: Diagnostic[],
): ParsedExpr {
  const plain = unit === null ? plainDigits(token.image) : null
  if (plain !== null) return { kind: 'integer', span, value: BigInt(plain), hexDigits: null }
  const text = token.image.replaceAll('_', '')
  if (text.startsWith('0x')) {
    if (unit !== null || text.length === 2) problems.push(report('E0107', span, { text: token.image }))
    const digits = text.slice(2)
    return { kind: 'integer', span, value: BigInt(`0x0${digits}`), hexDigits: digits.length }
  }
  const [whole = '0', fraction = ''] = text.split('.')
  if (unit === 'kas') {
    if (fraction.length > KAS_DECIMALS) problems.push(report('E0108', span, {}))
    const value = BigInt(whole + fraction.slice(0, KAS_DECIMALS).padEnd(KAS_DECIMALS, '0'))
    return { kind: 'amount', span, value, unit }
  }
  if (fraction !== '') problems.push(report('E0107', span, { text: token.image }))
  if (unit === 'sompi') return { kind: 'amount', span, value: BigInt(whole || '0'), unit }
  return { kind: 'integer', span, value: BigInt(whole || '0'), hexDigits: null }
}

/** The number that a few digits say, with `_` between them or not, as most numbers do; null for all others. */
function plainDigits(image: string): number | null {
  if (image.length > SAFE_DIGITS) return null
  let value = 0
  for (let i = 0; i < image.length; i++) {
    const unit = image.charCodeAt(i)
    if (unit === UNDERSCORE) continue
    if (unit < ZERO || unit > NINE) return null
    value = value * 10 + unit - ZERO
  }
  return value
}

/** A quoted text without its quotes; `\"` and `\\` stand for themselves. */
export function textLiteral(image: string): string {
  return image.slice(1, -1).replaceAll(/\\(["\\])/g, '$1')
}
