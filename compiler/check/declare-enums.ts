// Declares enums, and those that every file knows: Option, Result and Origin.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { OriginVariant } from '../typed/tree.ts'
import { declareTypeParams } from './generics.ts'
import type { ContractInfo, Entity, EnumInfo, FileScope } from './model.ts'
import type { Session } from './session.ts'

/** `scope` null: in every file. */
export function declareEnum(
  session: Session,
  scope: FileScope | null,
  contract: ContractInfo | null,
  node: ast.ParsedEnum,
): Extract<Entity, { kind: 'enum' }> {
  const info: EnumInfo = {
    id: session.newId(),
    name: node.name.text,
    node,
    scope,
    contract,
    typeParams: declareTypeParams(session, node.typeParams),
    generic: null,
    variants: [],
  }
  session.enums.push(info)
  session.enumById.set(info.id, info)
  return { kind: 'enum', info }
}

/** Option, Result and Origin, which need no import. */
export function declareBuiltinEnums(session: Session): void {
  for (const node of BUILTIN_ENUMS) {
    const { info } = session.within(`enum ${node.name.text}`, () => declareEnum(session, null, null, node))
    session.builtinEnums.set(info.name, info)
  }
}

const NOWHERE = { file: 0, start: 0, end: 0 } as Span

type Fields = readonly string[] | Readonly<Record<string, string>>

/** Fields in a list have no names. */
function builtinEnum(
  name: string,
  params: readonly string[],
  variants: Readonly<Record<string, Fields>>,
): ast.ParsedEnum {
  const word = (text: string): ast.Name => ({ text, span: NOWHERE })
  const named = (type: string): ast.ParsedType => ({
    kind: 'named',
    span: NOWHERE,
    name: word(type),
    args: [],
  })
  return {
    kind: 'enum',
    span: NOWHERE,
    doc: null,
    exported: true,
    name: word(name),
    typeParams: params.map((param) => ({ kind: 'type-param', span: NOWHERE, name: word(param), bounds: [] })),
    variants: Object.entries(variants).map(([variant, fields]) => ({
      kind: 'variant',
      span: NOWHERE,
      doc: null,
      name: word(variant),
      items: isList(fields) ? fields.map(named) : [],
      fields: isList(fields)
        ? []
        : Object.entries(fields).map(([field, type]) => ({
            kind: 'field',
            span: NOWHERE,
            doc: null,
            name: word(field),
            type: named(type),
          })),
    })),
  }
}

function isList(fields: Fields): fields is readonly string[] {
  return Array.isArray(fields)
}

/** Where a call from another silo comes from: which silo, which contract of it, which of its calls. */
const ORIGIN_FIELDS = { silo: 'hash', instance: 'u32', call: 'u64' }

const BUILTIN_ENUMS: readonly ast.ParsedEnum[] = [
  builtinEnum('Option', ['T'], { None: [], Some: ['T'] }),
  builtinEnum('Result', ['T', 'E'], { Ok: ['T'], Err: ['E'] }),
  builtinEnum('Origin', [], { Final: ORIGIN_FIELDS, Unproven: ORIGIN_FIELDS } satisfies Record<
    OriginVariant,
    Fields
  >),
]
