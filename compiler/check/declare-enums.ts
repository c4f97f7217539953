// Declares enums, and the two that every file knows: Option and Result.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
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

/** Option and Result, which need no import. */
export function declareBuiltinEnums(session: Session): void {
  for (const node of BUILTIN_ENUMS) {
    const { info } = session.within(`enum ${node.name.text}`, () => declareEnum(session, null, null, node))
    session.builtinEnums.set(info.name, info)
  }
}

const NOWHERE = { file: 0, start: 0, end: 0 } as Span

function builtinEnum(
  name: string,
  params: readonly string[],
  variants: Readonly<Record<string, readonly string[]>>,
): ast.ParsedEnum {
  const word = (text: string): ast.Name => ({ text, span: NOWHERE })
  return {
    kind: 'enum',
    span: NOWHERE,
    doc: null,
    exported: true,
    name: word(name),
    typeParams: params.map((param) => ({ kind: 'type-param', span: NOWHERE, name: word(param), bounds: [] })),
    variants: Object.entries(variants).map(([variant, items]) => ({
      kind: 'variant',
      span: NOWHERE,
      doc: null,
      name: word(variant),
      items: items.map((item) => ({ kind: 'named', span: NOWHERE, name: word(item), args: [] })),
      fields: [],
    })),
  }
}

const BUILTIN_ENUMS: readonly ast.ParsedEnum[] = [
  builtinEnum('Option', ['T'], { None: [], Some: ['T'] }),
  builtinEnum('Result', ['T', 'E'], { Ok: ['T'], Err: ['E'] }),
]
