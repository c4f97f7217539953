// Statements and blocks to mid-level code. Each statement is an origin of kind `statement`: a place to stop when stepping.
import { eventIdOf } from '../abi/identifiers.ts'
import { signatureOf } from '../abi/types.ts'
import { NO_REG } from '../mir/types.ts'
import type { Reg } from '../mir/types.ts'
import type { Span } from '../source.ts'
import { evaluate } from '../check/evaluate.ts'
import { patternVariables } from '../typed/patterns.ts'
import type { SymbolId, TypedBlock, TypedExpr, TypedStatement } from '../typed/tree.ts'
import { bitwise, integerOf, isSigned, trapping } from './arithmetic.ts'
import { flatInOrder } from './expressions.ts'
import { errorId, refuse, trapWith } from './failures.ts'
import { abiFields, recordOf } from './layout.ts'
import { bindPattern, testPattern } from './patterns.ts'
import { lengthOf } from './memory.ts'
import { lowerPlace, readItem, readPlace, writePlace } from './places.ts'
import { isWide } from '../typed/type-facts.ts'
import { owned } from './sequences.ts'
import { wideArithmetic, wideBits } from './wide.ts'
import { declare, sizeOf, variableOf, wordOf } from './scope.ts'
import type { Scope } from './scope.ts'

type Statement<K extends TypedStatement['kind']> = Extract<TypedStatement, { kind: K }>

/** Fields of an event beside its id in part 0, and in each part after it. */
const WORDS_OF_FIRST_PART = 6
const WORDS_OF_PART = 7

/** Runs a block; its variables keep their slots as long as its statements run. */
export function lowerBlock(scope: Scope, block: TypedBlock): readonly Reg[] {
  const { builder } = scope
  const own: Reg[] = []
  for (const statement of block.statements) {
    lowerStatement(scope, statement)
    for (const variable of declaredBy(statement)) own.push(...(scope.variables.get(variable) ?? []))
  }
  if (builder.open) builder.keep(own)
  const { tail } = block
  if (tail === null) return []
  return builder.at(placeToStop(tail), 'statement', () => scope.recur.expression(scope, tail))
}

/** The variables that a statement brings into the scope of its block. */
function declaredBy(statement: TypedStatement): readonly SymbolId[] {
  if (statement.kind === 'let') return [statement.variable]
  return statement.kind === 'destructure' ? patternVariables(statement.pattern) : []
}

function lowerStatement(scope: Scope, statement: TypedStatement): void {
  const stop = statement.kind === 'expression' ? placeToStop(statement.value) : headOf(statement)
  const before = scope.builder.enter(stop, 'statement')
  dispatch(scope, statement)
  scope.builder.leave(before)
}

/** Of expressions that contain statements only the head is a place to stop. */
function placeToStop(expr: TypedExpr): Span {
  if (expr.kind === 'if') return expr.condition.span
  if (expr.kind === 'match') return expr.subject.span
  return expr.span
}

function headOf(statement: TypedStatement): Span {
  if (statement.kind === 'while') return statement.condition.span
  if (statement.kind === 'for-each') return statement.collection.span
  if (statement.kind === 'for')
    return { ...statement.span, start: statement.from.span.start, end: statement.to.span.end }
  return statement.span
}

function dispatch(scope: Scope, statement: TypedStatement): void {
  const { builder } = scope
  switch (statement.kind) {
    case 'let':
      lowerLet(scope, statement)
      return
    case 'destructure':
      lowerDestructure(scope, statement)
      return
    case 'assign': {
      const place = lowerPlace(scope, statement.place)
      const words = scope.recur.expression(scope, statement.value)
      const own = place.kind === 'local' && place.owned
      writePlace(scope, place, own ? owned(scope, statement.value, words) : words)
      return
    }
    case 'update':
      lowerUpdate(scope, statement)
      return
    case 'expression':
      scope.recur.expression(scope, statement.value)
      return
    case 'require':
      lowerRequire(scope, statement)
      return
    case 'emit':
      lowerEmit(scope, statement)
      return
    case 'return':
      builder.return(statement.value === null ? [] : scope.recur.expression(scope, statement.value))
      return
    case 'while':
      lowerWhile(scope, statement)
      return
    case 'for':
      lowerFor(scope, statement)
      return
    case 'for-each':
      lowerForEach(scope, statement)
      return
    case 'break':
    case 'continue': {
      const loop = scope.loops.at(-1)
      if (loop === undefined) throw new Error(`${statement.kind} outside a loop`)
      builder.jump(statement.kind === 'break' ? loop.leave : loop.next)
      return
    }
    case 'expect':
    case 'expect-trap':
      throw new Error(`${statement.kind} has no place in a contract`)
  }
}

