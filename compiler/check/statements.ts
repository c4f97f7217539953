// Statements and blocks. A block's value is its last expression; where no value is wanted, results must be used.
import type * as ast from '../syntax/ast.ts'
import type { Place, Type, TypedBlock, TypedExpr, TypedStatement } from '../typed/tree.ts'
import { BOOL, ERROR, isError, isLinear, mayStand, NEVER, typeName, U64, UNIT } from '../typed/type-facts.ts'
import { isBuiltInTrap, type BuiltInTrap } from '../abi/standard-errors.ts'
import { closeScope, declareLocal, openScope, resolveName, type Body } from './body.ts'
import { checkLetPattern } from './early-return.ts'
import { mustFit } from './fit.ts'
import { checkLoop } from './loops.ts'
import { ARITHMETIC, arithmeticType, BITS, bitsAllowed } from './operators.ts'
import { placeOf } from './places.ts'
import { checkFailure, checkRecord, wanted } from './records.ts'
import { mayChange } from './resources.ts'
import { resolveType } from './resolve-type.ts'
import { complain } from './session.ts'

type Statement<K extends ast.ParsedStatement['kind']> = Extract<ast.ParsedStatement, { kind: K }>

/** See `Rules.block`. */
export function checkBlock(body: Body, node: ast.ParsedBlock, wantedType: Type | null): TypedBlock {
  const opened = openScope(body)
  const statements: TypedStatement[] = []
  const last = node.statements.at(-1)
  let ended = false
  let tail: TypedExpr | null = null
  for (const statement of node.statements) {
    if (ended) {
      complain(body.session, 'W0903', statement.span, {})
      break
    }
    if (statement === last && statement.kind === 'expression' && wantedType?.kind !== 'unit') {
      tail = body.session.rules.infer(body, statement.value, wantedType)
      if (tail.type.kind === 'never') ended = true
      if (tail.type.kind === 'unit') {
        statements.push({ kind: 'expression', span: tail.span, value: tail })
        tail = null
      }
      break
    }
    const typed = checkStatement(body, statement)
    if (typed === null) continue
    statements.push(typed)
    ended = endsHere(typed)
  }
  closeScope(body, opened)
  return { type: tail?.type ?? typeWithoutTail(node, ended), span: node.span, statements, tail }
}

function typeWithoutTail(node: ast.ParsedBlock, ended: boolean): Type {
  if (ended) return NEVER
  const broken = node.statements.some((s) => s.kind === 'expression' && s.value.kind === 'missing')
  return broken ? ERROR : UNIT
}

/** Whether control never comes out of a statement. */
function endsHere(statement: TypedStatement): boolean {
  switch (statement.kind) {
    case 'return':
    case 'break':
    case 'continue':
      return true
    case 'expression':
    case 'let':
    case 'destructure':
    case 'assign':
      return statement.value.type.kind === 'never'
    default:
      return false
  }
}

function checkStatement(body: Body, node: ast.ParsedStatement): TypedStatement | null {
  const { rules } = body.session
  const { span } = node
  switch (node.kind) {
    case 'let':
      return checkLet(body, node)
    case 'let-pattern':
      return checkLetPattern(body, node)
    case 'assign':
      return checkAssign(body, node)
    case 'expression':
      return { kind: 'expression', span, value: checkUnused(body, node.value) }
    case 'discard':
      return { kind: 'expression', span, value: rules.infer(body, node.value, null) }
    case 'require': {
      if (body.role === 'test') complain(body.session, 'E0409', span, { what: '`require`' })
      const condition = rules.expect(body, node.condition, BOOL)
      const failure = node.failure === null ? null : checkFailure(body, node.failure)
      return { kind: 'require', span, condition, failure }
    }
    case 'emit': {
      const checked = checkRecord(body, node.value, 'event', 'an event')
      if (body.role === 'test') complain(body.session, 'E0409', span, { what: '`emit`' })
      return checked === null
        ? null
        : { kind: 'emit', span, event: checked.record.id, fields: checked.fields }
    }
    case 'return':
      return checkReturn(body, node)
    case 'while':
    case 'for':
    case 'for-each':
    case 'break':
    case 'continue':
      return checkLoop(body, node)
    case 'expect': {
      const condition = rules.expect(body, node.condition, BOOL)
      return onlyInTests(body, node) ? { kind: 'expect', span, condition } : null
    }
    case 'expect-trap': {
      const builtIn = node.error === null ? null : builtInTrap(body, node.error)
      const error =
        node.error === null || builtIn !== null ? null : wanted(body, node.error, 'error', 'an error')
      const inner = rules.block(body, node.body, UNIT)
      return onlyInTests(body, node)
        ? { kind: 'expect-trap', span, error: error?.id ?? null, builtIn, body: inner }
        : null
    }
  }
}

/** A trap of the machine or a standard error, unless something of that name is declared. */
function builtInTrap(body: Body, name: ast.Name): BuiltInTrap | null {
  return resolveName(body, name.text) === undefined && isBuiltInTrap(name.text) ? name.text : null
}

function onlyInTests(body: Body, node: ast.ParsedStatement): boolean {
  if (body.role === 'test') return true
  complain(
    body.session,
    'E0408',
    { ...node.span, end: node.span.start + 'expect'.length },
    { what: '`expect`' },
  )
  return false
}

