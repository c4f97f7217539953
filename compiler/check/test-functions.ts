// Functions that only tests have: coins and payments, what the base layer does, and labels of inputs.
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedExpr } from '../typed/tree.ts'
import {
  ADDRESS,
  BOOL,
  COIN,
  HASH,
  OUTBOX_ID,
  SOMPI,
  splitSignatures,
  U64,
  UNIT,
} from '../typed/type-facts.ts'
import { checkArguments } from './arguments.ts'
import { invalid, type Body } from './body.ts'
import { callThroughHandle } from './handles.ts'
import type { FunctionInfo } from './model.ts'
import { complain } from './session.ts'

const SIGNATURE: Type = { kind: 'bytes', max: 64 }

interface TestFunction {
  readonly params: readonly { readonly name: string; readonly type: Type }[]
  readonly type: Type
  /** What contracts write instead. */
  readonly help: string | null
}

const FUNCTIONS = {
  coin: {
    params: [{ name: 'amount', type: SOMPI }],
    type: COIN,
    help: 'coins come in with a payable function and out of other coins: `pool.take(amount)`',
  },
  paid: { params: [{ name: 'entry', type: OUTBOX_ID }], type: SOMPI, help: null },
  paid_to: { params: [{ name: 'to', type: ADDRESS }], type: SOMPI, help: null },
  finalize: { params: [], type: UNIT, help: null },
  deliver_unproven: { params: [], type: UNIT, help: null },
  is_final: { params: [{ name: 'entry', type: OUTBOX_ID }], type: BOOL, help: null },
  silo_id: { params: [{ name: 'of', type: { kind: 'contract' } }], type: HASH, help: null },
  reorg: { params: [{ name: 'depth', type: U64 }], type: UNIT, help: null },
  caught_lying: {
    params: [
      { name: 'about', type: { kind: 'contract' } },
      { name: 'step', type: U64 },
    ],
    type: BOOL,
    help: null,
  },
} as const satisfies Record<string, TestFunction>

type TestFunctionName = keyof typeof FUNCTIONS

export const TEST_FUNCTIONS: readonly string[] = [...Object.keys(FUNCTIONS), 'label', 'sign', 'unproven']

function isTestFunction(name: string): name is TestFunctionName {
  return Object.hasOwn(FUNCTIONS, name)
}

/** A call of one of them. */
export function checkTestFunction(body: Body, node: ast.ParsedCall, name: string): TypedExpr {
  if (!isTestFunction(name)) return OTHERS[name]?.(body, node) ?? checkLabel(body, node)
  const { params, type, help }: TestFunction = FUNCTIONS[name]
  const { span } = node
  const args = checkArguments(body, name, params, node.args, span)
  if (body.role !== 'test') {
    complain(body.session, 'E0408', node.callee.span, { what: `\`${name}\`` }, { help })
    return invalid(span, type)
  }
  return args === null ? invalid(span, type) : typedCall(name, type, span, args)
}

function typedCall(
  name: TestFunctionName,
  type: Type,
  span: TypedExpr['span'],
  [arg, second]: readonly TypedExpr[],
): TypedExpr {
  if (name === 'finalize') return { kind: 'test-finalize', type, span }
  if (name === 'deliver_unproven') return { kind: 'test-deliver-unproven', type, span }
  if (arg === undefined) return invalid(span, type)
  switch (name) {
    case 'coin':
      return { kind: 'test-coin', type, span, amount: arg }
    case 'paid':
      return { kind: 'test-paid', type, span, entry: arg }
    case 'paid_to':
      return { kind: 'test-paid-to', type, span, to: arg }
    case 'is_final':
      return { kind: 'test-is-final', type, span, entry: arg }
    case 'silo_id':
      return { kind: 'test-silo-id', type, span, handle: arg }
    case 'reorg':
      return { kind: 'test-reorg', type, span, depth: arg }
    case 'caught_lying':
      return second === undefined
        ? invalid(span, type)
        : { kind: 'test-caught', type, span, handle: arg, step: second }
  }
}

/** `sign(alice, vault.set(5))`: the call is not made, but signed. */
function checkSign(body: Body, node: ast.ParsedCall): TypedExpr {
  const { span } = node
  const [who, what, ...rest] = node.args
  const key = who === undefined ? null : body.session.rules.expect(body, who.value, ADDRESS)
  if (body.role !== 'test') {
    complain(body.session, 'E0408', node.callee.span, { what: '`sign`' })
    return invalid(span, SIGNATURE)
  }
  const through = callThroughHandle(body, what?.value)
  if (through === undefined) return invalid(span, SIGNATURE)
  if (key === null || through === null || rest.length > 0 || through.target.access.kind !== 'signed') {
    complain(body.session, 'E1508', span, {})
    return invalid(span, SIGNATURE)
  }
  const { handle, target, call } = through
  const { signed } = splitSignatures(target)
  const params = target.payable ? [...signed, ...target.params.slice(-1)] : signed
  const args = checkArguments(body, target.name, params, call.args, call.span)
  if (args === null) return invalid(span, SIGNATURE)
  return {
    kind: 'test-sign',
    type: SIGNATURE,
    span,
    key,
    handle,
    function: target.id,
    name: target.name,
    args: args.slice(0, signed.length),
    funds: args[signed.length] ?? null,
  }
}

/** `unproven(silo_id(a), b.note(5))`: the call arrives as if it came from that silo, where it isn't final. */
function checkUnproven(body: Body, node: ast.ParsedCall): TypedExpr {
  const { span } = node
  const [from, what, ...rest] = node.args
  const silo = from === undefined ? null : body.session.rules.expect(body, from.value, HASH)
  if (body.role !== 'test') {
    complain(body.session, 'E0408', node.callee.span, { what: '`unproven`' })
    return invalid(span, UNIT)
  }
  const through = callThroughHandle(body, what?.value, 'remote')
  if (through === undefined) return invalid(span, UNIT)
  if (silo === null || through === null || rest.length > 0 || !isPlainRemote(through.target)) {
    complain(body.session, 'E1509', span, {})
    return invalid(span, UNIT)
  }
  const { handle, target, call } = through
  const args = checkArguments(body, target.name, target.params, call.args, call.span)
  if (args === null) return invalid(span, UNIT)
  const { id, name } = target
  return { kind: 'test-unproven', type: UNIT, span, silo, handle, function: id, name, args, funds: null }
}

function isPlainRemote({ role, payable }: FunctionInfo): boolean {
  return role === 'remote' && !payable
}

/** Those with arguments of their own kinds; `label` is the rest. */
const OTHERS: Readonly<Record<string, ((body: Body, node: ast.ParsedCall) => TypedExpr) | undefined>> = {
  sign: checkSign,
  unproven: checkUnproven,
}

/** `label(value)`: any value that can be shown. */
function checkLabel(body: Body, node: ast.ParsedCall): TypedExpr {
  const { span } = node
  const [first, ...rest] = node.args
  const values = node.args.map((arg) => body.session.rules.infer(body, arg.value, null))
  if (body.role !== 'test') {
    complain(body.session, 'E0408', node.callee.span, { what: '`label`' })
    return invalid(span, UNIT)
  }
  const [value] = values
  if (first === undefined || value === undefined || rest.length > 0) {
    complain(body.session, 'E1507', span, {})
    return invalid(span, UNIT)
  }
  return { kind: 'test-label', type: UNIT, span, value }
}
