// The state of checking one body: which function it is, the variables in scope, how deep in loops.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { LocalVariable, Type, TypedExpr } from '../typed/tree.ts'
import { ERROR } from '../typed/type-facts.ts'
import { BUILT_IN_NAMES } from './declare.ts'
import type { Entity, LocalEntity } from './model.ts'
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
  /** The variables in scope by name; undefined for names that were in scope before. */
  readonly names: Map<string, VisibleLocal | undefined>
  /** The same in the order of declaration, and those that another of their block hides. */
  readonly visible: VisibleLocal[]
  /** How many blocks deep. */
  depth: number
  loops: number
}

/** A variable in scope. */
interface VisibleLocal extends LocalEntity {
  readonly depth: number
  /** What its name stood for in the blocks around. */
  readonly hides: VisibleLocal | undefined
}

const NO_TYPES: ReadonlyMap<string, Type> = new Map()

export function newBody(at: Surroundings, role: Body['role'], result: Type, isOriginOpen = false): Body {
  const { session, scope, contract, types = NO_TYPES } = at
  const place = { session, scope, contract, types, role, result, isOriginOpen }
  return { ...place, locals: [], names: new Map(), visible: [], depth: 0, loops: 0 }
}

/** What a name stands for here: a variable, a member of the contract, something of the file. */
export function resolveName(body: Body, name: string): Entity | undefined {
  return body.names.get(name) ?? lookUp(body, name)
}

/** Every name that could be written here, for suggestions and completion. */
export function namesInScope(body: Body): string[] {
  const names = new Set<string>()
  // Innermost block first, and in each the order of declaration.
  for (const { variable } of body.visible.toSorted((a, b) => b.depth - a.depth)) names.add(variable.name)
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
  let first = body.names.get(name)
  while (first?.hides !== undefined) first = first.hides
  if (first !== undefined) {
    const secondary = [{ span: first.variable.nameSpan, label: 'still in scope from here' }]
    complain(body.session, 'E0302', nameSpan, { name }, { secondary })
  }
  showLocal(body, variable)
  return variable
}

/** Lets a variable's name stand for it in the innermost scope. */
export function showLocal(body: Body, variable: LocalVariable): void {
  const { id, name } = variable
  const { depth } = body
  const before = body.names.get(name)
  const hides = before?.depth === depth ? before.hides : before
  const root = { kind: 'local', variable: id, name } as const
  const shown = { kind: 'local', variable, root, depth, hides } as const
  body.names.set(name, shown)
  body.visible.push(shown)
}

/** Begins a scope; what it gives is for `closeScope`. */
export function openScope(body: Body): number {
  body.depth++
  return body.visible.length
}

export function closeScope(body: Body, opened: number): void {
  body.depth--
  while (body.visible.length > opened) {
    const last = body.visible.pop()
    if (last !== undefined) body.names.set(last.variable.name, last.hides)
  }
}

/** Runs `inner` with a scope of its own. */
export function inScope<T>(body: Body, inner: () => T): T {
  const opened = openScope(body)
  const result = inner()
  closeScope(body, opened)
  return result
}

/** What stands for an expression whose mistake was reported. */
export function invalid(span: Span, type: Type = ERROR): TypedExpr {
  return { kind: 'invalid', type, span }
}
