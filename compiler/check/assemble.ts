// Puts the checked declarations together as the typed program.
import type { SourceFile } from '../source.ts'
import type {
  SymbolId,
  TypedCampaign,
  TypedConstant,
  TypedContract,
  TypedEnum,
  TypedFunction,
  TypedInterface,
  TypedInvariant,
  TypedProgram,
  TypedRecord,
  TypedStorageField,
  TypedSymbol,
  TypedTest,
} from '../typed/tree.ts'
import { isResource } from './generics.ts'
import { mentionsOf } from '../typed/mentions.ts'
import type {
  ComponentInfo,
  ConstantInfo,
  ContractInfo,
  EnumInfo,
  InterfaceInfo,
  RecordInfo,
  UseInfo,
} from './model.ts'
import type { Session } from './session.ts'

export function assemble(
  session: Session,
  files: readonly SourceFile[],
  functions: ReadonlyMap<SymbolId, TypedFunction>,
  instances: readonly TypedFunction[],
  invariants: ReadonlyMap<SymbolId, readonly TypedInvariant[]>,
  tests: readonly TypedTest[],
  campaigns: readonly TypedCampaign[],
): TypedProgram {
  const records = session.records.map(typedRecord)
  const of = (kind: RecordInfo['kind']): TypedRecord[] =>
    records.filter((_, i) => session.records[i]?.kind === kind)
  const contracts = session.contracts.map((info) => typedContract(session, info, functions, invariants))
  const interfaces = session.interfaces.map((info): TypedInterface => ({
    ...declaration(info),
    functions: info.functions.flatMap((f) => functions.get(f.id) ?? []),
  }))
  const constants = session.constants.flatMap(typedConstant)
  const free = session.functions.flatMap((info) => functions.get(info.id) ?? [])
  const program = {
    files,
    contracts,
    interfaces,
    components: session.components.map(declaration),
    functions: [...free, ...instances],
    structs: of('struct'),
    enums: session.enums.map(typedEnum),
    errors: of('error'),
    events: of('event'),
    constants,
    tests,
    campaigns,
  }
  return { ...program, symbols: symbolTable(program) }
}

function symbolTable(program: Omit<TypedProgram, 'symbols'>): Map<SymbolId, TypedSymbol> {
  const symbols = new Map<SymbolId, TypedSymbol>()
  const addFunction = (declaration: TypedFunction): void => {
    symbols.set(declaration.id, { kind: 'function', declaration })
    for (const local of declaration.locals) symbols.set(local.id, { kind: 'local', declaration: local })
  }
  for (const declaration of program.structs) symbols.set(declaration.id, { kind: 'struct', declaration })
  for (const declaration of program.enums) symbols.set(declaration.id, { kind: 'enum', declaration })
  for (const declaration of program.errors) symbols.set(declaration.id, { kind: 'error', declaration })
  for (const declaration of program.events) symbols.set(declaration.id, { kind: 'event', declaration })
  for (const declaration of program.constants) symbols.set(declaration.id, { kind: 'constant', declaration })
  for (const fn of program.functions) addFunction(fn)
  for (const declaration of program.components)
    symbols.set(declaration.id, { kind: 'component', declaration })
  for (const declaration of program.interfaces) {
    symbols.set(declaration.id, { kind: 'interface', declaration })
    for (const fn of declaration.functions) addFunction(fn)
  }
  for (const contract of program.contracts) {
    symbols.set(contract.id, { kind: 'contract', declaration: contract })
    for (const use of contract.uses) symbols.set(use.id, { kind: 'use', declaration: use })
    for (const field of contract.storage) symbols.set(field.id, { kind: 'storage', declaration: field })
    if (contract.init !== null) addFunction(contract.init)
    for (const fn of contract.functions) addFunction(fn)
    for (const { locals } of contract.invariants)
      for (const local of locals) symbols.set(local.id, { kind: 'local', declaration: local })
  }
  for (const test of program.tests) {
    for (const local of test.locals) symbols.set(local.id, { kind: 'local', declaration: local })
  }
  return symbols
}

function typedRecord(info: RecordInfo): TypedRecord {
  return {
    ...declaration(info),
    resource: isResource(info),
    contract: info.contract?.id ?? null,
    fields: info.fields,
  }
}

function typedEnum(info: EnumInfo): TypedEnum {
  const { span, name, doc } = info.node
  return {
    id: info.id,
    name: info.name,
    file: span.file,
    span,
    nameSpan: name.span,
    doc,
    contract: info.contract?.id ?? null,
    variants: info.variants,
  }
}

function typedConstant(info: ConstantInfo): TypedConstant[] {
  if (info.value === null) return []
  return [{ ...declaration(info), contract: info.contract?.id ?? null, type: info.type, value: info.value }]
}

function declaration(
  info: Pick<
    RecordInfo | ConstantInfo | InterfaceInfo | ComponentInfo | UseInfo,
    'id' | 'name' | 'scope' | 'node'
  >,
): Pick<TypedRecord, 'id' | 'name' | 'file' | 'span' | 'nameSpan' | 'doc'> {
  const { span, name, doc } = info.node
  return { id: info.id, name: info.name, file: info.scope.file.id, span, nameSpan: name.span, doc }
}

/** A contract with what its components brought. */
export function typedContract(
  session: Session,
  info: ContractInfo,
  functions: ReadonlyMap<SymbolId, TypedFunction>,
  invariants: ReadonlyMap<SymbolId, readonly TypedInvariant[]>,
): TypedContract {
  const init = info.init === null ? null : (functions.get(info.init.id) ?? null)
  const members = info.functions.flatMap((f) => functions.get(f.id) ?? [])
  const used = usedRecords(init === null ? members : [init, ...members])
  // In the order of declaration.
  const ids = (kind: RecordInfo['kind']): SymbolId[] =>
    session.records
      .filter((record) => (record.kind === kind && record.contract === info) || used[kind].has(record.id))
      .map(({ id }) => id)
  return {
    id: info.id,
    name: info.name,
    file: info.scope.file.id,
    span: info.node.span,
    nameSpan: info.node.name.span,
    doc: info.node.doc,
    implements: info.implements,
    uses: info.uses.map((use) => ({
      ...declaration(use),
      component: use.component.id,
      componentName: use.component.name,
    })),
    storage: info.storage.map((f): TypedStorageField => ({
      id: f.id,
      name: f.name,
      file: f.contract.scope.file.id,
      span: f.node.span,
      nameSpan: f.node.name.span,
      doc: f.node.doc,
      contract: info.id,
      index: f.index,
      type: f.type,
      initial: f.initial,
    })),
    init,
    functions: members,
    events: ids('event'),
    errors: ids('error'),
    deploys: info.deploys,
    invariants: invariants.get(info.id) ?? [],
    aggregates: info.aggregates,
  }
}

/** Events and errors that functions use, wherever they were declared. */
function usedRecords(functions: readonly TypedFunction[]): Record<RecordInfo['kind'], Set<SymbolId>> {
  const used = { struct: new Set<SymbolId>(), event: new Set<SymbolId>(), error: new Set<SymbolId>() }
  for (const fn of functions) {
    const { events, errors } = mentionsOf(fn.body)
    for (const event of events) used.event.add(event)
    for (const error of errors) used.error.add(error)
  }
  return used
}
