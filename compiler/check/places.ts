// Names, members and indices: everything that may be a place (a variable or storage field and a path into it), and what
// looks like one (constants, `caller.address`, an actor of a test).
import { MIN_PAY } from '../../vm/spec/constants.ts'
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import { ACTORS, type Place, type SymbolId, type Type, type TypedExpr } from '../typed/tree.ts'
import { ADDRESS, BOOL, ERROR, HASH, isError, SOMPI, typeName, U32, U64 } from '../typed/type-facts.ts'
import { invalid, namesInScope, resolveName, type Body } from './body.ts'
import { useOf } from './components.ts'
import { enumType } from './generics.ts'
import { describe, type Entity, type UseInfo } from './model.ts'
import { recordById } from './records.ts'
import { COIN_MEMBERS, heldIn, slotOf } from './resources.ts'
import { checkElement, SEQUENCE_MEMBERS, sequenceMember } from './sequences.ts'
import { complain, refer } from './session.ts'
import { didYouMean } from './suggest.ts'

/** The path of a place that is a whole variable or field. */
const NO_PATH: Place['path'] = []

type PathNode = Extract<ast.ParsedExpr, { kind: 'name' | 'member' | 'index' }>

/** A name, member or index. Unlike `infer` it may have a map type: a path can go on from there. */
export function checkPath(body: Body, node: PathNode): TypedExpr {
  switch (node.kind) {
    case 'name':
      return checkName(body, node.name, node.span)
    case 'member':
      return checkMember(body, node)
    case 'index':
      return checkIndex(body, node)
  }
}

/** The place that an expression denotes, for assignments and coins; null (reported by the caller) if it is none. */
export function placeOf(typed: TypedExpr): Place | null {
  return typed.kind === 'load' ? typed.place : null
}

function pathOrValue(body: Body, node: ast.ParsedExpr): TypedExpr {
  if (node.kind === 'paren') return pathOrValue(body, node.inner)
  if (node.kind === 'name' || node.kind === 'member' || node.kind === 'index') {
    return checkPath(body, node)
  }
  return body.session.rules.infer(body, node, null)
}

/** What names that other languages have are called here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  [
    'msg',
    'the sender of the message is `caller.address`; its coins are the last parameter of a `payable` function',
  ],
  ['tx', 'the sender of the message is `caller.address`'],
  ['sender', 'the sender of the message is `caller.address`'],
  ['this', 'this contract is `self`'],
  ['block', 'the reference block is `context.reference_block`, its score `context.daa_score`'],
  ['now', 'there is no clock; `context.daa_score` grows with the blocks'],
])

function checkName(body: Body, name: ast.Name, span: Span): TypedExpr {
  if (name.text === '') return invalid(span)
  const entity = resolveName(body, name.text)
  if (entity !== undefined) return namedValue(body, entity, name, span)
  if (name.text === 'self') return selfHandle(body, span)
  const actor = ACTORS.find((a) => a === name.text)
  if (actor !== undefined && body.role === 'test') return { kind: 'test-actor', type: ADDRESS, span, actor }
  if (body.scope.broken.has(name.text)) return invalid(span)
  if (name.text === 'origin') return originValue(body, span)
  if (name.text === 'caller' || name.text === 'context') {
    const members = Object.keys(AMBIENT[name.text] ?? {}).map((member) => `\`${name.text}.${member}\``)
    const is = name.text === 'caller' ? 'whoever sent the message' : 'all about the reference block'
    const args = { name: name.text, is, wanted: 'a value' }
    complain(body.session, 'E0304', span, args, { help: `write ${members.join(' or ')}` })
    return invalid(span)
  }
  const extra = body.role === 'test' ? ACTORS : []
  const names = [...namesInScope(body), ...extra]
  const details = didYouMean(name.text, name.span, names, ELSEWHERE.get(name.text) ?? null)
  complain(body.session, 'E0301', name.span, { name: name.text }, details)
  return invalid(span)
}

/** `origin`, to be matched: a sender that may not be proven can't be forgotten so. */
function originValue(body: Body, span: Span): TypedExpr {
  const info = body.session.builtinEnums.get('Origin')
  if (info === undefined) throw new Error('bug: every file knows the enum Origin')
  const type = enumType(body.session, info, [])
  return isThere(body, 'origin', span)
    ? { kind: 'builtin', builtin: 'origin', type, span }
    : invalid(span, type)
}

