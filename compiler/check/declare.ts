// First phase: every declaration of every file gets a symbol id and goes under its name; then imports are bound. Types and
// bodies are not looked at yet, so the order of declarations and files doesn't matter to programs.
import type { SourceFile } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { SymbolId } from '../typed/tree.ts'
import { NAMED_TYPES } from '../typed/type-facts.ts'
import {
  describe,
  entityId,
  entityName,
  UNRESOLVED,
  type ConstantInfo,
  type ComponentInfo,
  type ContractInfo,
  type Entity,
  type FileScope,
  type FunctionInfo,
  type InterfaceInfo,
  type RecordInfo,
} from './model.ts'
import { declareEnum } from './declare-enums.ts'
import { declareTypeParams } from './generics.ts'
import { complain, refer, type Session } from './session.ts'

/** Names that mean something everywhere and can't be declared. */
export const BUILT_IN_NAMES: ReadonlySet<string> = new Set([
  ...NAMED_TYPES.keys(),
  'map',
  'self',
  'caller',
  'context',
  'pay',
  'mul_div',
  'Option',
  'Result',
  'Origin',
  'Some',
  'None',
  'Ok',
  'Err',
  'anyone',
  '_',
])

/** Declares all of a file. */
export function declareFile(session: Session, file: SourceFile, tree: ast.ParsedFile): FileScope {
  const scope: FileScope = { file, tree, names: new Map(), imports: [], broken: new Set() }
  session.scopes.push(scope)
  for (const item of tree.items)
    session.within(keyIn(file.path, item), () => declareItem(session, scope, item))
  return scope
}

/** Names a declaration among all that stand in the same place, but for others of its name. */
function keyIn(place: string | SymbolId, item: ast.ParsedItem | ast.ParsedMember): string {
  return `${place} ${item.kind} ${'name' in item ? item.name.text : ''}`
}

function declareItem(session: Session, scope: FileScope, item: ast.ParsedItem): void {
  switch (item.kind) {
    case 'contract':
      declareContract(session, scope, item)
      break
    case 'component':
      bind(session, scope.names, declareComponent(session, scope, item))
      break
    case 'interface':
      bind(session, scope.names, declareInterface(session, scope, item))
      break
    case 'struct':
    case 'error':
    case 'event':
      bind(session, scope.names, declareRecord(session, scope, null, item))
      break
    case 'enum':
      bind(session, scope.names, declareEnum(session, scope, null, item))
      break
    case 'const':
      bind(session, scope.names, declareConstant(session, scope, null, item))
      break
    case 'function': {
      if (item.isInit) {
        complain(session, 'E0413', item.name.span, {})
        break
      }
      const info = functionInfo(session, scope, null, item)
      session.functions.push(info)
      bind(session, scope.names, { kind: 'function', info })
      break
    }
    case 'import':
    case 'test':
      break
  }
}

function declareContract(session: Session, scope: FileScope, node: ast.ParsedContract): void {
  const info = contractInfo(session, scope, node)
  session.contracts.push(info)
  bind(session, scope.names, { kind: 'contract', info })
  const storages = node.members.filter((member) => member.kind === 'storage')
  for (const { span } of storages.slice(1)) {
    const first = storages[0]?.span ?? span
    const secondary = [{ span: { ...first, end: first.start + 7 }, label: 'the first' }]
    complain(session, 'E0603', { ...span, end: span.start + 7 }, {}, { secondary })
  }
  for (const member of node.members)
    session.within(keyIn(info.id, member), () => declareMember(session, scope, info, member))
}

function declareMember(
  session: Session,
  scope: FileScope,
  info: ContractInfo,
  member: ast.ParsedContract['members'][number],
): void {
  switch (member.kind) {
    case 'storage':
      for (const field of member.fields)
        session.within(`${info.id} storage ${field.name.text}`, () => declareStorage(session, info, field))
      break
    case 'struct':
    case 'error':
    case 'event':
      bind(session, info.members, declareRecord(session, scope, info, member))
      break
    case 'enum':
      bind(session, info.members, declareEnum(session, scope, info, member))
      break
    case 'const':
      bind(session, info.members, declareConstant(session, scope, info, member))
      break
    case 'function':
      declareMethod(session, info, member)
      break
    case 'use':
    case 'invariant':
    case 'test':
      break
  }
}

function declareMethod(session: Session, contract: ContractInfo, node: ast.ParsedFunction): void {
  const info = functionInfo(session, contract.scope, contract, node)
  if (!node.isInit) {
    contract.functions.push(info)
    bind(session, contract.members, { kind: 'function', info })
    return
  }
  if (contract.init === null) contract.init = info
  else {
    const secondary = [{ span: contract.init.node.name.span, label: 'first declared here' }]
    complain(session, 'E0302', node.name.span, { name: 'init' }, { secondary })
  }
}

function declareStorage(session: Session, contract: ContractInfo, node: ast.ParsedStorageField): void {
  const info = {
    id: session.newId(),
    name: node.name.text,
    node,
    contract,
    index: contract.storage.length,
    type: UNRESOLVED,
    initial: null,
  }
  contract.storage.push(info)
  bind(session, contract.members, { kind: 'storage', info })
}

