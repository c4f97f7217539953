// A lint: variants of enums that no value is. Patterns that take them are code that never runs.
import type { Diagnostic } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import { mentionsOf } from '../../typed/mentions.ts'
import type {
  ConstValue,
  EnumType,
  SymbolId,
  Type,
  TypedExpr,
  TypedFunction,
  TypedProgram,
} from '../../typed/tree.ts'
import { walkExpr } from '../../typed/walk.ts'
import type { Session } from '../session.ts'
import { isQuiet } from './lint-unused.ts'

/** Enums that others can use (`pub`), or whose values come with a message or are made up for a test, are not meant. `members`: the functions of contracts. */
export function lintVariants(
  session: Session,
  program: TypedProgram,
  members: readonly TypedFunction[],
): Diagnostic[] {
  const own = session.enums.filter(
    ({ scope, node, generic, variants }) =>
      scope !== null && !node.exported && generic === null && variants.length > 0,
  )
  if (own.length === 0) return []
  const outside = enumsFromOutside(session, program, members)
  const made = variantsMade(session, program, members)
  return own
    .filter(({ id, name }) => !outside.has(id) && !isQuiet(name) && made.has(id))
    .flatMap(({ id, node, variants }) =>
      variants.flatMap(({ name }, index): Diagnostic[] => {
        const at = node.variants[index]?.name.span
        return at === undefined || isQuiet(name) || made.get(id)?.has(index) === true
          ? []
          : [report('W0915', at, { name })]
      }),
    )
}

/** What an enum was declared as. */
function templateOf({ enum: id, generic }: EnumType): SymbolId {
  return generic?.template ?? id
}

/** Enums in values that senders and callers choose, and in inputs of tests. */
function enumsFromOutside(
  session: Session,
  program: TypedProgram,
  members: readonly TypedFunction[],
): ReadonlySet<SymbolId> {
  const found = new Set<SymbolId>()
  const seen = new Set<SymbolId>()
  const visit = (type: Type): void => {
    switch (type.kind) {
      case 'enum':
        found.add(templateOf(type))
        if (seen.has(type.enum)) return
        seen.add(type.enum)
        for (const { fields } of session.enumById.get(type.enum)?.variants ?? [])
          for (const field of fields) visit(field.type)
        return
      case 'struct':
        if (seen.has(type.struct)) return
        seen.add(type.struct)
        for (const field of session.recordById.get(type.struct)?.fields ?? []) visit(field.type)
        return
      case 'tuple':
        return type.items.forEach(visit)
      case 'array':
        return visit(type.element)
      default:
    }
  }
  for (const { role, params } of members) if (role !== 'private') for (const { type } of params) visit(type)
  for (const { params } of program.tests) for (const { variable } of params) visit(variable.type)
  return found
}

/** The variants that expressions, constants and defaults make. */
function variantsMade(
  session: Session,
  program: TypedProgram,
  members: readonly TypedFunction[],
): ReadonlyMap<SymbolId, ReadonlySet<number>> {
  const made = new Map<SymbolId, Set<number>>()
  const add = (type: EnumType, variant: number): void => {
    const template = templateOf(type)
    made.set(template, (made.get(template) ?? new Set()).add(variant))
  }
  const visit = (node: TypedExpr): void => {
    if (node.kind === 'variant' && node.type.kind === 'enum') add(node.type, node.variant)
  }
  for (const { body } of [...program.functions, ...members, ...program.tests])
    mentionsOf(body).variants.forEach(visit)
  for (const { invariants } of program.contracts)
    for (const { condition } of invariants) walkExpr(condition, { expr: visit })
  const visitValue = (type: Type, value: ConstValue | null): void => {
    if (type.kind === 'map') return visitValue(type.value, type.initial)
    if (value?.kind === 'enum' && type.kind === 'enum') {
      add(type, value.variant)
      const fields = session.enumById.get(type.enum)?.variants[value.variant]?.fields ?? []
      fields.forEach((field, i) => visitValue(field.type, value.fields[i] ?? null))
    } else if (value?.kind === 'struct') {
      const types =
        type.kind === 'tuple'
          ? type.items
          : type.kind === 'struct'
            ? (session.recordById.get(type.struct)?.fields ?? []).map((field) => field.type)
            : []
      types.forEach((one, i) => visitValue(one, value.fields[i] ?? null))
    } else if (value?.kind === 'list' && type.kind === 'array')
      for (const item of value.items) visitValue(type.element, item)
  }
  for (const { type, value } of session.constants) visitValue(type, value)
  for (const { storage } of [...session.contracts, ...session.samples])
    for (const { type, initial } of storage) visitValue(type, initial)
  return made
}
