// `use Component as name`: the component's storage and functions become the contract's, under that name. Each use is checked as
// if it were written there, so a component needs no code of its own.
import type * as ast from '../syntax/ast.ts'
import type { Body } from './body.ts'
import { bind, contractInfo, functionInfo } from './declare.ts'
import {
  describe,
  UNRESOLVED,
  type ComponentInfo,
  type ContractInfo,
  type StorageInfo,
  type UseInfo,
} from './model.ts'
import { complain, lookUp, refer, type Session } from './session.ts'
import { didYouMean } from './suggest.ts'

/** Takes components into all contracts, after names and imports are bound. */
export function expandUses(session: Session): void {
  for (const contract of session.contracts) takeIn(session, contract, contract, contract.node.members, '', [])
  for (const component of session.components) {
    const used = [...session.contracts, ...session.samples].some(({ uses }) =>
      uses.some((use) => use.component === component),
    )
    if (used) continue
    const { name, span, doc } = component.node
    const use: ast.ParsedUse = { kind: 'use', span: name.span, doc, component: name, name }
    const node: ast.ParsedContract = { kind: 'contract', name, span, doc, implements: [], members: [use] }
    const sample = session.within(`sample ${component.id}`, () =>
      contractInfo(session, component.scope, node),
    )
    session.samples.push(sample)
    expand(session, sample, sample, use, component, '', [])
  }
}

/** The components that are used among `members`; `view` is where their names go. */
function takeIn(
  session: Session,
  host: ContractInfo,
  view: ContractInfo,
  members: readonly ast.ParsedMember[],
  prefix: string,
  around: readonly ComponentInfo[],
): void {
  for (const node of members) {
    if (node.kind !== 'use') continue
    const component = componentOf(session, view, node)
    if (component === null) continue
    refer(session, node.component.span, component.id)
    if (around.includes(component)) {
      const chain = [...around.slice(around.indexOf(component)), component]
        .map(({ name }) => name)
        .join(' -> ')
      complain(session, 'E1102', node.component.span, { chain })
      view.scope.broken.add(node.name.text)
    } else expand(session, host, view, node, component, prefix, around)
  }
}

function componentOf(session: Session, view: ContractInfo, node: ast.ParsedUse): ComponentInfo | null {
  const { text, span } = node.component
  const entity = lookUp({ session, scope: view.scope, contract: null }, text)
  if (entity?.kind === 'component') return entity.info
  // Uses of the name are no mistakes of their own.
  view.scope.broken.add(node.name.text)
  if (entity !== undefined) {
    complain(session, 'E0304', span, { name: text, is: describe(entity), wanted: 'a component' })
  } else if (text !== '' && !view.scope.broken.has(text)) {
    const names = [...view.scope.names].flatMap(([name, { kind }]) => (kind === 'component' ? [name] : []))
    complain(session, 'E0301', span, { name: text }, didYouMean(text, span, names))
  }
  return null
}

function expand(
  session: Session,
  host: ContractInfo,
  outer: ContractInfo,
  node: ast.ParsedUse,
  component: ComponentInfo,
  prefix: string,
  around: readonly ComponentInfo[],
): void {
  const { scope } = component
  const view: ContractInfo = { ...host, scope, members: new Map(component.members), init: null }
  const name = prefix + node.name.text
  const key = `${host.id} use ${name}`
  const use: UseInfo = {
    id: session.within(key, session.newId),
    name,
    node,
    scope: outer.scope,
    component,
    view,
    outer,
    init: null,
    initialised: null,
  }
  const taken = outer.members.has(node.name.text)
  bind(session, outer.members, { kind: 'use', info: use })
  if (taken) return
  host.uses.push(use)
  for (const member of component.node.members) {
    if (member.kind === 'storage')
      for (const field of member.fields)
        session.within(`${key}.${field.name.text}`, () => declareField(session, host, view, name, field))
    if (member.kind !== 'function') continue
    const declared = session.within(`${key}.${member.name.text}()`, () =>
      functionInfo(session, scope, view, member),
    )
    const info = { ...declared, name: `${name}.${member.name.text}` }
    host.functions.push(info)
    if (member.isInit) use.init = info
    else bind(session, view.members, { kind: 'function', info })
  }
  takeIn(session, host, view, component.node.members, `${name}.`, [...around, component])
}

function declareField(
  session: Session,
  host: ContractInfo,
  view: ContractInfo,
  use: string,
  node: ast.ParsedStorageField,
): void {
  const info: StorageInfo = {
    id: session.newId(),
    name: `${use}.${node.name.text}`,
    node,
    contract: view,
    index: host.storage.length,
    type: UNRESOLVED,
    initial: null,
  }
  host.storage.push(info)
  bind(session, view.members, { kind: 'storage', info })
}

/** The component in use that an expression names: `admin`, `self.admin`, `token.admin`; null if it names none. */
export function useOf(body: Body, node: ast.ParsedExpr): UseInfo | null {
  if (node.kind === 'paren') return useOf(body, node.inner)
  if (node.kind !== 'name' && node.kind !== 'member') return null
  const self = node.kind === 'member' && node.object.kind === 'name' && node.object.name.text === 'self'
  const among = node.kind === 'name' || self ? body.contract?.members : useOf(body, node.object)?.view.members
  const hidden = node.kind === 'name' && body.names.get(node.name.text) !== undefined
  const entity = hidden ? undefined : among?.get(node.name.text)
  if (entity?.kind !== 'use') return null
  refer(body.session, node.name.span, entity.info.id)
  return entity.info
}
