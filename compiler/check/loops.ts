// Loops: every one has a bound that can be read off the line.
import type * as ast from '../syntax/ast.ts'
import type { IntName, Type, TypedExpr, TypedStatement } from '../typed/tree.ts'
import { BOOL, ERROR, isError, isWide, typeName, U64, UNIT } from '../typed/type-facts.ts'
import { declareLocal, inScope, type Body } from './body.ts'
import { evaluate } from './evaluate.ts'
import { isBareNumber, mustFit } from './fit.ts'
import { complain } from './session.ts'

type Loop = Extract<ast.ParsedStatement, { kind: 'while' | 'for' | 'for-each' | 'break' | 'continue' }>

export function checkLoop(body: Body, node: Loop): TypedStatement | null {
  switch (node.kind) {
    case 'while':
      return checkWhile(body, node)
    case 'for':
      return checkFor(body, node)
    case 'for-each':
      return checkForEach(body, node)
    case 'break':
    case 'continue':
      if (body.loops > 0) return { kind: node.kind, span: node.span }
      complain(body.session, 'E0703', node.span, { word: node.kind })
      return null
  }
}

/** Iterations after which a loop without a bound, which only invariants of tests have, is taken to be endless. */
const ENDLESS = 1_000_000n

/** What only tests run needs no bounds. */
function boundless(body: Body): boolean {
  return body.role === 'invariant'
}

function checkWhile(body: Body, node: Extract<Loop, { kind: 'while' }>): TypedStatement {
  const condition = body.session.rules.expect(body, node.condition, BOOL)
  const max = node.max === null ? null : bound(body, node.max)
  if (node.max === null && !boundless(body)) {
    const at = { ...node.condition.span, start: node.condition.span.end }
    complain(
      body.session,
      'E0701',
      { ...node.span, end: node.condition.span.end },
      {},
      { fix: { title: 'add a bound', edits: [{ span: at, newText: ' max 100' }] } },
    )
  }
  const inner = loopBody(body, node.body)
  return { kind: 'while', span: node.span, condition, max: max ?? ENDLESS, body: inner }
}

/** `for x in array`: the array's length is the bound. */
function checkForEach(body: Body, node: Extract<Loop, { kind: 'for-each' }>): TypedStatement | null {
  const collection = body.session.rules.infer(body, node.collection, null)
  const { type } = collection
  if (node.max !== null) bound(body, node.max)
  if (type.kind !== 'array' && !isError(type)) {
    const found = typeName(type)
    complain(body.session, 'E0501', node.collection.span, { expected: 'an array, or `from..to`', found })
  }
  const item = type.kind === 'array' ? type.element : ERROR
  return inScope(body, () => {
    const variable = declareLocal(body, node.variable, node.variable.span, item, false, 'loop')
    const inner = loopBody(body, node.body)
    return { kind: 'for-each', span: node.span, variable: variable.id, collection, body: inner }
  })
}

function checkFor(body: Body, node: Extract<Loop, { kind: 'for' }>): TypedStatement | null {
  const [from, to] = ends(body, node)
  const max = node.max === null ? null : bound(body, node.max)
  const constant = evaluate(from).ok && evaluate(to).ok
  const sound = !isError(from.type) && !isError(to.type) && from.kind !== 'invalid' && to.kind !== 'invalid'
  if (sound && node.max === null && !constant && !boundless(body)) {
    const at = { ...node.to.span, start: node.to.span.end }
    complain(
      body.session,
      'E0702',
      { ...node.from.span, end: node.to.span.end },
      {},
      { fix: { title: 'add a bound', edits: [{ span: at, newText: ' max 100' }] } },
    )
  }
  const { type } = from
  if ((type.kind !== 'int' || isWide(type.name)) && !isError(type)) {
    const expected = 'a whole number of up to 64 bits'
    complain(body.session, 'E0501', from.span, { expected, found: typeName(type) })
  }
  const int: IntName = type.kind === 'int' ? type.name : 'u64'
  return inScope(body, () => {
    const variable = declareLocal(body, node.variable, node.variable.span, type, false, 'loop')
    const inner = loopBody(body, node.body)
    return { kind: 'for', span: node.span, variable: variable.id, int, from, to, max, body: inner }
  })
}

/** Both ends have one type; a bare number takes that of the other. */
function ends(body: Body, node: Extract<Loop, { kind: 'for' }>): [TypedExpr, TypedExpr] {
  const { rules } = body.session
  if (isBareNumber(node.from) && !isBareNumber(node.to)) {
    const to = rules.infer(body, node.to, U64)
    const hint: Type = to.type.kind === 'int' ? to.type : U64
    return [rules.infer(body, node.from, hint), to.type.kind === 'int' ? to : mustFit(body, to, U64)]
  }
  const from = rules.infer(body, node.from, U64)
  return [from, rules.expect(body, node.to, from.type.kind === 'int' ? from.type : U64)]
}

function loopBody(body: Body, node: ast.ParsedBlock): ReturnType<typeof body.session.rules.block> {
  body.loops++
  const inner = body.session.rules.block(body, node, UNIT)
  body.loops--
  return inner
}

/** The constant behind `max`. */
function bound(body: Body, node: ast.ParsedExpr): bigint | null {
  const value = body.session.rules.initialValue(body, node, U64)
  return value?.kind === 'int' ? value.value : null
}
