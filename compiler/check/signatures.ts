// Second phase: the types of everything declared: fields, constants, parameters, results, storage with its defaults; and
// the modifiers and `by` clauses of functions.
import type { Modifier, ParsedAccess, ParsedCall, ParsedExpr } from '../syntax/ast.ts'
import type { LocalVariable, Place, TypedAccess, TypedExpr, Type } from '../typed/tree.ts'
import {
  ADDRESS,
  BOOL,
  isError,
  isSlot,
  splitSignatures,
  U64,
  UNIT,
  type Position,
} from '../typed/type-facts.ts'
import { resolveImplements } from './interfaces.ts'
import { newBody, showLocal, type Body } from './body.ts'
import type { ContractInfo, FunctionInfo } from './model.ts'
import { checkPath } from './places.ts'
import { resolveData } from './data.ts'
import { originAccess } from './origins.ts'
import { paramNames } from './generics.ts'
import { NONE, resolveType } from './resolve-type.ts'
import { complain, type Session, type Surroundings } from './session.ts'

/** Of the machine's nested calls (docs/machine.md, *Frames*) some are left to what is around the recursion. */
const MAX_RECURSION = 200

/** Fills the type slots of all declarations. */
export function resolveSignatures(session: Session): void {
  resolveData(session)
  for (const info of session.constants) {
    info.type = resolveType(
      { session, scope: info.scope, contract: info.contract },
      info.node.type,
      'constant',
    )
  }
  for (const info of session.constants) session.rules.constantValue(session, info, info.node.name.span)
  for (const contract of [...session.contracts, ...session.samples]) resolveStorage(session, contract)
  for (const info of allFunctions(session)) resolveFunctionIn(session, info)
  for (const { functions } of session.interfaces)
    for (const info of functions) resolveFunctionIn(session, info)
  for (const contract of session.contracts) resolveImplements(session, contract)
}

/** Free functions, then each contract's constructor and functions, in the order of declaration. */
export function allFunctions(session: Session): FunctionInfo[] {
  return [
    ...session.functions,
    ...[...session.contracts, ...session.samples].flatMap((c) =>
      c.init === null ? c.functions : [c.init, ...c.functions],
    ),
  ]
}

function resolveStorage(session: Session, contract: ContractInfo): void {
  for (const field of contract.storage) {
    const at = { session, scope: field.contract.scope, contract: field.contract }
    field.type = resolveType(at, field.node.type, 'storage')
    const { initial } = field.node
    if (isSlot(field.type)) field.initial = NONE
    if (initial === null || isError(field.type)) continue
    if (field.type.kind === 'map' || field.type.kind === 'handle') {
      const what = field.type.kind === 'map' ? 'a map' : 'a handle'
      complain(session, 'E0604', initial.span, { what })
    } else field.initial = session.rules.initialValue(at, initial, field.type)
  }
}

/** Parameters keep their numbers from check to check, as the function does. */
function resolveFunctionIn(session: Session, info: FunctionInfo): void {
  session.within(`signature ${info.id}`, () => resolveFunction(session, info))
}

function resolveFunction(session: Session, info: FunctionInfo): void {
  const types = paramNames(info.typeParams)
  const at: Surroundings = { session, scope: info.scope, contract: info.contract, types }
  const { node } = info
  const [generic] = node.typeParams
  if (generic !== undefined && info.role !== 'free')
    complain(session, 'E0551', generic.span, { name: info.name })
  info.params = node.params.map((param): LocalVariable => {
    const type = resolveType(at, param.type, PARAMETER[info.role])
    return {
      id: session.newId(),
      name: param.name.text,
      file: info.scope.file.id,
      span: param.span,
      nameSpan: param.name.span,
      doc: param.doc,
      type,
      mutable: false,
      role: 'parameter',
    }
  })
  const position = info.role === 'public' ? 'public-result' : 'result'
  info.result = node.result === null || info.role === 'init' ? UNIT : resolveType(at, node.result, position)
  checkModifiers(session, info)
  checkCoins(session, info)
  info.access = resolveAccess(at, info)
  info.maxDepth = resolveDepth(at, info)
  const steps = node.steps === null ? null : at.session.rules.initialValue(at, node.steps, U64)
  info.maxSteps = steps?.kind === 'int' ? steps.value : null
}

/** The bound behind `max`. */
function resolveDepth(at: Surroundings, info: FunctionInfo): number | null {
  const { max } = info.node
  if (max === null) return null
  const value = at.session.rules.initialValue(at, max, U64)
  if (value?.kind !== 'int') return null
  if (value.value >= 1n && value.value <= BigInt(MAX_RECURSION)) return Number(value.value)
  complain(at.session, 'E0704', max.span, { most: String(MAX_RECURSION) })
  return MAX_RECURSION
}