function namedValue(body: Body, entity: Entity, name: ast.Name, span: Span): TypedExpr {
  switch (entity.kind) {
    case 'local': {
      const { id, type } = entity.variable
      refer(body.session, name.span, id)
      return { kind: 'load', type, span, place: { root: entity.root, path: NO_PATH, type, span } }
    }
    case 'storage': {
      refer(body.session, name.span, entity.info.id)
      return storageField(body, entity, span)
    }
    case 'constant': {
      refer(body.session, name.span, entity.info.id)
      const value = body.session.rules.constantValue(body.session, entity.info, name.span)
      const { type, id } = entity.info
      return value === null ? invalid(span, type) : { kind: 'constant', type, span, symbol: id, value }
    }
    case 'contract':
    case 'interface':
    case 'component':
    case 'use':
    case 'struct':
    case 'enum':
    case 'error':
    case 'event':
    case 'function': {
      refer(body.session, name.span, entity.info.id)
      const help = HOW_TO_USE[entity.kind](name.text)
      complain(
        body.session,
        'E0304',
        name.span,
        { name: name.text, is: describe(entity), wanted: 'a value' },
        { help },
      )
      return invalid(span)
    }
  }
}

/** What may be written instead of a bare name that is no value. */
const HOW_TO_USE: Readonly<
  Record<Exclude<Entity['kind'], 'local' | 'storage' | 'constant'>, (name: string) => string>
> = {
  function: (name) => `call it: \`${name}(...)\``,
  contract: (name) => `\`deploy ${name}(...)\` binds one`,
  interface: (name) => `contracts implement it: \`contract C implements ${name}\``,
  component: (name) => `contracts take it in: \`use ${name} as ...\``,
  use: (name) => `its fields and functions have values: \`${name}. ...\``,
  enum: (name) => `name a variant: \`${name}. ...\``,
  struct: (name) => `\`${name} { ... }\` makes one`,
  error: (name) => `\`${name} { ... }\` makes one`,
  event: (name) => `\`${name} { ... }\` makes one`,
}

function storageField(body: Body, entity: Extract<Entity, { kind: 'storage' }>, span: Span): TypedExpr {
  const { id, type, name } = entity.info
  if (body.role === 'test') {
    complain(body.session, 'E0409', span, { what: 'storage' })
    return invalid(span, type)
  }
  if (body.role === 'constant') {
    complain(body.session, 'E0519', span, {})
    return invalid(span, type)
  }
  const root = { kind: 'storage', field: id, name } as const
  return { kind: 'load', type, span, place: { root, path: NO_PATH, type, span } }
}

function selfHandle(body: Body, span: Span): TypedExpr {
  if (body.contract === null || body.role === 'test' || body.role === 'constant') {
    complain(body.session, 'E0405', span, { what: 'self' })
    return invalid(span)
  }
  const { id, name } = body.contract
  return { kind: 'builtin', builtin: 'self', type: { kind: 'handle', contract: id, name }, span }
}

function checkMember(body: Body, node: Extract<ast.ParsedExpr, { kind: 'member' }>): TypedExpr {
  const ambient = ambientMember(body, node)
  if (ambient !== null) return ambient
  const use = useOf(body, node.object)
  if (use !== null) return memberOfUse(body, use, node)
  const object = pathOrValue(body, node.object)
  return memberOf(body, object, node.name, node.span)
}

/** A field or constant of a component: `admin.owner`. */
function memberOfUse(body: Body, use: UseInfo, node: Extract<ast.ParsedExpr, { kind: 'member' }>): TypedExpr {
  const entity = use.view.members.get(node.name.text)
  if (entity !== undefined) return namedValue(body, entity, node.name, node.span)
  if (node.name.text !== '') unknownMember(body, use.component.name, node.name, [...use.view.members.keys()])
  return invalid(node.span)
}

