// Conditions of tests that don't hold are told with the value of every part: which part of it is not as expected should
// need no second run.
import { decodeValue } from '../abi/decode.ts'
import { toFlat } from './blocks.ts'
import { limited } from './value-text.ts'
import { abiTypeOf } from '../lower/layout.ts'
import { spanText } from '../source.ts'
import type { Type, TypedExpr } from '../typed/tree.ts'
import { splitHandle, wordIn } from './environment.ts'
import type { Environment, Observation } from './environment.ts'
import { actorWith } from './actors.ts'
import type { ReportedValue } from './report.ts'

/** Null if the condition holds; otherwise the values of its parts, in the order in which they were worked out. */
export function valuesIfWrong(env: Environment, condition: TypedExpr): readonly ReportedValue[] | null {
  const observed: Observation[] = []
  if (wordIn({ ...env, observed }, condition) !== 0n) return null
  const seen = new Set<string>()
  return observed.flatMap(({ expr, words }) => {
    const file = env.program.files[expr.span.file]
    const said = `${file === undefined ? '' : spanText(file, expr.span)} ${words.join(' ')}`
    if (expr === condition || seen.has(said) || saysItself(expr)) return []
    seen.add(said)
    return reported(env, expr, words)
  })
}

/** Literals show their value, names of actors and contracts say all there is to say. */
function saysItself(expr: TypedExpr): boolean {
  switch (expr.kind) {
    case 'integer':
    case 'bool':
    case 'bytes32':
    case 'test-actor':
      return true
    case 'load':
      return expr.type.kind === 'handle'
    default:
      return false
  }
}

function reported(env: Environment, expr: TypedExpr, words: readonly bigint[]): ReportedValue[] {
  if (expr.type.kind === 'unit' || expr.type.kind === 'never') return []
  const sized = limited(env, expr.type, words)
  const type = abiTypeOf(env.program, sized)
  const value = decodeValue(type, toFlat(env, sized, instanceWords(expr.type, words)))
  if (value === undefined) return []
  const actor = type.kind === 'address' ? actorWith(words) : undefined
  return [{ span: expr.span, type, value, actor: actor ?? null }]
}

/** Handles are shown as the instances that they are, without the number of their silo. */
function instanceWords(type: Type, words: readonly bigint[]): readonly bigint[] {
  return type.kind === 'handle' || type.kind === 'contract'
    ? words.map((word) => splitHandle(word).instance)
    : words
}
