// Patterns against the type of what they take apart: names become variables, variants and fields are looked up.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedFieldPattern, TypedPattern, TypedRecordField } from '../typed/tree.ts'
import { ERROR, isError, isLinear, typeName } from '../typed/type-facts.ts'
import { declareLocal, resolveName, type Body } from './body.ts'
import { enumNamed, formOf, referEnum, templateOf, variantOf, type FoundVariant } from './enums.ts'
import { recordById } from './records.ts'
import { isOwn } from './resources.ts'
import { complain, refer } from './session.ts'
import { didYouMean } from './suggest.ts'

type Pattern<K extends ast.ParsedPattern['kind']> = Extract<ast.ParsedPattern, { kind: K }>

/** The typed form of a pattern for values of `type`. Its variables come into scope. Mistakes take anything. */
export function checkPattern(body: Body, node: ast.ParsedPattern, type: Type): TypedPattern {
  switch (node.kind) {
    case 'value':
      return literal(body, node, type)
    case 'bind':
      return named(body, node, type)
    case 'variant-pattern':
      return variantPattern(body, node, type)
    case 'fields-pattern':
      return fieldsPattern(body, node, type)
    case 'tuple-pattern':
      return tuplePattern(body, node, type)
  }
}

function any(span: Span, type: Type): TypedPattern {
  return { kind: 'any', type, span }
}

function literal(body: Body, node: Pattern<'value'>, type: Type): TypedPattern {
  const value = body.session.rules.expect(body, node.value, type)
  if (value.kind !== 'integer' && value.kind !== 'bool') return any(node.span, type)
  return { kind: 'literal', type, span: node.span, value }
}

/** `_`, a variant without data, or a new variable. */
function named(body: Body, node: Pattern<'bind'>, type: Type): TypedPattern {
  const { name, span, mutable } = node
  if (name.text === '_' && isLinear(type))
    complain(body.session, 'E0217', span, { what: 'this', type: typeName(type) })
  if (name.text === '_' || name.text === '') return any(span, type)
  const info = templateOf(body.session, type)
  if (info !== undefined && !mutable) {
    const index = info.variants.findIndex((v) => v.name === name.text)
    const variant = info.variants[index]
    if (variant !== undefined) return ofVariant(body, { info, index, variant }, node, null, type)
    // A capital letter says that a variant is meant: a slip must not take every value.
    if (/^[A-Z]/.test(name.text)) {
      variantOf(body, info, name)
      return any(span, type)
    }
  }
  return { kind: 'bind', type, span, variable: declareLocal(body, name, span, type, mutable, 'pattern').id }
}

function variantPattern(body: Body, node: Pattern<'variant-pattern'>, type: Type): TypedPattern {
  const found = findVariant(body, node, type)
  if (found === null) {
    for (const item of node.items ?? []) checkPattern(body, item, ERROR)
    return any(node.span, type)
  }
  return ofVariant(body, found, node, node.items, type)
}

/** The variant of the subject's enum that a pattern names; null after a reported mistake. */
function findVariant(
  body: Body,
  node: { readonly qualifier: ast.Name | null; readonly name: ast.Name; readonly span: Span },
  type: Type,
): FoundVariant | null {
  if (isError(type)) return null
  const info = templateOf(body.session, type)
  if (info === undefined) {
    complain(body.session, 'E0542', node.span, { type: typeName(type) })
    return null
  }
  if (node.qualifier !== null) {
    const owner = enumNamed(body, node.qualifier)
    if (owner !== info) {
      const { text } = node.qualifier
      complain(body.session, 'E0501', node.qualifier.span, { expected: info.name, found: `\`${text}\`` })
      return null
    }
    referEnum(body, info, node.qualifier.span)
  }
  return variantOf(body, info, node.name)
}

function ofVariant(
  body: Body,
  found: FoundVariant,
  node: ast.ParsedPattern,
  items: readonly ast.ParsedPattern[] | null,
  type: Type,
): TypedPattern {
  const fields = instanceFields(body, found, type)
  const right =
    items === null ? fields.length === 0 : found.variant.positional && items.length === fields.length
  if (!right || (items !== null && fields.length === 0)) {
    complain(body.session, 'E0540', node.span, { name: found.variant.name, form: formOf(found) })
    for (const item of items ?? []) checkPattern(body, item, ERROR)
    return any(node.span, type)
  }
  if (node.kind === 'bind') referEnum(body, found.info, node.span)
  const checked = (items ?? []).map((item, index): TypedFieldPattern => ({
    index,
    pattern: checkPattern(body, item, fields[index]?.type ?? ERROR),
  }))
  return { kind: 'variant', type, span: node.span, variant: found.index, fields: checked }
}