function declareRecord(
  session: Session,
  scope: FileScope,
  contract: ContractInfo | null,
  node: RecordInfo['node'],
): Entity {
  const kind = node.kind
  const info: RecordInfo = {
    id: session.newId(),
    kind,
    name: node.name.text,
    node,
    scope,
    contract,
    typeParams: node.kind === 'struct' ? declareTypeParams(session, node.typeParams) : [],
    generic: null,
    fields: [],
  }
  session.records.push(info)
  session.recordById.set(info.id, info)
  return { kind, info }
}

function declareConstant(
  session: Session,
  scope: FileScope,
  contract: ContractInfo | null,
  node: ast.ParsedConst,
): Entity {
  const info: ConstantInfo = {
    id: session.newId(),
    name: node.name.text,
    node,
    scope,
    contract,
    type: UNRESOLVED,
    value: null,
    state: 'unseen',
  }
  session.constants.push(info)
  return { kind: 'constant', info }
}

/** A contract without members. */
export function contractInfo(session: Session, scope: FileScope, node: ast.ParsedContract): ContractInfo {
  return {
    id: session.newId(),
    name: node.name.text,
    node,
    scope,
    members: new Map(),
    storage: [],
    functions: [],
    uses: [],
    init: null,
    implements: [],
    deploys: [],
    aggregates: [],
  }
}

function declareComponent(session: Session, scope: FileScope, node: ast.ParsedComponent): Entity {
  const info: ComponentInfo = { id: session.newId(), name: node.name.text, node, scope, members: new Map() }
  session.components.push(info)
  const { name, span, doc } = node
  const inside: ContractInfo = {
    ...contractInfo(session, scope, { kind: 'contract', name, span, doc, implements: [], members: [] }),
    members: info.members,
  }
  for (const member of node.members) {
    session.within(keyIn(info.id, member), () => {
      if (member.kind === 'struct' || member.kind === 'error' || member.kind === 'event')
        bind(session, info.members, declareRecord(session, scope, inside, member))
      if (member.kind === 'enum') bind(session, info.members, declareEnum(session, scope, inside, member))
      if (member.kind === 'const')
        bind(session, info.members, declareConstant(session, scope, inside, member))
    })
  }
  return { kind: 'component', info }
}

function declareInterface(session: Session, scope: FileScope, node: ast.ParsedInterface): Entity {
  const info: InterfaceInfo = { id: session.newId(), name: node.name.text, node, scope, functions: [] }
  session.interfaces.push(info)
  const names = new Map<string, Entity>()
  for (const signature of node.functions) {
    const at = { ...signature.span, start: signature.span.end }
    const body: ast.ParsedBlock = { kind: 'body', span: at, statements: [] }
    const whole: ast.ParsedFunction = {
      ...signature,
      typeParams: [],
      kind: 'function',
      isInit: false,
      isRefund: false,
      max: null,
      steps: null,
      body,
      arrow: false,
    }
    const fn = session.within(`${info.id} ${signature.name.text}`, (): FunctionInfo => ({
      ...functionInfo(session, scope, null, whole),
      role: whole.modifiers.some(({ word }) => word === 'remote') ? 'remote' : 'public',
      effect: effectOf(whole),
    }))
    info.functions.push(fn)
    bind(session, names, { kind: 'function', info: fn })
  }
  return { kind: 'interface', info }
}

function effectOf(node: ast.ParsedFunction): FunctionInfo['effect'] {
  return node.modifiers.some(({ word }) => word === 'view') ? 'view' : 'write'
}

export function functionInfo(
  session: Session,
  scope: FileScope,
  contract: ContractInfo | null,
  node: ast.ParsedFunction,
): FunctionInfo {
  const has = (word: ast.Modifier['word']) => node.modifiers.some((m) => m.word === word)
  const inside = node.isRefund ? 'refund' : has('remote') ? 'remote' : has('pub') ? 'public' : 'private'
  return {
    id: session.newId(),
    name: node.name.text,
    node,
    scope,
    contract,
    role: node.isInit ? 'init' : contract === null ? 'free' : inside,
    effect: contract === null ? 'pure' : effectOf(node),
    payable: has('payable') || (node.isRefund && contract !== null),
    typeParams: declareTypeParams(session, node.typeParams),
    instance: null,
    params: [],
    result: UNRESOLVED,
    access: { kind: 'anyone' },
    maxDepth: null,
    maxSteps: null,
  }
}

export function bind(session: Session, names: Map<string, Entity>, entity: Entity): void {
  const name = entityName(entity)
  refer(session, name.span, entityId(entity))
  put(session, names, name, entity)
}

/** Puts a declaration under a name of its scope. */
export function put(session: Session, names: Map<string, Entity>, name: ast.Name, entity: Entity): void {
  if (name.text === '') return
  if (BUILT_IN_NAMES.has(name.text)) {
    complain(session, 'E0310', name.span, { name: name.text })
    return
  }
  const first = names.get(name.text)
  if (first === undefined) {
    names.set(name.text, entity)
    return
  }
  const secondary = [{ span: entityName(first).span, label: `first declared here, as ${describe(first)}` }]
  complain(session, 'E0302', name.span, { name: name.text }, { secondary })
}