const PARAMETER: Readonly<Record<FunctionInfo['role'], Position>> = {
  public: 'public-parameter',
  remote: 'public-parameter',
  refund: 'public-parameter',
  private: 'parameter',
  init: 'init-parameter',
  free: 'free-parameter',
}

/** Which words may stand before which function. */
function checkModifiers(session: Session, info: FunctionInfo): void {
  const { modifiers } = info.node
  for (const [i, modifier] of modifiers.entries()) {
    const { word, span } = modifier
    const twice = modifiers.findIndex((m) => m.word === word) < i
    const wrong = twice ? 'it stands here twice' : misplaced(info, word)
    if (wrong === null) continue
    const end = info.scope.file.text.slice(span.end).search(/\S|$/)
    const fix = {
      title: `remove \`${word}\``,
      edits: [{ span: { ...span, end: span.end + end }, newText: '' }],
    }
    complain(session, 'E0412', span, { word, why: wrong }, { fix })
  }
  if (info.role === 'init' && info.node.result !== null) complain(session, 'E0417', info.node.result.span, {})
  checkBetweenSilos(session, info)
}

function misplaced(info: FunctionInfo, word: Modifier['word']): string | null {
  if (word === 'reentrant' && info.role !== 'public')
    return 'only what other contracts call can be called in the middle of a call'
  if (info.role === 'init') return '`init` runs once, when the contract is bound'
  if (info.role === 'free' && word !== 'pub')
    return 'a function outside a contract sees no storage and no message'
  if (info.role === 'refund') return '`on refund` takes coins back: nobody calls it'
  if (info.role === 'remote' && (word === 'pub' || word === 'view'))
    return 'a `remote` function is called by contracts of other silos, and nothing comes back'
  if (word === 'payable' && info.role === 'private')
    return 'only a public function receives coins from outside'
  if (word === 'payable' && info.effect === 'view')
    return 'a `view` function changes nothing, so it keeps no coins'
  return null
}

/** What comes from another silo brings plain values, and takes no result along. */
function checkBetweenSilos(session: Session, { role, node, params }: FunctionInfo): void {
  if (node.isRefund && role === 'free')
    complain(session, 'E1204', node.name.span, { why: 'it stands in a contract' })
  if (role !== 'remote' && role !== 'refund') return
  if (node.result !== null)
    complain(session, 'E1204', node.result.span, { why: 'nobody waits in the other silo for a result' })
  for (const [i, { type, span }] of params.entries())
    if (type.kind === 'handle' || type.kind === 'contract')
      complain(session, 'E1204', node.params[i]?.type.span ?? span, {
        why: 'a handle names a contract of its own silo only',
      })
  if (role === 'refund' && params[0]?.type.kind !== 'coin' && !(params[0] && isError(params[0].type)))
    complain(session, 'E1204', node.name.span, { why: 'its first parameter is the coin that comes back' })
}

/** Coins come in as the last parameter of a payable function, and in no other way. */
function checkCoins(session: Session, info: FunctionInfo): void {
  if (info.role !== 'public' && info.role !== 'remote' && info.role !== 'refund') return
  const last = info.role === 'refund' ? info.params[0] : info.params.at(-1)
  if (
    info.payable &&
    info.role !== 'refund' &&
    last?.type.kind !== 'coin' &&
    !(last !== undefined && isError(last.type))
  ) {
    const at = {
      ...info.node.paramsSpan,
      start: info.node.paramsSpan.end - 1,
      end: info.node.paramsSpan.end - 1,
    }
    const text = info.params.length === 0 ? 'funds: coin' : ', funds: coin'
    const fix = { title: 'add `funds: coin`', edits: [{ span: at, newText: text }] }
    complain(session, 'E0208', info.node.name.span, { name: info.name }, { fix })
  }
  const allowed = info.payable ? last : undefined
  for (const [i, param] of info.params.entries()) {
    if (param.type.kind !== 'coin' || param === allowed) continue
    const node = info.node.params[i]
    const at = { ...info.node.span, end: info.node.span.start }
    const fix = info.payable
      ? null
      : { title: 'make it payable', edits: [{ span: beforeFn(info, at), newText: 'payable ' }] }
    complain(session, 'E0209', node?.type.span ?? param.span, { name: info.name }, { fix })
  }
}

function beforeFn(info: FunctionInfo, start: LocalVariable['span']): LocalVariable['span'] {
  const offset = info.scope.file.text.slice(start.start, info.node.name.span.start).lastIndexOf('fn')
  return { ...start, start: start.start + offset, end: start.start + offset }
}