function lowerLet(scope: Scope, statement: Statement<'let'>): void {
  const { builder } = scope
  const words = scope.recur.expression(scope, statement.value)
  const variable = variableOf(scope.program, statement.variable)
  const value = variable.mutable ? owned(scope, statement.value, words) : words
  const regs = builder.regs(sizeOf(scope, variable.type))
  builder.moveAll(regs, value)
  declare(scope, statement.variable, regs)
}

function lowerDestructure(scope: Scope, statement: Statement<'destructure'>): void {
  const { builder } = scope
  const value = scope.recur.expression(scope, statement.value)
  if (statement.otherwise !== null) {
    const [fail, good] = [builder.label(), builder.label()]
    testPattern(scope, statement.pattern, value, fail)
    builder.jump(good)
    builder.place(fail)
    scope.recur.block(scope, statement.otherwise)
    builder.jump(good)
    builder.place(good)
  }
  bindPattern(scope, statement.pattern, value)
}

/** The old value is read after the new operand is known, so that no write in between is lost. */
function lowerUpdate(scope: Scope, statement: Statement<'update'>): void {
  const { builder } = scope
  const place = lowerPlace(scope, statement.place)
  const operand = scope.recur.expression(scope, statement.value)
  const old = readPlace(scope, place)
  const int = integerOf(statement.place.type)
  const { operator } = statement
  if (isWide(int)) {
    const value =
      operator.kind === 'arithmetic'
        ? wideArithmetic(builder, operator.operator, 'trap', int, old, operand)
        : wideBits(builder, operator.operator, int, old, operand)
    writePlace(scope, place, value)
    return
  }
  const [x = NO_REG, y = NO_REG] = [old[0], operand[0]]
  // A value that never comes leaves nothing to write.
  if (y === NO_REG) return
  const value =
    operator.kind === 'arithmetic'
      ? trapping(builder, operator.operator, int, x, y)
      : bitwise(builder, operator.operator, int, x, y)
  writePlace(scope, place, [value])
}

function lowerRequire(scope: Scope, statement: Statement<'require'>): void {
  const { builder } = scope
  const [good, bad] = [builder.label(), builder.label()]
  scope.recur.condition(scope, statement.condition, good, bad)
  builder.place(bad)
  const { failure } = statement
  if (failure === null) refuse(builder, 'RequirementFailed')
  else {
    const record = recordOf(scope.program, failure.error)
    trapWith(builder, errorId(scope.program, failure.error), flatInOrder(scope, record, failure.fields))
  }
  builder.place(good)
}

function lowerEmit(scope: Scope, statement: Statement<'emit'>): void {
  const { builder } = scope
  const record = recordOf(scope.program, statement.event)
  const words = flatInOrder(scope, record, statement.fields)
  const id = eventIdOf(signatureOf(record.name, abiFields(scope.program, record.fields)))
  const first = builder.leaf()
  builder.constantLeaf(first, [id])
  words.slice(0, WORDS_OF_FIRST_PART).forEach((word, i) => builder.move(first + 1 + i, word))
  builder.op('emit', { a: first, imm: 0 })
  for (let at = WORDS_OF_FIRST_PART, part = 1; at < words.length; at += WORDS_OF_PART, part++) {
    const leaf = builder.leaf()
    builder.constantLeaf(leaf, [])
    words.slice(at, at + WORDS_OF_PART).forEach((word, i) => builder.move(leaf + i, word))
    builder.op('emit', { a: leaf, imm: part })
  }
}

