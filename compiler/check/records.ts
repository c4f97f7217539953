// Literals of structs, errors and events: `Name { field: value, shorthand }`.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { SymbolId, TypedErrorValue, TypedExpr, TypedFieldValue } from '../typed/tree.ts'
import { invalid, namesInScope, resolveName, type Body } from './body.ts'
import { describe, type Entity, type RecordInfo } from './model.ts'
import { complain, refer, type Session } from './session.ts'
import { didYouMean } from './suggest.ts'

/** The declaration of a struct, error or event. */
export function recordById(session: Session, id: SymbolId): RecordInfo | undefined {
  return session.records.find((r) => r.id === id)
}

/** A struct's literal as an expression. */
export function checkStructLiteral(body: Body, node: ast.ParsedStructLiteral): TypedExpr {
  const record = wanted(body, node.name, 'struct', 'a struct')
  if (record === null) {
    for (const field of node.fields) checkFieldValue(body, field, null)
    return invalid(node.span)
  }
  const fields = checkFields(body, record, node.fields, node.span)
  const type = { kind: 'struct', struct: record.id, name: record.name } as const
  return fields === null
    ? invalid(node.span, type)
    : { kind: 'struct', type, span: node.span, struct: record.id, fields }
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
): readonly TypedFieldValue[] | null {
  const fields: TypedFieldValue[] = []
  let sound = true
  for (const item of given) {
    const index = record.fields.findIndex((f) => f.name === item.name.text)
    const field = record.fields[index]
    const value = checkFieldValue(body, item, field?.type ?? null)
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
