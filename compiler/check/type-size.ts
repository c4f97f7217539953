// How large values of a type are. Types that name others twice over, again and again, double with each line of source, and
// everything behind the checker takes time by the size of values: what no message's memory could hold is refused here.
import { RAM_BYTES } from '../../vm/spec/constants.ts'
import type { Span } from '../source.ts'
import type { ArrayType, GenericOrigin, SymbolId, Type, TypedRecordField } from '../typed/tree.ts'
import { intWords, typeName } from '../typed/type-facts.ts'
import { complain, type Session } from './session.ts'

/** The memory of a message in words. */
const MOST_WORDS = RAM_BYTES / 8
/** Parts of a value beside the items of its arrays, and of the name of its type: more than anybody writes, few enough to be gone through at each use. */
const MOST_PARTS = 1 << 14

interface TypeSize {
  /** What the type is made of, the item of an array once, and what it is an instance for. */
  readonly parts: number
  /** Words where the value leaves memory, with room for all items. */
  readonly words: number
}

/** Sizes that are known already: of tuples and arrays by what they are, of declarations by their symbols. */
export interface KnownSizes {
  readonly types: WeakMap<Type, TypeSize>
  readonly declared: Map<SymbolId, TypeSize>
  /** Fields and variants are all there from then on, and sizes stay as they are. */
  complete: boolean
}

const WORD: TypeSize = { parts: 1, words: 1 }

/** The size of values of a type. What contains itself without end counts once. */
function sizeOfType(session: Session, type: Type): TypeSize {
  switch (type.kind) {
    case 'int':
      return { parts: 1, words: intWords(type.name) }
    case 'address':
    case 'hash':
      return { parts: 1, words: 4 }
    case 'bytes':
    case 'string':
      return { parts: 1, words: 1 + Math.ceil((type.max ?? 0) / 8) }
    case 'struct':
      return namedSize(session, type.struct, type.generic)
    case 'enum':
      return namedSize(session, type.enum, type.generic)
    case 'map':
      return sum([sizeOfType(session, type.key), sizeOfType(session, type.value)])
    case 'array':
    case 'tuple': {
      const known = session.sizes.types.get(type)
      if (known !== undefined) return known
      const size =
        type.kind === 'array'
          ? arraySize(session, type)
          : sum(type.items.map((item) => sizeOfType(session, item)))
      if (session.sizes.complete) session.sizes.types.set(type, size)
      return size
    }
    default:
      return WORD
  }
}

function arraySize(session: Session, { element, size, max }: ArrayType): TypeSize {
  const { parts, words } = sizeOfType(session, element)
  return { parts: 1 + parts, words: (size ?? max ?? 0) * words + (size === null ? 1 : 0) }
}

function namedSize(session: Session, id: SymbolId, generic: GenericOrigin | null): TypeSize {
  const size = declaredSize(session, id, generic?.args ?? [])
  // What is too large itself is told of where it is declared, and not of all that holds it.
  return generic === null && isTooLarge(size) ? WORD : size
}

/** The size of a struct, an enum or an instance of a generic one, for these types. */
function declaredSize(session: Session, id: SymbolId, args: readonly Type[]): TypeSize {
  const { declared, complete } = session.sizes
  const known = declared.get(id)
  if (known !== undefined) return known
  if (!complete) return WORD
  // Stands for it where it contains itself.
  declared.set(id, WORD)
  const record = session.recordById.get(id)
  const inside = record === undefined ? [] : sizesOf(session, record.fields)
  const variants = (session.enumById.get(id)?.variants ?? []).map(({ fields }) =>
    sum(sizesOf(session, fields)),
  )
  const { parts } = sum([...inside, ...variants, ...args.map((arg) => sizeOfType(session, arg))])
  const words = record === undefined ? 1 + Math.max(0, ...variants.map((v) => v.words)) : sum(inside).words
  const size = { parts, words }
  declared.set(id, size)
  return size
}

function sizesOf(session: Session, fields: readonly TypedRecordField[]): TypeSize[] {
  return fields.map((field) => sizeOfType(session, field.type))
}

/** What several make together; the whole is a part as well. */
function sum(sizes: readonly TypeSize[]): TypeSize {
  let [parts, words] = [1, 0]
  for (const size of sizes) {
    parts += size.parts
    words += size.words
  }
  return { parts, words }
}

function isTooLarge({ parts, words }: TypeSize): boolean {
  return parts > MOST_PARTS || words > MOST_WORDS
}

/** Whether values of a type have a size that anything can be done with; reports if not. */
export function isOfGoodSize(session: Session, type: Type, span: Span): boolean {
  const size = sizeOfType(session, type)
  if (!isTooLarge(size)) return true
  tell(session, size, nameOf(type, size), span)
  return false
}

/** Reports declarations whose values are too large. */
export function refuseLarge(session: Session): void {
  for (const { id, node, generic } of [...session.records, ...session.enums]) {
    const size = declaredSize(session, id, generic?.args ?? [])
    if (isTooLarge(size)) tell(session, size, `\`${node.name.text}\``, node.name.span)
  }
}

/** The whole name of a type of many parts is no help to anybody, and takes long to make. */
function nameOf(type: Type, { parts }: TypeSize): string {
  if (parts <= MOST_PARTS) return `\`${typeName(type)}\``
  return type.kind === 'struct' || type.kind === 'enum'
    ? `\`${type.name.split('<')[0]}\``
    : `this ${type.kind}`
}

function tell(session: Session, { parts, words }: TypeSize, name: string, span: Span): void {
  // Of what contains itself that is said.
  const known = session.diagnostics.some(
    (d) =>
      d.code === 'E0526' || (d.code === 'E0553' && d.span.file === span.file && d.span.start === span.start),
  )
  if (known) return
  const many = parts > MOST_PARTS
  complain(session, 'E0553', span, {
    type: name,
    size: many ? `${parts} parts` : `${words} words`,
    most: String(many ? MOST_PARTS : MOST_WORDS),
  })
}