function resolveAccess(at: Surroundings, info: FunctionInfo): TypedAccess {
  const clause = info.node.access
  if (clause === null) return { kind: 'anyone' }
  if (info.role === 'remote' && clause.origins.length > 0) return originAccess(at, info, clause)
  const isOfInterface = info.contract === null
  if (info.role !== 'public' || info.effect === 'view' || isOfInterface || clause.origins.length > 0) {
    const why =
      clause.origins.length > 0
        ? 'only a `remote` function has an `origin`'
        : isOfInterface && info.role === 'public'
          ? 'an interface says what a function takes and gives'
          : info.role === 'public'
            ? 'a `view` function changes nothing: anyone may call it'
            : NO_ACCESS[info.role]
    const fix = { title: 'remove it', edits: [{ span: clause.span, newText: '' }] }
    complain(at.session, 'E0402', clause.span, { why }, { fix })
    return { kind: 'anyone' }
  }
  const signed = clause.rules.find((rule) => isCallOf(rule, 'sig'))
  if (signed !== undefined) return signedAccess(at, info, clause, signed)
  const body = newBody(at, 'public', UNIT)
  const places: Place[] = []
  let anyone = false
  for (const rule of clause.rules) {
    if (rule.kind === 'name' && rule.name.text === 'anyone') anyone = true
    else if (rule.kind === 'call') {
      const place = rolePlace(body, rule)
      if (place !== null) places.push(place)
    } else if (rule.kind === 'name' || rule.kind === 'member') {
      const typed = checkPath(body, rule)
      if (typed.kind === 'load' && typed.place.root.kind === 'storage' && names(typed.type))
        places.push(typed.place)
      else if (typed.kind !== 'invalid' && !isError(typed.type)) complain(at.session, 'E0403', rule.span, {})
    }
  }
  return anyone || places.length === 0 ? { kind: 'anyone' } : { kind: 'any-of', places, span: clause.span }
}

function isCallOf(rule: ParsedExpr, name: string): rule is ParsedCall {
  return rule.kind === 'call' && rule.callee.kind === 'name' && rule.callee.name.text === name
}

/** `by sig(owner)`: who brings signatures by keys in storage or in parameters; they are the last parameters before a coin. */
function signedAccess(
  at: Surroundings,
  info: FunctionInfo,
  clause: ParsedAccess,
  rule: ParsedCall,
): TypedAccess {
  const { session } = at
  const body = newBody(at, 'public', UNIT)
  for (const param of info.params) showLocal(body, param)
  const keys = rule.args.flatMap(({ value }): Place[] => {
    if (value.kind !== 'name' && value.kind !== 'member') {
      complain(session, 'E1105', value.span, {})
      return []
    }
    const typed = checkPath(body, value)
    if (typed.kind === 'load' && typed.type.kind === 'address') return [typed.place]
    if (typed.kind !== 'invalid' && !isError(typed.type)) complain(session, 'E1105', value.span, {})
    return []
  })
  const access: TypedAccess = { kind: 'signed', keys, span: clause.span }
  if (keys.length < rule.args.length) return { kind: 'anyone' }
  if (clause.rules.length > 1) complain(session, 'E1106', clause.span, {})
  const { signatures } = splitSignatures({ ...info, access })
  const right = signatures.length === keys.length && signatures.every(({ type }) => isSignature(type))
  if (right || info.params.some(({ type }) => isError(type))) return access
  const wanted = keys.length === 1 ? '`bytes<64>`' : `${keys.length} of type \`bytes<64>\``
  complain(session, 'E1107', clause.span, { wanted })
  return { kind: 'anyone' }
}

function isSignature(type: Type): boolean {
  return type.kind === 'bytes' && type.max === 64
}

/** `role(pausers)`: whether the caller has an entry that is true. */
function rolePlace(body: Body, rule: ParsedCall): Place | null {
  const [first, ...more] = rule.args
  const over = first?.value
  if (more.length > 0) {
    complain(body.session, 'E1104', rule.span, {})
    return null
  }
  if (over?.kind !== 'name' && over?.kind !== 'member') return null
  const typed = checkPath(body, over)
  const { type, span } = typed
  if (typed.kind === 'load' && typed.place.root.kind === 'storage' && type.kind === 'map') {
    const { root, path } = typed.place
    if (type.key.kind === 'address' && type.value.kind === 'bool' && path.length === 0) {
      const key: TypedExpr = { kind: 'builtin', builtin: 'caller-address', type: ADDRESS, span }
      return { root, path: [{ kind: 'key', key, type: BOOL, span }], type: BOOL, span }
    }
  }
  if (typed.kind !== 'invalid' && !isError(type)) complain(body.session, 'E1104', rule.span, {})
  return null
}

const NO_ACCESS: Readonly<Record<FunctionInfo['role'], string>> = {
  public: '',
  remote: 'contracts of other silos call a `remote` function: `by origin Final { silo: partner, .. }`',
  refund: 'nobody calls it: coins come back by it',
  private: 'a private function is called by its own contract only',
  init: '`init` runs once, when the contract is bound',
  free: 'a function outside a contract has no caller',
}

/** Whether a value of this type says who somebody is. */
function names(type: Type): boolean {
  return type.kind === 'address' || type.kind === 'contract' || type.kind === 'handle'
}
