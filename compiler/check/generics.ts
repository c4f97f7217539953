// Generic structs and enums: instances are made when a type first names them, each once, and are declarations of their own
// from then on. Nothing behind the checker knows type parameters.
import type * as ast from '../syntax/ast.ts'
import type {
  Bound,
  EnumType,
  ParamType,
  StructType,
  SymbolId,
  Type,
  TypedRecordField,
  TypedVariant,
} from '../typed/tree.ts'
import { ERROR, isLinear, typeName } from '../typed/type-facts.ts'
import type { EnumInfo, RecordInfo } from './model.ts'
import { complain, type Session } from './session.ts'
import { didYouMean } from './suggest.ts'

/** What type parameters stand for. */
export type Bindings = Map<SymbolId, Type>

/** Types nested deeper than this come from generic types that grow without end. */
const MAX_DEPTH = 12

const BOUNDS: readonly Bound[] = ['Equal', 'Ordered', 'Number']

/** The type parameters of a declaration; mistakes in the list are reported. */
export function declareTypeParams(session: Session, list: readonly ast.ParsedTypeParam[]): ParamType[] {
  const params: ParamType[] = []
  for (const { name, bounds } of list) {
    if (name.text === '') continue
    const first = list.find((other) => other.name.text === name.text)
    if (first !== undefined && params.some((p) => p.name === name.text)) {
      const secondary = [{ span: first.name.span, label: 'first declared here' }]
      complain(session, 'E0302', name.span, { name: name.text }, { secondary })
      continue
    }
    const known = bounds.flatMap((bound): Bound[] => {
      const found = BOUNDS.find((b) => b === bound.text)
      if (found !== undefined || bound.text === '') return found === undefined ? [] : [found]
      const help = didYouMean(bound.text, bound.span, BOUNDS, `the constraints are ${BOUNDS.join(', ')}`)
      complain(session, 'E0538', bound.span, { name: bound.text }, help)
      return []
    })
    params.push({ kind: 'param', param: session.newId(), name: name.text, bounds: known })
  }
  return params
}

/** Type parameters by name, for looking up written types. */
export function paramNames(params: readonly ParamType[]): ReadonlyMap<string, Type> {
  return new Map(params.map((param) => [param.name, param]))
}

/** Whether a record is declared by `resource`. */
export function isResource({ node }: RecordInfo): boolean {
  return node.kind === 'struct' && node.resource
}

/** The type of a struct that is declared, with these arguments for its parameters. */
export function structType(session: Session, info: RecordInfo, args: readonly Type[]): Type {
  if (info.typeParams.length === 0)
    return {
      kind: 'struct',
      resource: isResource(info),
      struct: info.id,
      name: info.name,
      generic: info.generic,
    }
  return instance(session, info.id, info.name, args, (id, name, bindings): StructType => {
    const generic = { template: info.id, args }
    const made: RecordInfo = { ...info, id, name, typeParams: [], generic, fields: [] }
    session.records.push(made)
    session.recordById.set(id, made)
    fillRecord(session, made, info, bindings)
    return { kind: 'struct', resource: isResource(info), struct: id, name, generic }
  })
}

/** The type of an enum that is declared, with these arguments for its parameters. */
export function enumType(session: Session, info: EnumInfo, args: readonly Type[]): Type {
  if (info.typeParams.length === 0)
    return { kind: 'enum', enum: info.id, name: info.name, generic: info.generic }
  return instance(session, info.id, info.name, args, (id, name, bindings): EnumType => {
    const generic = { template: info.id, args }
    const made: EnumInfo = { ...info, id, name, typeParams: [], generic, variants: [] }
    session.enums.push(made)
    session.enumById.set(id, made)
    fillEnum(session, made, info, bindings)
    return { kind: 'enum', enum: id, name, generic }
  })
}

/** `Option<T>`. */
export function optionOf(session: Session, type: Type): Type {
  const option = session.builtinEnums.get('Option')
  return option === undefined ? ERROR : enumType(session, option, [type])
}

/** What an instance of a built-in enum is of: the arguments of `Option<T>` or `Result<T, E>`; null for other types. */
export function builtinArgs(session: Session, type: Type, name: 'Option' | 'Result'): readonly Type[] | null {
  if (type.kind !== 'enum' || type.generic === null) return null
  return type.generic.template === session.builtinEnums.get(name)?.id ? type.generic.args : null
}

