// Variants of enums: which one a name stands for, and the values that are made of them.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { SymbolId, Type, TypedExpr, TypedFieldValue, TypedVariant } from '../typed/tree.ts'
import { ERROR, isError, mayStand, typeName } from '../typed/type-facts.ts'
import { invalid, resolveName, type Body } from './body.ts'
import { mustFit } from './fit.ts'
import { bindingsOf, enumType, mentionsParam, substitute, unify, type Bindings } from './generics.ts'
import type { EnumInfo } from './model.ts'
import { complain, refer, type Session } from './session.ts'
import { didYouMean } from './suggest.ts'
import { mayBePart, refused } from './tuples.ts'
import { isOfGoodSize } from './type-size.ts'

/** A variant that a name stands for. */
export interface FoundVariant {
  /** The declaration; for a generic enum not the instance. */
  readonly info: EnumInfo
  readonly index: number
  readonly variant: TypedVariant
}

/** What stands behind a variant's name. */
export type VariantData =
  | { readonly kind: 'none' }
  | { readonly kind: 'items'; readonly args: readonly ast.ParsedArgument[] }
  | { readonly kind: 'fields'; readonly fields: readonly ast.ParsedFieldValue[] }

/** The declaration behind an enum type: for an instance the generic one. */
export function templateOf(session: Session, type: Type): EnumInfo | undefined {
  return type.kind === 'enum' ? session.enumById.get(type.generic?.template ?? type.enum) : undefined
}

/** The enum that a name in front of a dot stands for, if it does. */
export function enumNamed(body: Body, name: ast.Name): EnumInfo | undefined {
  const entity = resolveName(body, name.text)
  if (entity?.kind === 'enum') return entity.info
  return entity === undefined ? body.session.builtinEnums.get(name.text) : undefined
}

/** `Shape.Circle`: the variant; null if what stands before the dot is no enum. A wrong variant is reported. */
export function qualifiedVariant(
  body: Body,
  owner: ast.ParsedExpr,
  name: ast.Name,
): FoundVariant | 'unknown' | null {
  if (owner.kind !== 'name') return null
  const info = enumNamed(body, owner.name)
  if (info === undefined) return null
  referEnum(body, info, owner.span)
  return variantOf(body, info, name) ?? 'unknown'
}

/** A variant's name alone: of the enum that is wanted, or Some, None, Ok and Err. */
export function bareVariant(body: Body, name: ast.Name, hint: Type | null): FoundVariant | null {
  if (resolveName(body, name.text) !== undefined) return null
  const wanted = hint === null ? undefined : templateOf(body.session, hint)
  // What an origin is nobody has to say: contracts are told.
  const known = [...body.session.builtinEnums.values()].filter(({ typeParams }) => typeParams.length > 0)
  for (const info of [...(wanted === undefined ? [] : [wanted]), ...known]) {
    const index = info.variants.findIndex((v) => v.name === name.text)
    const variant = info.variants[index]
    if (variant === undefined) continue
    referEnum(body, info, name.span)
    return { info, index, variant }
  }
  return null
}

/** A variant of an enum by name; an unknown one is reported. */
export function variantOf(body: Body, info: EnumInfo, name: ast.Name): FoundVariant | null {
  const index = info.variants.findIndex((v) => v.name === name.text)
  const variant = info.variants[index]
  if (variant !== undefined) {
    referEnum(body, info, name.span)
    return { info, index, variant }
  }
  const names = info.variants.map((v) => v.name)
  if (name.text !== '') {
    const details = didYouMean(name.text, name.span, names, `it has ${names.join(', ')}`)
    complain(body.session, 'E0541', name.span, { enum: info.name, name: name.text }, details)
  }
  return null
}

/** Notes that a name stands for an enum or a variant of it; the enums that every file knows have no place to go to. */
export function referEnum(body: Body, info: EnumInfo, span: Span): void {
  if (info.scope !== null) refer(body.session, span, info.id)
}

