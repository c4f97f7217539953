// The fields of structs, errors and events and the variants of enums; and that no value contains itself without end.
import { sourceFile, type FileId } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { SymbolId, Type, TypedRecordField, TypedVariant } from '../typed/tree.ts'
import { ERROR, type Position } from '../typed/type-facts.ts'
import { fillInstances, isResource, paramNames } from './generics.ts'
import type { EnumInfo, FileScope, RecordInfo } from './model.ts'
import { resolveType } from './resolve-type.ts'
import { complain, type Session, type Surroundings } from './session.ts'
import { refuseLarge } from './type-size.ts'

/** Fills the fields and variants of all declarations and of the instances of generic ones. */
export function resolveData(session: Session): void {
  // Instances that types name on the way are filled afterwards.
  for (const info of session.records.filter((r) => r.generic === null)) {
    const at = { session, scope: info.scope, contract: info.contract, types: paramNames(info.typeParams) }
    info.fields = resolveFields(at, info.node.fields, isResource(info) ? 'resource-field' : 'field')
  }
  for (const info of session.enums.filter((e) => e.generic === null))
    info.variants = resolveVariants(session, info)
  fillInstances(session)
  refuseEndless(session)
  session.sizes.complete = true
  refuseLarge(session)
}

function resolveFields(
  at: Surroundings,
  nodes: readonly ast.ParsedField[],
  position: Position = 'field',
): TypedRecordField[] {
  const seen = new Map<string, ast.ParsedField>()
  return nodes.flatMap((field): TypedRecordField[] => {
    const type = resolveType(at, field.type, position)
    const { text: name } = field.name
    if (name === '' || isDouble(at.session, seen, field, name)) return []
    return [{ name, type, span: field.span, doc: field.doc }]
  })
}

function resolveVariants(session: Session, info: EnumInfo): TypedVariant[] {
  const seen = new Map<string, ast.ParsedVariant>()
  const types = paramNames(info.typeParams)
  const at: Surroundings = { session, scope: info.scope ?? NO_FILE, contract: info.contract, types }
  if (info.node.variants.length === 0 && info.name !== '')
    complain(session, 'E0546', info.node.name.span, { name: info.name })
  return info.node.variants.flatMap((node): TypedVariant[] => {
    const positional = node.items.length > 0
    const fields = positional
      ? node.items.map((item, i): TypedRecordField => ({
          name: String(i),
          type: resolveType(at, item, 'field'),
          span: item.span,
          doc: null,
        }))
      : resolveFields(at, node.fields)
    const name = node.name.text
    if (name === '' || isDouble(session, seen, node, name)) return []
    return [{ name, positional, fields, span: node.span, doc: node.doc }]
  })
}

/** Where the enums that every file knows are declared. */
const NO_FILE: FileScope = {
  file: sourceFile(0, '', ''),
  tree: { kind: 'file', file: 0 as FileId, span: { file: 0 as FileId, start: 0, end: 0 }, items: [] },
  names: new Map(),
  imports: [],
  broken: new Set(),
}

function isDouble<N extends { readonly name: ast.Name }>(
  session: Session,
  seen: Map<string, N>,
  node: N,
  name: string,
): boolean {
  const first = seen.get(name)
  if (first === undefined) {
    seen.set(name, node)
    return false
  }
  const secondary = [{ span: first.name.span, label: 'first declared here' }]
  complain(session, 'E0302', node.name.span, { name }, { secondary })
  return true
}

type Data = RecordInfo | EnumInfo

/** A value that contains itself would have no end. */
function refuseEndless(session: Session): void {
  const reported = new Set<SymbolId>()
  for (const info of [...session.records, ...session.enums]) {
    if (info.generic !== null || reported.has(info.id)) continue
    const path = pathTo(session, info.id, info.id, new Set())
    if (path === null) continue
    for (const id of path) reported.add(id)
    const chain = [info.id, ...path].map((id) => dataById(session, id)?.name ?? '').join(' -> ')
    const { span } = info.node.name
    if (!session.diagnostics.some((d) => d.code === 'E0526' && d.span === span))
      complain(session, 'E0526', span, { name: info.name, chain })
    for (const id of path) cut(session, id)
  }
}

/** Takes out of a declaration what contains others, so that nothing behind follows the circle. */
function cut(session: Session, id: SymbolId): void {
  const without = (fields: readonly TypedRecordField[]): TypedRecordField[] =>
    fields.map((f) => (partsOf(f.type).length > 0 ? { ...f, type: ERROR } : f))
  const record = session.recordById.get(id)
  if (record !== undefined) record.fields = without(record.fields)
  const info = session.enumById.get(id)
  if (info !== undefined) info.variants = info.variants.map((v) => ({ ...v, fields: without(v.fields) }))
}

function dataById(session: Session, id: SymbolId): Data | undefined {
  return session.recordById.get(id) ?? session.enumById.get(id)
}

function pathTo(session: Session, from: SymbolId, target: SymbolId, seen: Set<SymbolId>): SymbolId[] | null {
  if (seen.has(from)) return null
  seen.add(from)
  const info = dataById(session, from)
  const fields =
    info === undefined ? [] : 'fields' in info ? info.fields : info.variants.flatMap((v) => v.fields)
  for (const part of fields.flatMap((field) => partsOf(field.type))) {
    if (part === target) return [target]
    const rest = pathTo(session, part, target, seen)
    if (rest !== null) return [part, ...rest]
  }
  return null
}

/** The structs and enums that lie in a value of a type. */
function partsOf(type: Type): SymbolId[] {
  switch (type.kind) {
    case 'struct':
      return [type.struct]
    case 'enum':
      return [type.enum]
    case 'array':
      return partsOf(type.element)
    case 'tuple':
      return type.items.flatMap(partsOf)
    default:
      return []
  }
}
