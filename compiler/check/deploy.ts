// `deploy Shares(...)`: in `init` it binds a contract that is linked into the silo, in a test it starts a silo.
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedExpr } from '../typed/tree.ts'
import { checkArguments } from './arguments.ts'
import { invalid, resolveName, type Body } from './body.ts'
import { notOfKind } from './records.ts'
import { complain, refer } from './session.ts'

export function checkDeploy(body: Body, node: Extract<ast.ParsedExpr, { kind: 'deploy' }>): TypedExpr {
  const { span, contract: name } = node
  const entity = resolveName(body, name.text)
  if (entity?.kind !== 'contract') {
    for (const arg of node.args) body.session.rules.infer(body, arg.value, null)
    if (name.text === '' || body.scope.broken.has(name.text)) return invalid(span)
    notOfKind(body, name, entity, 'contract', 'a contract')
    return invalid(span)
  }
  const { info } = entity
  refer(body.session, name.span, info.id)
  const type: Type = { kind: 'handle', contract: info.id, name: info.name }
  const args = checkArguments(body, info.name, info.init?.params ?? [], node.args, span)
  if (body.role === 'test') {
    return args === null ? invalid(span, type) : { kind: 'test-deploy', type, span, contract: info.id, args }
  }
  if (body.role !== 'init' || body.contract === null) {
    complain(body.session, 'E0407', span, {})
    return invalid(span, type)
  }
  if (body.loops > 0) {
    complain(body.session, 'E0416', span, {})
    return invalid(span, type)
  }
  const instance = body.contract.deploys.length
  body.contract.deploys.push({ contract: info.id, span })
  return args === null
    ? invalid(span, type)
    : { kind: 'deploy', type, span, contract: info.id, instance, args }
}
