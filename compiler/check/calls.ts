// Calls: which kind of target a callee is, and the rules of each kind.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { HandleType, Type, TypedExpr } from '../typed/tree.ts'
import { isError, isForContracts, isLinear, NAMED_TYPES, typeName } from '../typed/type-facts.ts'
import { checkArguments } from './arguments.ts'
import { invalid, namesInScope, resolveName, type Body } from './body.ts'
import { checkBuiltin, isBuiltin, BUILTIN_FUNCTIONS } from './builtins.ts'
import { checkCoinMethod } from './coin-methods.ts'
import { checkConversion } from './conversions.ts'
import { checkIntMethod } from './int-methods.ts'
import { useOf } from './components.ts'
import { bareVariant, checkVariant, qualifiedVariant } from './enums.ts'
import { checkGenericCall } from './generic-functions.ts'
import { linkedTarget, throughHandle } from './handles.ts'
import { describe, type FunctionInfo, type UseInfo } from './model.ts'
import { unknownMember } from './places.ts'
import { checkResourceMethod } from './resources.ts'
import { checkSequenceMethod } from './sequence-methods.ts'
import { complain, refer } from './session.ts'
import { didYouMean } from './suggest.ts'

export function checkCall(body: Body, node: ast.ParsedCall, hint: Type | null): TypedExpr {
  const { callee } = node
  if (callee.kind === 'name') return namedCall(body, node, callee.name, hint)
  if (callee.kind === 'member') return methodCall(body, node, callee.object, callee.name, hint)
  const typed = body.session.rules.infer(body, callee, null)
  if (!isError(typed.type)) complain(body.session, 'E0509', callee.span, {})
  return withoutTarget(body, node)
}

/** Checks the arguments of a call whose target is unknown. */
function withoutTarget(body: Body, node: ast.ParsedCall): TypedExpr {
  for (const arg of node.args) body.session.rules.infer(body, arg.value, null)
  return invalid(node.span)
}

function namedCall(body: Body, node: ast.ParsedCall, name: ast.Name, hint: Type | null): TypedExpr {
  const entity = resolveName(body, name.text)
  if (entity === undefined) {
    const variant = bareVariant(body, name, hint)
    if (variant !== null)
      return checkVariant(body, variant, { kind: 'items', args: node.args }, node.span, hint)
    const type = NAMED_TYPES.get(name.text)
    if (type !== undefined && type.kind !== 'coin') return checkConversion(body, node, type)
    if (isBuiltin(name.text)) return checkBuiltin(body, node, name.text, hint)
    if (name.text === '' || body.scope.broken.has(name.text)) return withoutTarget(body, node)
    const functions = namesInScope(body).filter((n) => resolveName(body, n)?.kind === 'function')
    const candidates = [...functions, ...BUILTIN_FUNCTIONS]
    complain(
      body.session,
      'E0301',
      name.span,
      { name: name.text },
      didYouMean(name.text, name.span, candidates),
    )
    return withoutTarget(body, node)
  }
  refer(body.session, name.span, entity.kind === 'local' ? entity.variable.id : entity.info.id)
  if (entity.kind !== 'function') {
    const help =
      entity.kind === 'contract'
        ? `\`deploy ${name.text}(...)\` binds one`
        : entity.kind === 'struct' || entity.kind === 'error' || entity.kind === 'event'
          ? `\`${name.text} { ... }\` makes one`
          : null
    const args = { name: name.text, is: describe(entity), wanted: 'a function' }
    complain(body.session, 'E0304', name.span, args, { help })
    return withoutTarget(body, node)
  }
  return localCall(body, node, entity.info, hint)
}

function localCall(
  body: Body,
  node: ast.ParsedCall,
  info: FunctionInfo,
  hint: Type | null = null,
): TypedExpr {
  if (body.role === 'constant') {
    complain(body.session, 'E0519', node.span, {})
    return invalid(node.span, info.result)
  }
  if (info.contract !== null && body.role === 'test') {
    complain(body.session, 'E0409', node.callee.span, { what: `\`${info.name}\`` })
    return invalid(node.span, info.result)
  }
  if (info.role === 'remote' || info.role === 'refund') {
    complain(body.session, 'E1202', node.span, { why: `\`${info.name}\` is called from other silos only` })
    return invalid(node.span, info.result)
  }
  if (info.typeParams.length > 0) return checkGenericCall(body, node, info, hint)
  const args = checkArguments(body, info.name, info.params, node.args, node.span)
  if (args === null) return invalid(node.span, info.result)
  const kind = info.contract === null ? 'free' : 'local'
  const target = { kind, function: info.id, name: info.name } as const
  return { kind: 'call', type: info.result, span: node.span, target, args }
}