function fieldsPattern(body: Body, node: Pattern<'fields-pattern'>, type: Type): TypedPattern {
  if (type.kind === 'struct') {
    const record = recordById(body.session, type.struct)
    const entity = resolveName(body, node.name.text)
    const template = type.generic?.template ?? type.struct
    if (node.qualifier !== null || entity?.kind !== 'struct' || entity.info.id !== template) {
      if (node.name.text !== '' && !body.scope.broken.has(node.name.text))
        complain(body.session, 'E0501', node.name.span, {
          expected: typeName(type),
          found: `\`${node.name.text}\``,
        })
    } else {
      refer(body.session, node.name.span, entity.info.id)
      isOwn(body, template, node.name.span, 'takes apart')
    }
    const fields = checkFields(body, node, typeName(type), record?.fields ?? [])
    return { kind: 'record', type, span: node.span, fields }
  }
  const found = findVariant(body, node, type)
  if (found === null) {
    checkFields(body, node, '', null)
    return any(node.span, type)
  }
  if (found.variant.positional || found.variant.fields.length === 0) {
    complain(body.session, 'E0540', node.span, { name: found.variant.name, form: formOf(found) })
    checkFields(body, node, '', null)
    return any(node.span, type)
  }
  const fields = checkFields(body, node, found.variant.name, instanceFields(body, found, type))
  return { kind: 'variant', type, span: node.span, variant: found.index, fields }
}

/** `declared` null: a mistake was reported, and only the variables count. */
function checkFields(
  body: Body,
  node: Pattern<'fields-pattern'>,
  owner: string,
  declared: readonly TypedRecordField[] | null,
): TypedFieldPattern[] {
  const found: TypedFieldPattern[] = []
  for (const item of node.fields) {
    const index = declared?.findIndex((f) => f.name === item.name.text) ?? -1
    const inner =
      item.pattern ?? ({ kind: 'bind', span: item.name.span, mutable: false, name: item.name } as const)
    const pattern = checkPattern(body, inner, declared?.[index]?.type ?? ERROR)
    if (declared === null || item.name.text === '') continue
    if (index < 0) {
      const names = declared.map((f) => f.name)
      const details = didYouMean(item.name.text, item.name.span, names)
      complain(body.session, 'E0308', item.name.span, { type: owner, name: item.name.text }, details)
    } else if (found.some((f) => f.index === index)) {
      complain(body.session, 'E0508', item.name.span, { name: item.name.text })
    } else found.push({ index, pattern })
  }
  const missing = (declared ?? []).filter((_, i) => !found.some((f) => f.index === i)).map((f) => f.name)
  const lost = (declared ?? []).find((f, i) => isLinear(f.type) && !found.some((p) => p.index === i))
  if (node.rest && lost !== undefined)
    complain(body.session, 'E0217', node.span, { what: `\`${lost.name}\``, type: typeName(lost.type) })
  if (!node.rest && missing.length > 0 && found.length === node.fields.length) {
    complain(body.session, 'E0543', node.span, { fields: missing.map((m) => `\`${m}\``).join(', ') })
  }
  return found
}

function tuplePattern(body: Body, node: Pattern<'tuple-pattern'>, type: Type): TypedPattern {
  const [only] = node.items
  if (node.items.length === 1 && only !== undefined) return checkPattern(body, only, type)
  if (type.kind !== 'tuple' || type.items.length !== node.items.length) {
    if (!isError(type))
      complain(body.session, 'E0501', node.span, {
        expected: typeName(type),
        found: `a tuple of ${node.items.length}`,
      })
    for (const item of node.items) checkPattern(body, item, ERROR)
    return any(node.span, type)
  }
  const fields = node.items.map((item, index): TypedFieldPattern => ({
    index,
    pattern: checkPattern(body, item, type.items[index] ?? ERROR),
  }))
  return { kind: 'record', type, span: node.span, fields }
}

/** The fields of a variant with the types that they have in this enum. */
function instanceFields(body: Body, found: FoundVariant, type: Type): readonly TypedRecordField[] {
  const info = type.kind === 'enum' ? body.session.enumById.get(type.enum) : undefined
  return (info ?? found.info).variants[found.index]?.fields ?? []
}
