// Which values the arms of a `match` leave over, after Maranget, "Warnings for pattern matching": a row of patterns is
// useful if some value goes to it that no row above takes; the value is shown as the witness.
import type { Type, TypedPattern, TypedVariant } from '../typed/tree.ts'
import { rangeOf } from '../typed/type-facts.ts'
import type { Session } from './session.ts'

/** A value as text, as it would be written in a pattern. */
type Witness = readonly string[]

/** Steps of the search; patterns that need more are taken for incomplete. */
const BUDGET = 20_000

/** A value of the type that no pattern takes, as it would be written; null if all are taken. */
export function missingValue(session: Session, patterns: readonly TypedPattern[], type: Type): string | null {
  return (
    new Search(session).useful(
      patterns.map((pattern) => [pattern]),
      [wildcard(type)],
    )?.[0] ?? null
  )
}

/** Whether a pattern takes a value that the patterns above it leave over. */
export function isUseful(session: Session, above: readonly TypedPattern[], pattern: TypedPattern): boolean {
  return (
    new Search(session).useful(
      above.map((row) => [row]),
      [pattern],
    ) !== null
  )
}

function wildcard(type: Type): TypedPattern {
  return { kind: 'any', type, span: NOWHERE }
}

const NOWHERE = { file: 0, start: 0, end: 0 } as TypedPattern['span']

/** How a value of a type is made: by a variant, by the one constructor of a struct or tuple, or as a literal. */
type Constructor =
  | { readonly kind: 'variant'; readonly index: number }
  | { readonly kind: 'record' }
  | { readonly kind: 'literal'; readonly text: string }

class Search {
  private readonly session: Session
  private left = BUDGET

  constructor(session: Session) {
    this.session = session
  }

  /** The values of a vector of patterns that no row takes; null if there is none. */
  useful(rows: readonly (readonly TypedPattern[])[], vector: readonly TypedPattern[]): Witness | null {
    const [first, ...rest] = vector
    if (first === undefined) return rows.length === 0 ? [] : null
    if (--this.left < 0) return vector.map(() => '_')
    const made = constructorOf(first)
    if (made !== null) return this.through(made, rows, vector)
    const all = this.constructors(first.type)
    const used = new Set(rows.flatMap((row) => keyOf(row[0])))
    const open = all === null ? null : all.filter((c) => !used.has(constructorKey(c)))
    if (all !== null && open?.length === 0) {
      for (const constructor of all) {
        const found = this.through(constructor, rows, vector)
        if (found !== null) return found
      }
      return null
    }
    // Some constructor is in no row: only rows that take anything matter.
    const defaults = rows.filter((row) => constructorOf(row[0]) === null).map((row) => row.slice(1))
    const found = this.useful(defaults, rest)
    if (found === null) return null
    const [absent] = open ?? []
    const head =
      used.size === 0
        ? '_'
        : absent !== undefined
          ? this.written(absent, first.type, null)
          : unseen(first.type, used)
    return [head, ...found]
  }

  /** Looks at values that are made by one constructor. */
  private through(
    constructor: Constructor,
    rows: readonly (readonly TypedPattern[])[],
    vector: readonly TypedPattern[],
  ): Witness | null {
    const [first, ...rest] = vector
    if (first === undefined) return null
    const parts = this.partTypes(constructor, first.type)
    const inner = rows.flatMap((row) => {
      const [head, ...others] = row
      const split = head === undefined ? null : specialised(head, constructor, parts)
      return split === null ? [] : [[...split, ...others]]
    })
    const own = specialised(first, constructor, parts) ?? []
    const found = this.useful(inner, [...own, ...rest])
    if (found === null) return null
    return [this.written(constructor, first.type, found.slice(0, parts.length)), ...found.slice(parts.length)]
  }

  /** All constructors of a type; null if they are too many to list. */
  private constructors(type: Type): readonly Constructor[] | null {
    switch (type.kind) {
      case 'enum':
        return this.variants(type).map((_, index) => ({ kind: 'variant', index }))
      case 'struct':
      case 'tuple':
        return [{ kind: 'record' }]
      case 'bool':
        return ['true', 'false'].map((text) => ({ kind: 'literal', text }))
      default:
        return null
    }
  }