function lowerWhile(scope: Scope, statement: Statement<'while'>): void {
  const { builder } = scope
  const [body, next, leave] = [builder.label(), builder.label(), builder.label()]
  const left = builder.reg()
  builder.setConstant(left, statement.max)
  builder.jump(next)
  builder.place(body)
  const [within, beyond] = [builder.label(), builder.label()]
  builder.branch('jnz', left, NO_REG, within, beyond)
  builder.place(beyond)
  refuse(builder, 'LoopBound')
  builder.place(within)
  builder.op('addi', { a: left, b: left, imm: -1 })
  builder.rounds(statement.max)
  lowerBody(scope, statement.body, next, leave)
  builder.place(next)
  scope.recur.condition(scope, statement.condition, body, leave)
  builder.place(leave)
}

function lowerFor(scope: Scope, statement: Statement<'for'>): void {
  const { builder } = scope
  const [body, next, test, leave] = [builder.label(), builder.label(), builder.label(), builder.label()]
  const index = builder.reg()
  builder.move(index, wordOf(scope, statement.from))
  const to = wordOf(scope, statement.to)
  declare(scope, statement.variable, [index])
  const bound = statement.max === null ? null : boundOf(scope, index, statement.max)
  builder.jump(test)
  builder.place(body)
  if (bound !== null) {
    const [within, beyond] = [builder.label(), builder.label()]
    builder.branch('jne', index, bound, within, beyond)
    builder.place(beyond)
    refuse(builder, 'LoopBound')
    builder.place(within)
  }
  const rounds = statement.max ?? constantRounds(statement)
  if (rounds !== null) builder.rounds(rounds)
  lowerBody(scope, statement.body, next, leave)
  builder.place(next)
  builder.op('addi', { a: index, b: index, imm: 1 })
  builder.place(test)
  builder.branch(isSigned(statement.from.type) ? 'jlts' : 'jltu', index, to, body, leave)
  builder.place(leave)
}

function lowerForEach(scope: Scope, statement: Statement<'for-each'>): void {
  const { builder } = scope
  const [body, next, test, leave] = [builder.label(), builder.label(), builder.label(), builder.label()]
  const block = wordOf(scope, statement.collection)
  const length = lengthOf(builder, block)
  const index = builder.reg()
  builder.setConstant(index, 0n)
  const item = builder.regs(sizeOf(scope, variableOf(scope.program, statement.variable).type))
  declare(scope, statement.variable, item)
  builder.jump(test)
  builder.place(body)
  builder.moveAll(item, readItem(builder, block, index, item.length))
  const most = mostItems(scope, statement.collection)
  if (most !== null) builder.rounds(BigInt(most))
  lowerBody(scope, statement.body, next, leave)
  builder.place(next)
  builder.op('addi', { a: index, b: index, imm: 1 })
  builder.place(test)
  builder.branch('jltu', index, length, body, leave)
  builder.place(leave)
}

/** How many items an array has at most. A variable that changes may hold more than its type says until it is handed on. */
function mostItems(scope: Scope, { kind, type, ...node }: TypedExpr): number | null {
  if (type.kind !== 'array') return null
  if (type.size !== null || kind !== 'load' || !('place' in node)) return type.size
  const { root, path } = node.place
  if (root.kind === 'storage') return type.max
  return path.length === 0 && variableOf(scope.program, root.variable).role === 'parameter' ? type.max : null
}

/** How often a loop goes round whose ends are constant. */
function constantRounds({ from, to }: Statement<'for'>): bigint | null {
  const [first, end] = [evaluate(from), evaluate(to)]
  if (!first.ok || !end.ok || first.value.kind !== 'int' || end.value.kind !== 'int') return null
  const rounds = end.value.value - first.value.value
  return rounds > 0n ? rounds : 0n
}

/** The value of the loop variable at which the bound is passed; beyond 2^64 it wraps to one that is never reached. */
function boundOf(scope: Scope, from: Reg, max: bigint): Reg {
  return scope.builder.value('add', { b: from, c: scope.builder.constant(max) })
}

function lowerBody(
  scope: Scope,
  body: TypedBlock,
  next: Scope['loops'][number]['next'],
  leave: Scope['loops'][number]['leave'],
): void {
  scope.loops.push({ next, leave })
  scope.recur.block(scope, body)
  scope.loops.pop()
}