/** `self.field`, `caller.address`, `context.daa_score`. */
function ambientMember(body: Body, node: Extract<ast.ParsedExpr, { kind: 'member' }>): TypedExpr | null {
  if (node.object.kind !== 'name') return null
  const object = node.object.name.text
  if (resolveName(body, object) !== undefined) return null
  if (object === 'self') {
    const entity = body.contract?.members.get(node.name.text)
    if (entity?.kind !== 'storage' && entity?.kind !== 'constant') return null
    return namedValue(body, entity, node.name, node.span)
  }
  const members = AMBIENT[object]
  if (members === undefined) return null
  const { span } = node
  // A number of the machine's, so it stands in constants and tests as well.
  if (object === 'context' && node.name.text === 'min_pay')
    return { kind: 'integer', type: SOMPI, span, value: MIN_PAY }
  const made = members[node.name.text]
  if (made === undefined) {
    const constants = object === 'context' ? ['min_pay'] : []
    unknownMember(body, object, node.name, [...Object.keys(members), ...constants])
    return invalid(span)
  }
  if (!isThere(body, object, span)) return invalid(span, made.type)
  if (object === 'origin' && body.isOriginOpen) {
    complain(body.session, 'E1206', span, { member: node.name.text })
    return invalid(span, made.type)
  }
  return { kind: 'builtin', builtin: made.builtin, type: made.type, span }
}

/** Whether what is about the message or its block can be asked for here; reported if not. */
function isThere(body: Body, what: string, span: Span): boolean {
  if (body.contract === null || body.role === 'test' || body.role === 'constant') {
    complain(body.session, 'E0405', span, { what })
    return false
  }
  const isFromSilo = body.role === 'remote' || body.role === 'refund'
  if ((what === 'origin') === isFromSilo || (what !== 'origin' && what !== 'caller')) return true
  complain(body.session, 'E1203', span, { what })
  return false
}

type Ambient = {
  readonly builtin:
    'caller-address' | 'origin-silo' | 'origin-contract' | 'origin-call' | 'daa-score' | 'reference-block'
  readonly type: Type
}
const AMBIENT: Readonly<Record<string, Readonly<Record<string, Ambient>> | undefined>> = {
  caller: { address: { builtin: 'caller-address', type: ADDRESS } },
  origin: {
    silo: { builtin: 'origin-silo', type: HASH },
    instance: { builtin: 'origin-contract', type: U32 },
    call: { builtin: 'origin-call', type: U64 },
  },
  context: {
    daa_score: { builtin: 'daa-score', type: U64 },
    reference_block: { builtin: 'reference-block', type: HASH },
  },
}

/** A member of a value. */
export function memberOf(body: Body, object: TypedExpr, name: ast.Name, span: Span): TypedExpr {
  const { type } = object
  if (isError(type) || name.text === '') return invalid(span)
  switch (type.kind) {
    case 'array':
    case 'bytes':
    case 'string': {
      const member = sequenceMember(object, type, name.text, span)
      if (member !== null) return member
      unknownMember(body, typeName(type), name, SEQUENCE_MEMBERS)
      return invalid(span)
    }
    case 'struct':
      if (type.resource && object.kind !== 'load') return withoutName(body, object, name, span)
      return structField(body, object, type.struct, name, span)
    case 'enum':
      return memberOfSlot(body, object, name, span)
    case 'coin':
      if (name.text === 'amount') return coinAmount(body, object, span)
      unknownMember(body, 'coin', name, COIN_MEMBERS)
      return invalid(span)
    case 'sompi':
      if (name.text === 'count') {
        return { kind: 'convert', type: U64, span, conversion: 'count', operand: object }
      }
      unknownMember(body, 'sompi', name, ['count'])
      return invalid(span)
    case 'outbox-id':
      if (name.text === 'number') {
        return { kind: 'convert', type: U64, span, conversion: 'outbox-number', operand: object }
      }
      unknownMember(body, 'OutboxId', name, ['number'])
      return invalid(span)
    case 'handle':
    case 'contract':
      if (name.text === 'address') {
        return { kind: 'convert', type: ADDRESS, span, conversion: 'to-address', operand: object }
      }
      if (type.kind === 'handle' && storageOf(body, type.contract).includes(name.text)) {
        const args = { type: typeName(type), name: name.text }
        const help = 'storage is seen inside its contract only: give it a public `view` function'
        complain(body.session, 'E0308', name.span, args, { help })
      } else unknownMember(body, typeName(type), name, ['address'])
      return invalid(span)
    default:
      unknownMember(body, typeName(type), name, [])
      return invalid(span)
  }
}

