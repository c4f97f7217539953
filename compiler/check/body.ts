// The state of checking one body: which function it is, the variables in scope, how deep in loops.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { LocalVariable, Type, TypedExpr } from '../typed/tree.ts'
import { ERROR } from '../typed/type-facts.ts'
import { BUILT_IN_NAMES } from './declare.ts'
import type { Entity } from './model.ts'
import { complain, lookUp, refer, type Surroundings } from './session.ts'

export interface Body extends Surroundings {
  readonly role:
    'init' | 'public' | 'remote' | 'refund' | 'private' | 'free' | 'invariant' | 'test' | 'constant'
  /** What `return` must give. */
  readonly result: Type
  /** Whether the message may come from a sender that is proven or from one that isn't. */
  readonly isOriginOpen: boolean
  /** All variables of the body in the order of their declaration. */
  readonly locals: LocalVariable[]
  /** Names in scope, innermost block last. */
  readonly frames: Map<string, LocalVariable>[]
  loops: number
}

const NO_TYPES: ReadonlyMap<string, Type> = new Map()

export function newBody(at: Surroundings, role: Body['role'], result: Type, isOriginOpen = false): Body {
  const { session, scope, contract, types = NO_TYPES } = at
  const place = { session, scope, contract, types, role, result, isOriginOpen }
  return { ...place, locals: [], frames: [new Map()], loops: 0 }
}

/** What a name stands for here: a variable, a member of the contract, something of the file. */
export function resolveName(body: Body, name: string): Entity | undefined {
  for (let i = body.frames.length - 1; i >= 0; i--) {
    const variable = body.frames[i]?.get(name)
    if (variable !== undefined) return { kind: 'local', variable }
  }
  return lookUp(body, name)
}

/** Every name that could be written here, for suggestions and completion. */
export function namesInScope(body: Body): string[] {
  const names = new Set<string>()
  for (const frame of body.frames.toReversed()) for (const name of frame.keys()) names.add(name)
  for (const name of body.contract?.members.keys() ?? []) names.add(name)
  for (const name of body.scope.names.keys()) names.add(name)
  return [...names]
}

/** Declares a variable in the innermost scope. A second one of a name that is still in scope is reported. */
export function declareLocal(
  body: Body,
  name: ast.Name,
  span: Span,
  type: Type,
  mutable: boolean,
  role: LocalVariable['role'],
): LocalVariable {
  return enterLocal(body, {
    id: body.session.newId(),
    name: name.text,
    file: body.scope.file.id,
    span,
    nameSpan: name.span,
    doc: null,
    type,
    mutable,
    role,
  })
}

/** Puts a variable that already has an id into the innermost scope. */
export function enterLocal(body: Body, variable: LocalVariable): LocalVariable {
  const { name, nameSpan } = variable
  body.locals.push(variable)
  if (name === '' || name === '_') return variable
  refer(body.session, nameSpan, variable.id)
  if (BUILT_IN_NAMES.has(name)) {
    complain(body.session, 'E0310', nameSpan, { name })
    return variable
  }
  const first = body.frames.map((frame) => frame.get(name)).find((v) => v !== undefined)
  if (first !== undefined) {
    const secondary = [{ span: first.nameSpan, label: 'still in scope from here' }]
    complain(body.session, 'E0302', nameSpan, { name }, { secondary })
  }
  body.frames.at(-1)?.set(name, variable)
  return variable
}

/** Runs `inner` with a scope of its own. */
export function inScope<T>(body: Body, inner: () => T): T {
  body.frames.push(new Map())
  const result = inner()
  body.frames.pop()
  return result
}

/** What stands for an expression whose mistake was reported. */
export function invalid(span: Span, type: Type = ERROR): TypedExpr {
  return { kind: 'invalid', type, span }
}