/** Gives instances that were made before their generic declaration was read their fields. */
export function fillInstances(session: Session): void {
  // The lists may grow on the way.
  for (const info of session.records) {
    const template = info.generic === null ? undefined : session.recordById.get(info.generic.template)
    if (template === undefined || info.generic === null) continue
    fillRecord(session, info, template, bindingsOf(template.typeParams, info.generic.args))
  }
  for (const info of session.enums) {
    const template = info.generic === null ? undefined : session.enumById.get(info.generic.template)
    if (template === undefined || info.generic === null) continue
    fillEnum(session, info, template, bindingsOf(template.typeParams, info.generic.args))
  }
}

/** The type with parameters replaced by what they stand for; parameters that stand for nothing stay. */
export function substitute(session: Session, type: Type, bindings: Bindings): Type {
  if (bindings.size === 0) return type
  switch (type.kind) {
    case 'param':
      return bindings.get(type.param) ?? type
    case 'array':
      return { ...type, element: substitute(session, type.element, bindings) }
    case 'tuple':
      return { kind: 'tuple', items: type.items.map((item) => substitute(session, item, bindings)) }
    case 'struct': {
      const template = type.generic === null ? undefined : session.recordById.get(type.generic.template)
      if (template === undefined || type.generic === null) return type
      return structType(session, template, substituteAll(session, type.generic.args, bindings))
    }
    case 'enum': {
      const template = type.generic === null ? undefined : session.enumById.get(type.generic.template)
      if (template === undefined || type.generic === null) return type
      return enumType(session, template, substituteAll(session, type.generic.args, bindings))
    }
    default:
      return type
  }
}

/** Finds out from a value's type what the parameters in a declared type stand for; what is bound already stays. */
export function unify(declared: Type, actual: Type, params: readonly ParamType[], bindings: Bindings): void {
  if (actual.kind === 'error' || actual.kind === 'never') return
  if (declared.kind === 'param') {
    const own = params.some((param) => param.param === declared.param)
    if (own && !bindings.has(declared.param)) bindings.set(declared.param, actual)
    return
  }
  if (declared.kind === 'array' && actual.kind === 'array')
    unify(declared.element, actual.element, params, bindings)
  if (declared.kind === 'tuple' && actual.kind === 'tuple') {
    declared.items.forEach((item, i) => unify(item, actual.items[i] ?? ERROR, params, bindings))
  }
  if (
    (declared.kind === 'struct' || declared.kind === 'enum') &&
    (actual.kind === 'struct' || actual.kind === 'enum')
  ) {
    if (declared.generic === null || declared.generic.template !== actual.generic?.template) return
    const given = actual.generic.args
    declared.generic.args.forEach((arg, i) => unify(arg, given[i] ?? ERROR, params, bindings))
  }
}

/** Whether one of these parameters stands somewhere in a type. */
export function mentionsParam(type: Type, params: readonly ParamType[]): boolean {
  switch (type.kind) {
    case 'param':
      return params.some((param) => param.param === type.param)
    case 'array':
      return mentionsParam(type.element, params)
    case 'tuple':
      return type.items.some((item) => mentionsParam(item, params))
    case 'struct':
    case 'enum':
      return type.generic?.args.some((arg) => mentionsParam(arg, params)) ?? false
    default:
      return false
  }
}

/** Whether any type parameter stands somewhere in a type. */
export function mentionsAnyParam(type: Type): boolean {
  switch (type.kind) {
    case 'param':
      return true
    case 'array':
      return mentionsAnyParam(type.element)
    case 'tuple':
      return type.items.some(mentionsAnyParam)
    case 'struct':
    case 'enum':
      return type.generic?.args.some(mentionsAnyParam) ?? false
    default:
      return false
  }
}

/** Whether a type is nested as deeply as only types that grow without end are. */
export function isDeep(type: Type): boolean {
  return depthOf(type) > MAX_DEPTH
}

export function bindingsOf(params: readonly ParamType[], args: readonly Type[]): Bindings {
  return new Map(params.map((param, i) => [param.param, args[i] ?? ERROR]))
}

function substituteAll(session: Session, types: readonly Type[], bindings: Bindings): Type[] {
  return types.map((type) => substitute(session, type, bindings))
}

