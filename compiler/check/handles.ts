// Calls through handles: which function of which contract is meant.
import type * as ast from '../syntax/ast.ts'
import type { HandleType, TypedExpr } from '../typed/tree.ts'
import { isError } from '../typed/type-facts.ts'
import { resolveName, type Body } from './body.ts'
import type { FunctionInfo } from './model.ts'
import { memberOf } from './places.ts'
import { complain, refer } from './session.ts'
import { didYouMean } from './suggest.ts'

/** A contract's handle with the name of a component that it uses behind it: `vault.admin`. Null if it is anything else. */
export function throughHandle(
  body: Body,
  object: ast.ParsedExpr,
): TypedExpr | { readonly use: string; readonly handle: TypedExpr; readonly type: HandleType } | null {
  if (object.kind !== 'member') return null
  const names = [object.name.text]
  let base = object.object
  const uses = new Set(body.session.contracts.flatMap((c) => c.uses.map((known) => known.node.name.text)))
  if (!uses.has(object.name.text)) return null
  while (base.kind === 'member' && uses.has(base.name.text)) {
    names.unshift(base.name.text)
    base = base.object
  }
  if (base.kind === 'name' && resolveName(body, base.name.text) === undefined) return null
  const handle = body.session.rules.infer(body, base, null)
  const { type } = handle
  const use = names.join('.')
  const contract =
    type.kind === 'handle' ? body.session.contracts.find(({ id }) => id === type.contract) : undefined
  if (type.kind === 'handle' && contract?.uses.some((known) => known.name === use))
    return { use, handle, type }
  return names.length === 1 ? memberOf(body, handle, object.name, object.span) : null
}

/** The function of a contract or interface that a name stands for; one that isn't there is reported, with those of the role as suggestions. */
export function functionOf(
  body: Body,
  owner: { readonly name: string; readonly functions: readonly FunctionInfo[] },
  { text, span }: ast.Name,
  role: FunctionInfo['role'],
): FunctionInfo | undefined {
  const found = owner.functions.find((fn) => fn.name === text)
  if (found === undefined) {
    const names = owner.functions.filter((fn) => fn.role === role).map((fn) => fn.name)
    complain(body.session, 'E0309', span, { contract: owner.name, name: text }, didYouMean(text, span, names))
  } else refer(body.session, span, found.id)
  return found
}

/** The function that a name behind a handle stands for; one that isn't public is reported, unless a `remote` one is asked for: then any is given. */
export function linkedTarget(
  body: Body,
  type: HandleType,
  name: ast.Name,
  role: 'public' | 'remote' = 'public',
): FunctionInfo | undefined {
  const { contracts, interfaces } = body.session
  const owner =
    contracts.find((c) => c.id === type.contract) ?? interfaces.find((i) => i.id === type.contract)
  const target = functionOf(body, { name: type.name, functions: owner?.functions ?? [] }, name, role)
  if (target === undefined) return undefined
  if (role === 'public' && target.role !== 'public') {
    const secondary = [{ span: target.node.name.span, label: 'declared without `pub`' }]
    const args = { contract: type.name, name: name.text }
    complain(body.session, 'E0406', name.span, args, { secondary })
  }
  return target
}

/** A call of another contract as a test may talk of one: through which handle, of which function. Undefined after a mistake that is reported; null if it is no such call. */
export function callThroughHandle(
  body: Body,
  node: ast.ParsedExpr | undefined,
  role: 'public' | 'remote' = 'public',
):
  | { readonly handle: TypedExpr; readonly target: FunctionInfo; readonly call: ast.ParsedCall }
  | null
  | undefined {
  if (node?.kind !== 'call' || node.callee.kind !== 'member') return null
  const { object, name } = node.callee
  const found = throughHandle(body, object) ?? body.session.rules.infer(body, object, null)
  const inUse = 'use' in found
  const handle = inUse ? found.handle : found
  if (isError(handle.type)) return undefined
  if (handle.type.kind !== 'handle') return null
  const text = inUse ? `${found.use}.${name.text}` : name.text
  const target = linkedTarget(body, handle.type, { text, span: name.span }, role)
  return target === undefined ? undefined : { handle, target, call: node }
}
