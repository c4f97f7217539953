// Literals of structs, errors and events: `Name { field: value, shorthand }`.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { SymbolId, Type, TypedErrorValue, TypedExpr, TypedFieldValue } from '../typed/tree.ts'
import { ERROR, isLinear, mayStand } from '../typed/type-facts.ts'
import { invalid, namesInScope, resolveName, type Body } from './body.ts'
import {
  bareVariant,
  checkVariant,
  hintBindings,
  inferPart,
  qualifiedVariant,
  type FoundVariant,
} from './enums.ts'
import { mustFit } from './fit.ts'
import { structType, substitute } from './generics.ts'
import { describe, type Entity, type RecordInfo } from './model.ts'
import { isOwn } from './resources.ts'
import { complain, refer, type Session } from './session.ts'
import { didYouMean } from './suggest.ts'
import { mayBePart, refused } from './tuples.ts'
import { isOfGoodSize } from './type-size.ts'

/** The declaration of a struct, error or event. */
export function recordById(session: Session, id: SymbolId): RecordInfo | undefined {
  return session.recordById.get(id)
}

/** A struct's literal, or that of a variant with named fields. */
export function checkStructLiteral(body: Body, node: ast.ParsedStructLiteral, hint: Type | null): TypedExpr {
  const variant = variantOfLiteral(body, node, hint)
  if (variant === 'unknown') return invalid(node.span)
  if (variant !== null)
    return checkVariant(body, variant, { kind: 'fields', fields: node.fields }, node.span, hint)
  const record = wanted(body, node.name, 'struct', 'a struct')
  if (record === null) {
    for (const field of node.fields) checkFieldValue(body, field, null)
    return invalid(node.span)
  }
  isOwn(body, record.id, node.name.span, 'makes')
  if (record.typeParams.length > 0) return genericLiteral(body, node, record, hint)
  const fields = checkFields(body, record, node.fields, node.span)
  const type = structType(body.session, record, [])
  return fields === null
    ? invalid(node.span, type)
    : { kind: 'struct', type, span: node.span, struct: record.id, fields }
}

/** The variant that a literal's name stands for; null if it is a struct's. */
function variantOfLiteral(
  body: Body,
  node: ast.ParsedStructLiteral,
  hint: Type | null,
): FoundVariant | 'unknown' | null {
  const { qualifier, name } = node
  if (qualifier === null) return bareVariant(body, name, hint)
  const owner = { kind: 'name', span: qualifier.span, name: qualifier } as const
  const found = qualifiedVariant(body, owner, name)
  if (found !== null) return found
  if (qualifier.text !== '' && !body.scope.broken.has(qualifier.text))
    notOfKind(body, qualifier, resolveName(body, qualifier.text), 'enum', 'an enum')
  for (const field of node.fields) checkFieldValue(body, field, null)
  return 'unknown'
}

/** A generic struct: its fields say what the type parameters stand for. */
function genericLiteral(
  body: Body,
  node: ast.ParsedStructLiteral,
  record: RecordInfo,
  hint: Type | null,
): TypedExpr {
  const bindings = hintBindings(record, hint)
  const values = checkFields(body, record, node.fields, node.span, (item, type) => {
    const value = item.value ?? ({ kind: 'name', span: item.name.span, name: item.name } as const)
    return inferPart(body, value, type, record, bindings)
  })
  if (values === null) return invalid(node.span)
  const args = record.typeParams.map((param) => bindings.get(param.param) ?? ERROR)
  const unknown = record.typeParams.find((param) => !bindings.has(param.param))
  if (unknown !== undefined) {
    if (values.every((v) => v.value.kind !== 'invalid'))
      complain(body.session, 'E0535', node.span, {
        name: record.name,
        enum: record.name,
        param: unknown.name,
      })
    return invalid(node.span)
  }
  const fields = values.map((field): TypedFieldValue => {
    const declared = record.fields[field.index]?.type ?? ERROR
    const type = substitute(body.session, declared, bindings)
    const value = mustFit(body, field.value, type)
    return {
      ...field,
      value:
        isLinear(declared) || mayBePart(body, value, `held by \`${record.name}\``)
          ? value
          : refused(field.span, [value]),
    }
  })
  const sound = args.every((arg) => mayStand(arg, 'type-argument'))
  const type = sound ? structType(body.session, record, args) : ERROR
  return type.kind === 'struct' && isOfGoodSize(body.session, type, node.span)
    ? { kind: 'struct', type, span: node.span, struct: type.struct, fields }
    : refused(
        node.span,
        fields.map((field) => field.value),
      )
}