  private partTypes(constructor: Constructor, type: Type): readonly Type[] {
    if (constructor.kind === 'literal') return []
    if (constructor.kind === 'variant')
      return this.variants(type)[constructor.index]?.fields.map((f) => f.type) ?? []
    if (type.kind === 'tuple') return type.items
    return type.kind === 'struct'
      ? (this.session.recordById.get(type.struct)?.fields.map((f) => f.type) ?? [])
      : []
  }

  private variants(type: Type): readonly TypedVariant[] {
    return type.kind === 'enum' ? (this.session.enumById.get(type.enum)?.variants ?? []) : []
  }

  /** A value as text; `parts` null: any. */
  private written(constructor: Constructor, type: Type, parts: Witness | null): string {
    if (constructor.kind === 'literal') return constructor.text
    if (constructor.kind === 'record') {
      if (type.kind === 'tuple') return `(${type.items.map((_, i) => parts?.[i] ?? '_').join(', ')})`
      const record = type.kind === 'struct' ? this.session.recordById.get(type.struct) : undefined
      return `${record?.node.name.text ?? ''} ${braces(record?.fields.map((f) => f.name) ?? [], parts)}`
    }
    const variant = this.variants(type)[constructor.index]
    if (variant === undefined) return '_'
    if (variant.fields.length === 0) return variant.name
    if (variant.positional)
      return `${variant.name}(${variant.fields.map((_, i) => parts?.[i] ?? '_').join(', ')})`
    return `${variant.name} ${braces(
      variant.fields.map((f) => f.name),
      parts,
    )}`
  }
}

function braces(names: readonly string[], parts: Witness | null): string {
  const said = names.flatMap((name, i) => {
    const part = parts?.[i] ?? '_'
    return part === '_' ? [] : [`${name}: ${part}`]
  })
  if (said.length === names.length && names.length > 0) return `{ ${said.join(', ')} }`
  return said.length === 0 ? '{ .. }' : `{ ${said.join(', ')}, .. }`
}

/** The constructor that a pattern asks for; null if it takes any value. */
function constructorOf(pattern: TypedPattern | undefined): Constructor | null {
  switch (pattern?.kind) {
    case 'literal':
      return 'value' in pattern.value ? { kind: 'literal', text: String(pattern.value.value) } : null
    case 'variant':
      return { kind: 'variant', index: pattern.variant }
    case 'record':
      return { kind: 'record' }
    default:
      return null
  }
}

function keyOf(pattern: TypedPattern | undefined): string[] {
  const constructor = constructorOf(pattern)
  return constructor === null ? [] : [constructorKey(constructor)]
}

function constructorKey(constructor: Constructor): string {
  switch (constructor.kind) {
    case 'literal':
      return constructor.text
    case 'variant':
      return `#${constructor.index}`
    case 'record':
      return 'record'
  }
}

/** The patterns for the parts of a value made by this constructor; null if the pattern doesn't take such values. */
function specialised(
  pattern: TypedPattern,
  constructor: Constructor,
  parts: readonly Type[],
): readonly TypedPattern[] | null {
  const own = constructorOf(pattern)
  if (own === null) return parts.map(wildcard)
  if (constructorKey(own) !== constructorKey(constructor)) return null
  const fields = pattern.kind === 'variant' || pattern.kind === 'record' ? pattern.fields : []
  return parts.map((type, i) => fields.find((f) => f.index === i)?.pattern ?? wildcard(type))
}

/** A number that no row names; `_` for types whose values can't be written in patterns. */
function unseen(type: Type, used: ReadonlySet<string>): string {
  const range = rangeOf(type)
  if (range === null || used.size === 0) return '_'
  for (let value = 0n; value <= range[1]; value++) if (!used.has(String(value))) return String(value)
  return String(range[0])
}