/** A value of an enum. */
export function checkVariant(
  body: Body,
  found: FoundVariant,
  data: VariantData,
  span: Span,
  hint: Type | null,
): TypedExpr {
  const { info, index, variant } = found
  const given = givenValues(body, found, data, span)
  if (given === null) return invalid(span, fallback(body, info, hint))
  const bindings = hintBindings(info, hint)
  const values = given.map(({ index: field, node, span: at }): TypedFieldValue => {
    const declared = variant.fields[field]
    const type = substitute(body.session, declared?.type ?? ERROR, bindings)
    return {
      index: field,
      name: declared?.name ?? '',
      value: inferPart(body, node, type, info, bindings),
      span: at,
    }
  })
  const args = info.typeParams.map((param) => bindings.get(param.param))
  const unknown = info.typeParams.find((_, i) => args[i] === undefined)
  if (unknown !== undefined) {
    if (hint?.kind !== 'error' && values.every((v) => v.value.kind !== 'invalid'))
      complain(body.session, 'E0535', span, { name: variant.name, enum: info.name, param: unknown.name })
    return invalid(span)
  }
  const fields = values.map((field): TypedFieldValue => {
    const wanted = substitute(body.session, variant.fields[field.index]?.type ?? ERROR, bindings)
    const value = mustFit(body, field.value, wanted)
    return {
      ...field,
      value: mayBePart(body, value, `held by \`${variant.name}\``) ? value : refused(field.span, [value]),
    }
  })
  const sound = args.every((arg) => arg !== undefined && mayStand(arg, 'type-argument'))
  const type = sound
    ? enumType(
        body.session,
        info,
        args.map((arg) => arg ?? ERROR),
      )
    : ERROR
  if (isError(type) || !isOfGoodSize(body.session, type, span))
    return refused(
      span,
      fields.map((field) => field.value),
    )
  return { kind: 'variant', type, span, variant: index, name: variant.name, fields }
}

/** A value for a declared type that may still mention parameters: it then says what they stand for. */
export function inferPart(
  body: Body,
  node: ast.ParsedExpr,
  type: Type,
  info: Pick<EnumInfo, 'typeParams'>,
  bindings: Bindings,
): TypedExpr {
  const now = substitute(body.session, type, bindings)
  const open = mentionsParam(now, info.typeParams)
  const value = body.session.rules.infer(body, node, open ? openHint(now) : now)
  if (open) unify(type, value.type, info.typeParams, bindings)
  return value
}

/** What is known of a type whose parameters aren't: that it is a growable array. */
function openHint(type: Type): Type | null {
  return type.kind === 'array' && type.size === null ? { ...type, element: ERROR } : null
}

/** What the type that is wanted says about the parameters. */
export function hintBindings(
  info: { readonly id: SymbolId; readonly typeParams: EnumInfo['typeParams'] },
  hint: Type | null,
): Bindings {
  if (hint?.kind !== 'enum' && hint?.kind !== 'struct') return new Map()
  if (hint.generic?.template !== info.id) return new Map()
  return bindingsOf(info.typeParams, hint.generic.args)
}

interface Given {
  readonly index: number
  readonly node: ast.ParsedExpr
  readonly span: Span
}

/** The values that were given for a variant's fields; null after a reported mistake. */
function givenValues(body: Body, found: FoundVariant, data: VariantData, span: Span): Given[] | null {
  const { variant } = found
  const wants = variant.fields.length === 0 ? 'none' : variant.positional ? 'items' : 'fields'
  if (data.kind === 'items' && wants === 'items' && data.args.length === variant.fields.length)
    return data.args.map((arg, index) => ({ index, node: arg.value, span: arg.span }))
  if (data.kind === 'none' && wants === 'none') return []
  if (data.kind === 'fields' && wants === 'fields') {
    const list = data.fields.map((field) => ({
      index: variant.fields.findIndex((f) => f.name === field.name.text),
      node: field.value ?? ({ kind: 'name', span: field.name.span, name: field.name } as const),
      span: field.span,
      name: field.name,
    }))
    const whole =
      list.every((f, i) => f.index >= 0 && list.findIndex((g) => g.index === f.index) === i) &&
      list.length === variant.fields.length
    if (whole) return list
  }
  for (const node of nodesOf(data)) body.session.rules.infer(body, node, null)
  complain(body.session, 'E0540', span, { name: variant.name, form: formOf(found) })
  return null
}

function nodesOf(data: VariantData): readonly ast.ParsedExpr[] {
  if (data.kind === 'items') return data.args.map((arg) => arg.value)
  return data.kind === 'fields' ? data.fields.flatMap((f) => f.value ?? []) : []
}

/** A variant as it is written. */
export function formOf({ info, variant }: FoundVariant): string {
  const prefix = info.scope === null ? '' : `${info.name}.`
  if (variant.fields.length === 0) return `${prefix}${variant.name}`
  if (variant.positional)
    return `${prefix}${variant.name}(${variant.fields.map((f) => typeName(f.type)).join(', ')})`
  return `${prefix}${variant.name} { ${variant.fields.map((f) => `${f.name}: ${typeName(f.type)}`).join(', ')} }`
}

/** The type of a value with a mistake in it, where it is known. */
function fallback(body: Body, info: EnumInfo, hint: Type | null): Type {
  if (info.typeParams.length === 0) return enumType(body.session, info, [])
  return hint !== null && templateOf(body.session, hint) === info ? hint : ERROR
}