function structField(
  body: Body,
  object: TypedExpr,
  struct: Parameters<typeof recordById>[1],
  name: ast.Name,
  span: Span,
): TypedExpr {
  const record = recordById(body.session, struct)
  const index = record?.fields.findIndex((f) => f.name === name.text) ?? -1
  const field = record?.fields[index]
  if (record === undefined || field === undefined) {
    unknownMember(body, record?.name ?? '', name, record?.fields.map((f) => f.name) ?? [])
    return invalid(span)
  }
  const step = { kind: 'field', struct, index, name: name.text, type: field.type, span: name.span } as const
  if (object.kind !== 'load') return { kind: 'field', type: field.type, span, object, index, name: name.text }
  const { root, path } = object.place
  return {
    kind: 'load',
    type: field.type,
    span,
    place: { root, path: [...path, step], type: field.type, span },
  }
}

/** `slot.present`, or a field of the resource that a place holds. */
function memberOfSlot(body: Body, object: TypedExpr, name: ast.Name, span: Span): TypedExpr {
  const slot = slotOf(object)
  if (slot === null) {
    unknownMember(body, typeName(object.type), name, [])
    return invalid(span)
  }
  if (name.text === 'present')
    return { kind: 'builtin', builtin: 'resource-present', type: BOOL, span, place: slot.place }
  return structField(body, heldIn(slot, span), slot.held.struct, name, span)
}

/** Reports a member of a resource that no place holds: the resource would be lost. */
function withoutName(body: Body, object: TypedExpr, name: ast.Name, span: Span): TypedExpr {
  if (object.kind !== 'invalid') complain(body.session, 'E0211', object.span, { operation: name.text })
  return invalid(span)
}

function coinAmount(body: Body, object: TypedExpr, span: Span): TypedExpr {
  const coin = placeOf(object)
  if (coin !== null) return { kind: 'builtin', builtin: 'coin-amount', type: SOMPI, span, coin }
  complain(body.session, 'E0211', object.span, { operation: 'amount' })
  return invalid(span, SOMPI)
}

function checkIndex(body: Body, node: Extract<ast.ParsedExpr, { kind: 'index' }>): TypedExpr {
  const object = pathOrValue(body, node.object)
  const { type } = object
  const element = checkElement(body, object, node)
  if (element !== null) return element
  if (type.kind !== 'map' || object.kind !== 'load') {
    if (!isError(type)) complain(body.session, 'E0510', node.object.span, { type: typeName(type) })
    // The key is checked all the same: its mistakes are its own.
    body.session.rules.infer(body, node.index, null)
    return invalid(node.span, ERROR)
  }
  const key = body.session.rules.expect(body, node.index, type.key)
  const step = { kind: 'key', key, type: type.value, span: node.index.span } as const
  const { root, path } = object.place
  const place: Place = { root, path: [...path, step], type: type.value, span: node.span }
  return { kind: 'load', type: type.value, span: node.span, place }
}

function storageOf(body: Body, contract: SymbolId): readonly string[] {
  return body.session.contracts.find((c) => c.id === contract)?.storage.map((field) => field.name) ?? []
}

/** Reports a member that a type doesn't have. */
export function unknownMember(body: Body, type: string, name: ast.Name, members: readonly string[]): void {
  const list = members.map((m) => `\`.${m}\``).join(', ')
  const otherwise = members.length === 0 ? null : `it has ${list}`
  complain(
    body.session,
    'E0308',
    name.span,
    { type, name: name.text },
    didYouMean(name.text, name.span, members, otherwise),
  )
}