/** The error behind `trap` or `else`; null after a reported mistake. An error without fields needs no braces. */
export function checkFailure(body: Body, node: ast.ParsedExpr): TypedErrorValue | null {
  const checked = checkRecord(body, node, 'error', 'an error')
  return checked === null ? null : { error: checked.record.id, fields: checked.fields, span: node.span }
}

/** A value of an error or event, in literal form; null after a reported mistake. */
export function checkRecord(
  body: Body,
  node: ast.ParsedExpr,
  kind: 'error' | 'event',
  what: string,
): { readonly record: RecordInfo; readonly fields: readonly TypedFieldValue[] } | null {
  if (node.kind !== 'name' && node.kind !== 'literal') return null
  const record = wanted(body, node.name, kind, what)
  const given = node.kind === 'literal' ? node.fields : []
  if (record === null) {
    for (const field of given) checkFieldValue(body, field, null)
    return null
  }
  const fields = checkFields(body, record, given, node.span)
  return fields === null ? null : { record, fields }
}

/** Finds a struct, error or event by name. */
export function wanted(
  body: Body,
  name: ast.Name,
  kind: RecordInfo['kind'],
  what: string,
): RecordInfo | null {
  if (name.text === '' || body.scope.broken.has(name.text)) return null
  const entity = resolveName(body, name.text)
  if (entity?.kind === kind) {
    refer(body.session, name.span, entity.info.id)
    return entity.info
  }
  notOfKind(body, name, entity, kind, what)
  return null
}

/** Reports that a name stands for nothing, or for something of another kind than is wanted (`what` in words). */
export function notOfKind(
  body: Body,
  name: ast.Name,
  entity: Entity | undefined,
  kind: Entity['kind'],
  what: string,
): void {
  if (entity !== undefined) {
    complain(body.session, 'E0304', name.span, { name: name.text, is: describe(entity), wanted: what })
    return
  }
  const candidates = namesInScope(body).filter((n) => resolveName(body, n)?.kind === kind)
  const details = didYouMean(name.text, name.span, candidates)
  complain(body.session, 'E0301', name.span, { name: name.text }, details)
}

function checkFields(
  body: Body,
  record: RecordInfo,
  given: readonly ast.ParsedFieldValue[],
  span: Span,
  valueOf: (item: ast.ParsedFieldValue, type: Type) => TypedExpr = (item, type) =>
    checkFieldValue(body, item, type),
): readonly TypedFieldValue[] | null {
  const fields: TypedFieldValue[] = []
  let sound = true
  for (const item of given) {
    const index = record.fields.findIndex((f) => f.name === item.name.text)
    const field = record.fields[index]
    const value = field === undefined ? checkFieldValue(body, item, null) : valueOf(item, field.type)
    if (field === undefined) {
      sound = false
      const names = record.fields.map((f) => f.name)
      const args = { type: record.name, name: item.name.text }
      if (item.name.text !== '') {
        complain(
          body.session,
          'E0308',
          item.name.span,
          args,
          didYouMean(item.name.text, item.name.span, names),
        )
      }
      continue
    }
    const first = fields.find((f) => f.index === index)
    if (first !== undefined) {
      const secondary = [{ span: first.span, label: 'first given here' }]
      complain(body.session, 'E0508', item.name.span, { name: item.name.text }, { secondary })
      continue
    }
    fields.push({ index, name: field.name, value, span: item.span })
  }
  const missing = record.fields.filter((_, i) => !fields.some((f) => f.index === i)).map((f) => f.name)
  // A misspelt field is missing under its right name: one mistake.
  if (missing.length > 0 && sound) {
    complain(body.session, 'E0507', span, {
      name: record.name,
      fields: missing.map((m) => `\`${m}\``).join(', '),
      example: `${record.name} { ${record.fields.map((f) => `${f.name}: ...`).join(', ')} }`,
    })
  }
  return missing.length === 0 && sound ? fields : null
}

function checkFieldValue(
  body: Body,
  item: ast.ParsedFieldValue,
  type: RecordInfo['fields'][number]['type'] | null,
): TypedExpr {
  const { rules } = body.session
  const node: ast.ParsedExpr = item.value ?? { kind: 'name', span: item.name.span, name: item.name }
  return type === null ? rules.infer(body, node, null) : rules.expect(body, node, type)
}
