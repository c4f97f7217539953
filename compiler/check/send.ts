// `send Name(silo).f(args) with coin on refund handler(args)`: a call of a remote function in another silo. It gives the id of its outbox entry, and nothing
// comes back but, perhaps, the coin.
import type * as ast from '../syntax/ast.ts'
import type { SymbolId, Type, TypedExpr } from '../typed/tree.ts'
import { COIN, HASH, OUTBOX_ID, SOMPI, U32 } from '../typed/type-facts.ts'
import { checkArguments } from './arguments.ts'
import { invalid, resolveName, type Body } from './body.ts'
import { functionOf } from './handles.ts'
import type { FunctionInfo } from './model.ts'
import { notOfKind } from './records.ts'
import { complain, refer } from './session.ts'

/** What a call takes where nothing is written: gas there, and of a coin the part for whoever delivers it. */
const DEFAULT_GAS = 1_000_000n
const DEFAULT_FEE = 5_000_000n

export function checkSend(body: Body, node: ast.ParsedSend): TypedExpr {
  const { span } = node
  const failed = invalid(span, OUTBOX_ID)
  if (body.role === 'test') {
    complain(body.session, 'E0409', span, { what: '`send`' })
    return failed
  }
  if (body.contract === null || body.role === 'constant' || body.role === 'invariant') {
    complain(body.session, 'E0405', span, { what: 'send' })
    return failed
  }
  const target = remoteFunction(body, node)
  const coin = node.coin === null ? null : body.session.rules.expect(body, node.coin, COIN)
  const fee = optional(body, node.fee, SOMPI, coin === null ? 0n : DEFAULT_FEE, span)
  const gas = optional(body, node.gas, U32, DEFAULT_GAS, span)
  const refund = node.refund === null ? null : refundHandler(body, node.refund)
  if (target === null || refund === undefined) return failed
  const why = coinProblem(node, target.fn)
  if (why !== null) {
    complain(body.session, 'E1202', span, { why })
    return failed
  }
  if (coin !== null && refund === null) {
    complain(body.session, 'E1201', span, {})
    return failed
  }
  const { contract, fn, silo, instance, args } = target
  const { id } = fn
  return {
    kind: 'builtin',
    builtin: 'send',
    type: OUTBOX_ID,
    span,
    contract,
    function: id,
    silo,
    instance,
    args,
    coin,
    fee,
    gas,
    refund,
  }
}

function coinProblem({ coin, fee, refund }: ast.ParsedSend, fn: FunctionInfo): string | null {
  if (coin === null && fn.payable) return `\`${fn.name}\` takes a coin: send it \`with\` one`
  if (coin !== null && !fn.payable) return `\`${fn.name}\` takes no coin`
  if (coin === null && fee !== null) return 'the fee is part of the coin that goes along, and there is none'
  return coin === null && refund !== null ? 'no coin goes along that could come back' : null
}

interface Target {
  readonly contract: SymbolId
  readonly fn: FunctionInfo
  readonly silo: TypedExpr
  readonly instance: TypedExpr
  readonly args: readonly TypedExpr[]
}

/** `Name(silo).f(args)`, or `Name(silo, contract).f(args)` for another contract than the root. */
function remoteFunction(body: Body, { target: call }: ast.ParsedSend): Target | null {
  const object = call.kind === 'call' && call.callee.kind === 'member' ? call.callee.object : null
  if (
    call.kind !== 'call' ||
    call.callee.kind !== 'member' ||
    object?.kind !== 'call' ||
    object.callee.kind !== 'name'
  ) {
    complain(body.session, 'E1202', call.span, { why: 'write `send Name(silo).f(...)`' })
    return null
  }
  const { name } = object.callee
  const entity = resolveName(body, name.text)
  if (entity?.kind !== 'contract' && entity?.kind !== 'interface') {
    if (name.text !== '' && !body.scope.broken.has(name.text))
      notOfKind(body, name, entity, 'contract', 'a contract or an interface')
    return null
  }
  const { info } = entity
  refer(body.session, name.span, info.id)
  const params = [
    { name: 'silo', type: HASH },
    { name: 'contract', type: U32 },
  ].slice(0, object.args.length > 1 ? 2 : 1)
  const [silo, instance = number(0n, U32, object.span)] =
    checkArguments(body, name.text, params, object.args, object.span) ?? []
  const asked = call.callee.name
  const fn = functionOf(body, info, asked, 'remote')
  if (fn === undefined) return null
  if (fn.role !== 'remote') {
    const secondary = [{ span: fn.node.name.span, label: 'declared without `remote`' }]
    complain(body.session, 'E1202', asked.span, { why: `\`${fn.name}\` is not \`remote\`` }, { secondary })
    return null
  }
  const given = fn.payable ? fn.params.slice(0, -1) : fn.params
  const args = checkArguments(body, fn.name, given, call.args, call.span)
  return args === null || silo === undefined ? null : { contract: info.id, fn, silo, instance, args }
}

/** The own handler that takes the coin back; undefined after a mistake. */
function refundHandler(
  body: Body,
  call: ast.ParsedCall,
): { readonly function: SymbolId; readonly args: readonly TypedExpr[] } | undefined {
  const name = call.callee.kind === 'name' ? call.callee.name : null
  const entity = name === null ? undefined : body.contract?.members.get(name.text)
  if (name === null || entity?.kind !== 'function' || entity.info.role !== 'refund') {
    const why = `\`${name?.text ?? ''}\` is no \`on refund\` of this contract`
    complain(body.session, 'E1202', call.span, { why })
    return undefined
  }
  refer(body.session, name.span, entity.info.id)
  const args = checkArguments(body, name.text, entity.info.params.slice(1), call.args, call.span)
  return args === null ? undefined : { function: entity.info.id, args }
}

function optional(
  body: Body,
  node: ast.ParsedExpr | null,
  type: Type,
  otherwise: bigint,
  span: ast.ParsedSend['span'],
): TypedExpr {
  return node === null ? number(otherwise, type, span) : body.session.rules.expect(body, node, type)
}

function number(value: bigint, type: Type, span: ast.ParsedSend['span']): TypedExpr {
  return { kind: 'integer', type, span, value }
}