function checkLet(body: Body, node: Statement<'let'>): TypedStatement {
  const { rules } = body.session
  const declared = node.type === null ? null : resolveType(body, node.type, 'variable')
  const value =
    declared === null ? rules.infer(body, node.value, null) : rules.expect(body, node.value, declared)
  let type = declared ?? value.type
  if (declared === null && !mayStand(type, 'variable')) {
    complain(body.session, 'E0533', node.value.span, {})
    type = ERROR
  }
  const variable = declareLocal(body, node.name, node.span, type, node.mutable, 'let')
  return { kind: 'let', span: node.span, variable: variable.id, value }
}

function checkAssign(body: Body, node: Statement<'assign'>): TypedStatement | null {
  const { rules } = body.session
  const target = rules.infer(body, node.target, null)
  const place = placeOf(target)
  if (place === null || !assignable(body, node, place)) {
    rules.infer(body, node.value, target.type)
    if (place === null && target.kind !== 'invalid') complain(body.session, 'E0523', node.target.span, {})
    return null
  }
  if (node.operator === null) {
    return { kind: 'assign', span: node.span, place, value: rules.expect(body, node.value, place.type) }
  }
  return checkUpdate(body, node, node.operator, target, place)
}

function checkUpdate(
  body: Body,
  node: Statement<'assign'>,
  operator: ast.BinaryOperator,
  target: TypedExpr,
  place: Place,
): TypedStatement | null {
  const scaled = place.type.kind === 'sompi' && operator === '*'
  const hint = scaled ? U64 : place.type
  const value = body.session.rules.infer(body, node.value, hint.kind === 'coin' ? null : hint)
  if (isError(place.type) || isError(value.type)) return null
  if (place.type.kind === 'coin') {
    complain(body.session, 'E0212', node.span, { operator: `${operator}=` })
    return null
  }
  const operatorSpan = { ...node.span, start: node.target.span.end, end: node.value.span.start }
  const at = { span: node.span, operator, operatorSpan: trimmed(body, operatorSpan) }
  const arithmetic = ARITHMETIC.get(operator)
  if (arithmetic !== undefined) {
    if (arithmeticType(body, at, arithmetic, target, value) === null) return null
    return {
      kind: 'update',
      span: node.span,
      place,
      operator: { kind: 'arithmetic', operator: arithmetic },
      value,
    }
  }
  const bits = BITS.get(operator)
  if (bits === undefined || !bitsAllowed(body, at, target, value)) return null
  return { kind: 'update', span: node.span, place, operator: { kind: 'bits', operator: bits }, value }
}

function trimmed(body: Body, span: ast.ParsedStatement['span']): ast.ParsedStatement['span'] {
  const text = body.scope.file.text.slice(span.start, span.end)
  const start = span.start + (text.length - text.trimStart().length)
  return { ...span, start, end: start + text.trim().length }
}

function assignable(body: Body, node: Statement<'assign'>, place: Place): boolean {
  if (place.root.kind === 'storage') return mayChange(body, place)
  if (!mayChange(body, place)) return false
  const { variable: id } = place.root
  const entity = body.names.get(place.root.name)
  const variable = entity?.variable.id === id ? entity.variable : body.locals.find((v) => v.id === id)
  if (variable === undefined || variable.mutable || isError(variable.type)) return true
  const at = { ...variable.nameSpan, end: variable.nameSpan.start }
  const letAt = variable.role === 'let'
  complain(
    body.session,
    'E0522',
    node.target.span,
    { name: variable.name },
    {
      secondary: [{ span: variable.nameSpan, label: 'declared here' }],
      help: letAt
        ? `declare it by \`let mut ${variable.name}\``
        : `only variables that are declared by \`let mut\` change: copy it into one`,
      fix: letAt ? { title: 'add `mut`', edits: [{ span: at, newText: 'mut ' }] } : null,
    },
  )
  return false
}

function checkReturn(body: Body, node: Statement<'return'>): TypedStatement {
  const { span } = node
  if (node.value !== null) {
    return { kind: 'return', span, value: body.session.rules.expect(body, node.value, body.result) }
  }
  if (body.result.kind !== 'unit' && !isError(body.result)) {
    complain(body.session, 'E0524', span, { type: typeName(body.result) })
  }
  return { kind: 'return', span, value: null }
}

/** Types of results that may be left unused. */
const FREE_RESULTS: ReadonlySet<Type['kind']> = new Set(['unit', 'never', 'outbox-id', 'error'])

/** An expression that stands for its effects. A result that nobody uses is a mistake, but for ids of outbox entries. */
function checkUnused(body: Body, node: ast.ParsedExpr): TypedExpr {
  const value = body.session.rules.infer(body, node, UNIT)
  const { type } = value
  const free = FREE_RESULTS.has(type.kind)
  // A coin or resource that is dropped is reported with the other mistakes about them.
  if (free || isLinear(type) || isMessage(value)) return value
  if (value.kind === 'block' || value.kind === 'if' || value.kind === 'match')
    return mustFit(body, value, UNIT)
  const at = { ...node.span, end: node.span.start }
  complain(
    body.session,
    'E0512',
    node.span,
    { type: typeName(type) },
    { fix: { title: 'write `discard`', edits: [{ span: at, newText: 'discard ' }] } },
  )
  return value
}

function isMessage(value: TypedExpr): boolean {
  return value.kind === 'test-message' || value.kind === 'test-deploy' || value.kind === 'test-as'
}