function instance(
  session: Session,
  template: SymbolId,
  name: string,
  args: readonly Type[],
  make: (id: SymbolId, name: string, bindings: Bindings) => Type,
): Type {
  const info = session.recordById.get(template) ?? session.enumById.get(template)
  if (info === undefined || args.some((arg) => arg.kind === 'error')) return ERROR
  const key = `${template}<${args.map(typeKey).join(',')}>`
  session.instancesAsked.push({ kind: 'type', template, types: args })
  const known = session.instances.get(key)
  if (known !== undefined) return known
  if (args.some(isDeep)) {
    const culprit = declaredIn(session, [info, ...args.flatMap((arg) => declarationsIn(session, arg))])
    const { span } = culprit.node.name
    if (
      !session.diagnostics.some(
        (d) => d.code === 'E0526' && d.span.file === span.file && d.span.start === span.start,
      )
    )
      complain(session, 'E0526', span, {
        name: culprit.name,
        chain: `${culprit.name} -> ${culprit.name}<...>`,
      })
    return ERROR
  }
  const id = session.within(`instance ${key}`, session.newId)
  const full = `${name}<${args.map(typeName).join(', ')}>`
  // Known before it is filled: it may contain itself.
  const shell =
    'fields' in info
      ? ({
          kind: 'struct',
          resource: isResource(info),
          struct: id,
          name: full,
          generic: { template, args },
        } as const)
      : ({ kind: 'enum', enum: id, name: full, generic: { template, args } } as const)
  session.instances.set(key, shell)
  return make(id, full, bindingsOf(info.typeParams, args))
}

/** The first declaration that a program has written itself. */
function declaredIn(
  session: Session,
  list: readonly [RecordInfo | EnumInfo, ...(RecordInfo | EnumInfo)[]],
): RecordInfo | EnumInfo {
  const builtin = [...session.builtinEnums.values()]
  return list.find((info) => !builtin.some((known) => known === info)) ?? list[0]
}

/** The generic declarations that a type is made of. */
function declarationsIn(session: Session, type: Type): (RecordInfo | EnumInfo)[] {
  if ((type.kind !== 'struct' && type.kind !== 'enum') || type.generic === null) return []
  const { template, args } = type.generic
  const own = session.recordById.get(template) ?? session.enumById.get(template)
  return [...(own === undefined ? [] : [own]), ...args.flatMap((arg) => declarationsIn(session, arg))]
}

/** A text that two types share only if they are the same. */
export function typeKey(type: Type): string {
  switch (type.kind) {
    case 'int':
      return type.name
    case 'struct':
      return `s${type.struct}`
    case 'enum':
      return `e${type.enum}`
    case 'handle':
      return `h${type.contract}`
    case 'param':
      return `p${type.param}`
    case 'tuple':
      return `(${type.items.map(typeKey).join(',')})`
    case 'array':
      return `[${typeKey(type.element)};${type.size}..${type.max}]`
    case 'bytes':
    case 'string':
      return `${type.kind}${type.max}`
    case 'map':
      return `m<${typeKey(type.key)},${typeKey(type.value)}>`
    default:
      return type.kind
  }
}

function depthOf(type: Type): number {
  switch (type.kind) {
    case 'array':
      return 1 + depthOf(type.element)
    case 'tuple':
      return 1 + Math.max(0, ...type.items.map(depthOf))
    case 'struct':
    case 'enum':
      return 1 + Math.max(0, ...(type.generic?.args.map(depthOf) ?? []))
    default:
      return 0
  }
}

function fillRecord(session: Session, made: RecordInfo, template: RecordInfo, bindings: Bindings): void {
  if (made.fields.length === 0) made.fields = fillFields(session, template.fields, bindings)
}

function fillEnum(session: Session, made: EnumInfo, template: EnumInfo, bindings: Bindings): void {
  if (made.variants.length > 0) return
  made.variants = template.variants.map((variant): TypedVariant => ({
    ...variant,
    fields: fillFields(session, variant.fields, bindings),
  }))
}

function fillFields(
  session: Session,
  fields: readonly TypedRecordField[],
  bindings: Bindings,
): TypedRecordField[] {
  return fields.map((field) => ({ ...field, type: substitute(session, field.type, bindings) }))
}

/** Whether a type meets a constraint. */
export function meets(type: Type, bound: Bound): boolean {
  if (type.kind === 'error') return true
  if (type.kind === 'param') return type.bounds.some((b) => BOUNDS.indexOf(b) >= BOUNDS.indexOf(bound))
  switch (bound) {
    case 'Number':
      return type.kind === 'int'
    case 'Ordered':
      return type.kind === 'int' || type.kind === 'sompi'
    case 'Equal':
      return !isLinear(type) && type.kind !== 'map'
  }
}
