// `by origin Final { silo: partner, .. } or Unproven { .. }`: which calls from other silos a `remote` function takes. Written like patterns of the enum `Origin`, but what
// stands in a field is what the origin must be: a place in storage, a constant or a number.
import type * as ast from '../syntax/ast.ts'
import {
  ORIGIN_VARIANTS,
  type Type,
  type TypedAccess,
  type TypedExpr,
  type TypedOrigin,
} from '../typed/tree.ts'
import { HASH, U32, UNIT } from '../typed/type-facts.ts'
import { newBody, type Body } from './body.ts'
import type { FunctionInfo } from './model.ts'
import { complain, type Surroundings } from './session.ts'

type FieldsPattern = Extract<ast.ParsedPattern, { kind: 'fields-pattern' }>

/** What may be asked of an origin, and all that it has. */
const ASKED = { silo: HASH, instance: U32 } as const satisfies Record<string, Type>
const FIELDS = 3

export function originAccess(at: Surroundings, info: FunctionInfo, clause: ast.ParsedAccess): TypedAccess {
  const body = newBody(at, 'public', UNIT)
  const origins = clause.origins.flatMap((pattern) => originOf(body, info, pattern) ?? [])
  return origins.length < clause.origins.length
    ? { kind: 'anyone' }
    : { kind: 'origin', origins, span: clause.span }
}

/** Null after a reported mistake. */
function originOf(body: Body, info: FunctionInfo, pattern: ast.ParsedPattern): TypedOrigin | null {
  const { session } = body
  const wrong = (span: ast.ParsedPattern['span'], why: string): null => {
    complain(session, 'E1205', span, { why })
    return null
  }
  const name = pattern.kind === 'fields-pattern' && pattern.qualifier === null ? pattern.name.text : ''
  const variant = ORIGIN_VARIANTS.find((known) => known === name)
  if (pattern.kind !== 'fields-pattern' || variant === undefined)
    return wrong(pattern.span, 'it takes `Final { .. }` and `Unproven { .. }`')
  if (variant === 'Unproven' && info.payable)
    return wrong(pattern.span, 'coins come along with calls that are final, and with no others')
  if (info.contract === null && pattern.fields.length > 0)
    return wrong(pattern.span, 'an interface says which calls are taken, not where they come from')
  if (!pattern.rest && pattern.fields.length < FIELDS)
    return wrong(pattern.span, 'write `..` for what it leaves out')
  const found: { silo: TypedExpr | null; instance: TypedExpr | null } = { silo: null, instance: null }
  const texts: string[] = []
  for (const field of pattern.fields) {
    const asked = field.name.text
    if (asked !== 'silo' && asked !== 'instance')
      return wrong(field.span, `\`${asked}\` can't be asked for: \`silo\` and \`instance\` can`)
    if (found[asked] !== null) return wrong(field.span, `\`${asked}\` stands here twice`)
    const node = valueOf(field)
    const value = node === null ? null : session.rules.expect(body, node, ASKED[asked])
    if (value === null || !isKnown(value))
      return value?.kind === 'invalid'
        ? null
        : wrong(field.span, 'what an origin must be is a field of storage, a constant or a number')
    found[asked] = value
    texts.push(`${asked}: ${textOf(body, field)}`)
  }
  const text = `${variant} { ${[...texts, ...(pattern.rest ? ['..'] : [])].join(', ')} }`
  return { variant, ...found, text }
}

/** What a field must be, read as an expression; null if no expression looks like it. */
function valueOf({ name, pattern }: FieldsPattern['fields'][number]): ast.ParsedExpr | null {
  if (pattern === null) return { kind: 'name', span: name.span, name }
  if (pattern.kind === 'value') return pattern.value
  if (pattern.kind === 'bind' && !pattern.mutable)
    return { kind: 'name', span: pattern.name.span, name: pattern.name }
  if (pattern.kind !== 'variant-pattern' || pattern.items !== null || pattern.qualifier === null) return null
  const { qualifier } = pattern
  const object = { kind: 'name', span: qualifier.span, name: qualifier } as const
  return { kind: 'member', span: pattern.span, object, name: pattern.name }
}

function textOf(body: Body, { name, pattern }: FieldsPattern['fields'][number]): string {
  const { start, end } = pattern?.span ?? name.span
  return body.scope.file.text.slice(start, end)
}

function isKnown(value: TypedExpr): boolean {
  return (
    value.kind === 'constant' ||
    value.kind === 'integer' ||
    (value.kind === 'load' && value.place.root.kind === 'storage')
  )
}
