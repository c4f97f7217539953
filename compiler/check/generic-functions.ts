// Calls of generic functions: arguments, and the type that is wanted, say what the type parameters stand for; each set of types is
// an instance, a function of its own.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { LocalVariable, Type, TypedExpr } from '../typed/tree.ts'
import { ERROR, isError, mayStand, typeName } from '../typed/type-facts.ts'
import { invalid, type Body } from './body.ts'
import { inferPart } from './enums.ts'
import { mustFit } from './fit.ts'
import {
  bindingsOf,
  isDeep,
  meets,
  mentionsAnyParam,
  substitute,
  typeKey,
  unify,
  type Bindings,
} from './generics.ts'
import type { FunctionInfo } from './model.ts'
import { complain, type Session } from './session.ts'
import { mayBePart, refused } from './tuples.ts'
import { isOfGoodSize } from './type-size.ts'

export function checkGenericCall(
  body: Body,
  node: ast.ParsedCall,
  info: FunctionInfo,
  hint: Type | null,
): TypedExpr {
  const { session } = body
  const bindings: Bindings = new Map()
  if (hint !== null) unify(info.result, hint, info.typeParams, bindings)
  const values = node.args.map((arg, i): TypedExpr => {
    const param = info.params[i]
    return param === undefined
      ? session.rules.infer(body, arg.value, null)
      : inferPart(body, arg.value, param.type, info, bindings)
  })
  if (!rightlyGiven(body, node, info)) return invalid(node.span)
  const args = info.typeParams.map((param) => bindings.get(param.param))
  const unknown = info.typeParams.find((_, i) => args[i] === undefined)
  if (unknown !== undefined) {
    if (values.every((v) => v.kind !== 'invalid'))
      complain(session, 'E0535', node.span, { name: info.name, enum: info.name, param: unknown.name })
    return invalid(node.span)
  }
  const types = args.map((arg) => arg ?? ERROR)
  const fitted = values.map((value, i) => {
    const type = substitute(session, info.params[i]?.type ?? ERROR, bindings)
    return mustFit(body, value, type)
  })
  if (types.some(isError) || !meetBounds(body, node, info, types, fitted)) return refused(node.span, fitted)
  const target = instanceOf(body, node, info, types)
  if (!isOfGoodSize(session, target.result, node.span)) return refused(node.span, fitted)
  return {
    kind: 'call',
    type: target.result,
    span: node.span,
    target: { kind: 'free', function: target.id, name: info.name },
    args: fitted,
  }
}

/** Whether there are as many arguments as parameters, with the right names; reports if not. */
function rightlyGiven(body: Body, node: ast.ParsedCall, info: FunctionInfo): boolean {
  const { params, name } = info
  const names = params.map((p) => p.name).join(', ')
  if (node.args.length !== params.length) {
    complain(body.session, 'E0505', node.span, {
      callee: name,
      wanted: params.length === 1 ? '1 argument' : `${params.length} arguments`,
      given: String(node.args.length),
      signature: `${name}(${names})`,
    })
    return false
  }
  for (const [i, arg] of node.args.entries()) {
    const wanted = params[i]?.name ?? ''
    if (arg.name === null || arg.name.text === '' || arg.name.text === wanted) continue
    complain(body.session, 'E0506', arg.name.span, { given: arg.name.text, wanted, order: names })
    return false
  }
  return true
}

function meetBounds(
  body: Body,
  node: ast.ParsedCall,
  info: FunctionInfo,
  types: readonly Type[],
  values: readonly TypedExpr[],
): boolean {
  for (const [i, param] of info.typeParams.entries()) {
    const type = types[i] ?? ERROR
    if (!mayStand(type, 'type-argument')) {
      const held = values.find((value) => !mayStand(value.type, 'type-argument'))
      if (held !== undefined) mayBePart(body, held, `what \`${param.name}\` of \`${info.name}\` stands for`)
      return held === undefined
    }
    const bound = param.bounds.find((b) => !meets(type, b))
    if (bound === undefined) continue
    complain(body.session, 'E0534', node.span, { type: typeName(type), bound, param: param.name })
    return false
  }
  return true
}

/** The instance for these types. Inside of generic functions it is the generic function itself: nothing runs there. */
function instanceOf(
  body: Body,
  node: ast.ParsedCall,
  info: FunctionInfo,
  types: readonly Type[],
): Pick<FunctionInfo, 'id' | 'result'> {
  const { session } = body
  if (!types.some(mentionsAnyParam) && !types.some(isDeep))
    return functionInstance(session, info, types, node.span)
  const result = substitute(session, info.result, bindingsOf(info.typeParams, types))
  if (!types.some(mentionsAnyParam)) {
    const name = instanceName(info, types)
    complain(session, 'E0552', node.span, { name, why: 'each instance asks for one of a larger type' })
  }
  return { id: info.id, result }
}

/** The instance of a generic function for these types, made when it is first asked for. */
export function functionInstance(
  session: Session,
  info: FunctionInfo,
  types: readonly Type[],
  call: Span,
): FunctionInfo {
  session.instancesAsked.push({ kind: 'function', template: info.id, types, call })
  const bindings = bindingsOf(info.typeParams, types)
  const result = substitute(session, info.result, bindings)
  const key = `${info.id}<${types.map(typeKey).join(',')}>`
  const known = session.functionInstances.get(key)
  if (known !== undefined) return known
  const made = session.within(`instance ${key}`, (): FunctionInfo => ({
    ...info,
    id: session.newId(),
    name: instanceName(info, types),
    typeParams: [],
    instance: {
      types: new Map(info.typeParams.map((param, i) => [param.name, types[i] ?? ERROR])),
      call,
    },
    params: info.params.map((param): LocalVariable => ({
      ...param,
      id: session.newId(),
      type: substitute(session, param.type, bindings),
    })),
    result,
  }))
  session.functionInstances.set(key, made)
  return made
}

function instanceName(info: FunctionInfo, types: readonly Type[]): string {
  return `${info.name}<${types.map(typeName).join(', ')}>`
}
