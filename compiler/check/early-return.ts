// `?` and `let ... else`: the value inside an Option or Result, or away from here.
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedBlock, TypedExpr, TypedPattern, TypedStatement } from '../typed/tree.ts'
import { isError, isLinear, mayStand, NEVER, sameType, typeName } from '../typed/type-facts.ts'
import { declareLocal, invalid, type Body } from './body.ts'
import { missingValue } from './exhaustive.ts'
import { builtinArgs } from './generics.ts'
import { checkPattern } from './patterns.ts'
import { resolveType } from './resolve-type.ts'
import { complain } from './session.ts'

const NONE = 0
const SOME = 1
const OK = 0
const ERR = 1

/** `e?`: a `match` whose other arm returns. */
export function checkTry(body: Body, node: Extract<ast.ParsedExpr, { kind: 'try' }>): TypedExpr {
  const { span } = node
  const subject = body.session.rules.infer(body, node.operand, null)
  const { type } = subject
  if (isError(type)) return invalid(span)
  const option = builtinArgs(body.session, type, 'Option')
  const result = builtinArgs(body.session, type, 'Result')
  const [inner] = option ?? result ?? []
  if (inner === undefined) {
    complain(body.session, 'E0536', span, { type: typeName(type) })
    return invalid(span)
  }
  const wanted = option === null ? 'Result' : 'Option'
  const outer = builtinArgs(body.session, body.result, wanted)
  const failure = result?.[1]
  const fits = outer !== null && (failure === undefined || sameType(failure, outer[1] ?? NEVER))
  if (!fits) {
    const needed = failure === undefined ? 'Option<...>' : `Result<..., ${typeName(failure)}>`
    if (!isError(body.result)) complain(body.session, 'E0539', span, { needed, given: typeName(body.result) })
    return invalid(span, inner)
  }
  const value = hidden(body, span, inner)
  const good: TypedPattern = taking(type, span, option === null ? OK : SOME, bound(span, inner, value))
  if (failure === undefined)
    return choice(subject, span, inner, good, value, {
      pattern: { kind: 'variant', type, span, variant: NONE, fields: [] },
      returned: { kind: 'variant', type: body.result, span, variant: NONE, name: 'None', fields: [] },
    })
  const problem = hidden(body, span, failure)
  const read = load(span, failure, problem)
  return choice(subject, span, inner, good, value, {
    pattern: taking(type, span, ERR, bound(span, failure, problem)),
    returned: {
      kind: 'variant',
      type: body.result,
      span,
      variant: ERR,
      name: 'Err',
      fields: [{ index: 0, name: '0', value: read, span }],
    },
  })
}

type Variable = ReturnType<typeof declareLocal>

function choice(
  subject: TypedExpr,
  span: TypedExpr['span'],
  inner: Type,
  good: TypedPattern,
  value: Variable,
  bad: { readonly pattern: TypedPattern; readonly returned: TypedExpr },
): TypedExpr {
  const leave: TypedBlock = {
    type: NEVER,
    span,
    statements: [{ kind: 'return', span, value: bad.returned }],
    tail: null,
  }
  return {
    kind: 'match',
    type: inner,
    span,
    subject,
    arms: [
      { span, patterns: [good], guard: null, body: load(span, inner, value) },
      {
        span,
        patterns: [bad.pattern],
        guard: null,
        body: { kind: 'block', type: NEVER, span, block: leave },
      },
    ],
  }
}

/** A variable that the program doesn't name. */
function hidden(body: Body, span: TypedExpr['span'], type: Type): Variable {
  return declareLocal(body, { text: '', span }, span, type, false, 'pattern')
}

function bound(span: TypedExpr['span'], type: Type, variable: Variable): TypedPattern {
  return { kind: 'bind', type, span, variable: variable.id }
}

function taking(type: Type, span: TypedExpr['span'], variant: number, inner: TypedPattern): TypedPattern {
  return { kind: 'variant', type, span, variant, fields: [{ index: 0, pattern: inner }] }
}

function load(span: TypedExpr['span'], type: Type, variable: Variable): TypedExpr {
  const root = { kind: 'local', variable: variable.id, name: variable.name } as const
  return { kind: 'load', type, span, place: { root, path: [], type, span } }
}

/** `let (a, b) = e`, `let Some(x) = e else { ... }`, `let x = e else { ... }`. */
export function checkLetPattern(
  body: Body,
  node: Extract<ast.ParsedStatement, { kind: 'let-pattern' }>,
): TypedStatement {
  const { rules } = body.session
  const { span } = node
  const declared = node.type === null ? null : resolveType(body, node.type, 'variable')
  const value =
    declared === null ? rules.infer(body, node.value, null) : rules.expect(body, node.value, declared)
  const type = declared ?? value.type
  if (declared === null && !mayStand(type, 'variable')) complain(body.session, 'E0533', node.value.span, {})
  const otherwise = node.otherwise === null ? null : leaving(body, node.otherwise)
  if (otherwise !== null && isLinear(type))
    complain(body.session, 'E0216', node.value.span, { type: typeName(type) })
  const pattern = patternOf(body, node, type)
  if (isError(type) || value.kind === 'invalid')
    return { kind: 'destructure', span, pattern, value, otherwise }
  const missing = missingValue(body.session, [pattern], type)
  if (missing !== null && otherwise === null) complain(body.session, 'E0545', node.pattern.span, { missing })
  if (missing === null && node.otherwise !== null) complain(body.session, 'E0515', node.otherwise.span, {})
  return { kind: 'destructure', span, pattern, value, otherwise }
}

/** A bare name before `else` takes what an Option or Result holds. */
function patternOf(
  body: Body,
  node: Extract<ast.ParsedStatement, { kind: 'let-pattern' }>,
  type: Type,
): TypedPattern {
  const { pattern } = node
  const option = builtinArgs(body.session, type, 'Option')
  const [inner] = option ?? builtinArgs(body.session, type, 'Result') ?? []
  const bare = pattern.kind === 'bind' && !/^[A-Z]/.test(pattern.name.text)
  if (!bare || node.otherwise === null || inner === undefined) return checkPattern(body, pattern, type)
  return taking(type, pattern.span, option === null ? OK : SOME, checkPattern(body, pattern, inner))
}

/** The block behind `else`: control never comes out of it. */
function leaving(body: Body, node: ast.ParsedBlock): TypedBlock {
  const block = body.session.rules.block(body, node, null)
  if (block.type.kind !== 'never' && !isError(block.type))
    complain(body.session, 'E0544', { ...node.span, start: Math.max(node.span.start, node.span.end - 1) }, {})
  return block
}