function methodCall(
  body: Body,
  node: ast.ParsedCall,
  object: ast.ParsedExpr,
  name: ast.Name,
  hint: Type | null,
): TypedExpr {
  const variant = qualifiedVariant(body, object, name)
  if (variant === 'unknown') return withoutTarget(body, node)
  if (variant !== null)
    return checkVariant(body, variant, { kind: 'items', args: node.args }, node.span, hint)
  if (object.kind === 'name' && resolveName(body, object.name.text) === undefined) {
    if (object.name.text === 'coin') return checkCoinMethod(body, node, null, name)
    if (object.name.text === 'self' && body.contract !== null && body.role !== 'test') {
      const own = body.contract.members.get(name.text)
      if (own?.kind === 'function') {
        refer(body.session, name.span, own.info.id)
        return localCall(body, node, own.info)
      }
    }
  }
  const use = useOf(body, object)
  if (use !== null) return callOfUse(body, node, use, name)
  const bare = object.kind === 'integer' ? hint : null
  const typed = throughHandle(body, object) ?? body.session.rules.infer(body, object, bare)
  if ('use' in typed)
    return linkedCall(body, node, typed.handle, typed.type, {
      text: `${typed.use}.${name.text}`,
      span: name.span,
    })
  switch (typed.type.kind) {
    case 'error':
      return withoutTarget(body, node)
    case 'handle':
      return linkedCall(body, node, typed, typed.type, name)
    case 'coin':
      return checkCoinMethod(body, node, typed, name)
    case 'struct':
    case 'enum':
      if (isLinear(typed.type)) return checkResourceMethod(body, node, typed, name)
      unknownMember(body, typeName(typed.type), name, [])
      return withoutTarget(body, node)
    case 'int':
      return checkIntMethod(body, node, typed, name)
    case 'array':
    case 'bytes':
    case 'string':
      return checkSequenceMethod(body, node, typed, typed.type, name)
    case 'contract':
      complain(body.session, 'E0415', name.span, {})
      return withoutTarget(body, node)
    default:
      unknownMember(body, typeName(typed.type), name, [])
      return withoutTarget(body, node)
  }
}

/** A function of a component that the contract uses: `admin.hand_over(to)`. */
function callOfUse(body: Body, node: ast.ParsedCall, use: UseInfo, name: ast.Name): TypedExpr {
  const init = name.text === 'init' ? use.init : null
  const entity = use.view.members.get(name.text)
  const target = init ?? (entity?.kind === 'function' ? entity.info : null)
  if (target === null) {
    if (name.text !== '') {
      const names = [...use.view.members].flatMap(([known, { kind }]) => (kind === 'function' ? [known] : []))
      const args = { contract: use.component.name, name: name.text }
      complain(body.session, 'E0309', name.span, args, didYouMean(name.text, name.span, names))
    }
    return withoutTarget(body, node)
  }
  refer(body.session, name.span, target.id)
  if (init !== null) {
    const why =
      body.role !== 'init'
        ? "it runs in the contract's `init`"
        : body.loops > 0
          ? 'it runs once'
          : use.initialised === null
            ? null
            : 'it has run already'
    if (why !== null) complain(body.session, 'E1103', node.span, { name: use.name, why })
    use.initialised ??= node.span
  }
  return localCall(body, node, target)
}

/** A call of another contract of this silo, or, in a test, a message. */
function linkedCall(
  body: Body,
  node: ast.ParsedCall,
  handle: TypedExpr,
  type: HandleType,
  name: ast.Name,
): TypedExpr {
  if (name.text === '') return withoutTarget(body, node)
  const target = linkedTarget(body, type, name)
  if (target === undefined) return withoutTarget(body, node)
  const args = checkArguments(body, name.text, target.params, node.args, node.span)
  if (body.role === 'test' && isForContracts(target)) {
    complain(body.session, 'E0218', name.span, { name: name.text })
    return invalid(node.span)
  }
  if (args === null || target.role !== 'public') return invalid(node.span, target.result)
  return body.role === 'test'
    ? message(node.span, handle, type, target, args)
    : {
        kind: 'call',
        type: target.result,
        span: node.span,
        target: { kind: 'linked', contract: type.contract, function: target.id, name: name.text, handle },
        args,
      }
}

function message(
  span: Span,
  handle: TypedExpr,
  type: HandleType,
  target: FunctionInfo,
  args: readonly TypedExpr[],
): TypedExpr {
  const paid = target.payable && target.params.at(-1)?.type.kind === 'coin'
  return {
    kind: 'test-message',
    type: target.result,
    span,
    handle,
    contract: type.contract,
    function: target.id,
    name: target.name,
    args: paid ? args.slice(0, -1) : args,
    funds: paid ? (args.at(-1) ?? null) : null,
  }
}
