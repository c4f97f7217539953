// Numbers and amounts as written, turned into values.
import type { IToken } from 'chevrotain'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import type { Span } from '../source.ts'
import type { ParsedExpr } from './ast.ts'

/** Sompi in one coin have this many decimal places. */
const KAS_DECIMALS = 8

/** A number with an optional unit (`kas` or `sompi`). Mistakes are reported and give the nearest value. */
export function numberLiteral(
  token: IToken,
  unit: string | null,
  span: Span,
  problems: Diagnostic[],
): ParsedExpr {
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

/** A quoted text without its quotes; `\"` and `\\` stand for themselves. */
export function textLiteral(image: string): string {
  return image.slice(1, -1).replaceAll(/\\(["\\])/g, '$1')
}
