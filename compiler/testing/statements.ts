// Runs statements of tests (and of free functions that tests call).
import { STANDARD_ERROR_LIST, type BuiltInTrap } from '../abi/standard-errors.ts'
import { errorId } from '../lower/failures.ts'
import { recordOf } from '../lower/layout.ts'
import type { TypedBlock, TypedStatement } from '../typed/tree.ts'
import { numberWords } from '../typed/type-facts.ts'
import { arithmetic, bits, joined, numberOf, wordFor } from './arithmetic.ts'
import { numberIn, wordIn } from './environment.ts'
import type { Environment } from './environment.ts'
import { evaluate, intOf, outcome } from './evaluate.ts'
import { valuesIfWrong } from './observe.ts'
import type { ReportedTrap } from './report.ts'
import { bindParts, takes } from './patterns.ts'
import { readLocal, resolvePlace, writeLocal } from './places.ts'
import { blockOf } from './blocks.ts'
import { Failed, Leave, MessageTrapped } from './signals.ts'

type Statement<K extends TypedStatement['kind']> = Extract<TypedStatement, { kind: K }>

/** Iterations after which a loop in a test is taken to be endless. */
const MAX_ITERATIONS = 1_000_000n

/** Runs a block; its value's words. What happens inside is no part of an expression that is being observed. */
export function runBlock(outer: Environment, block: TypedBlock): readonly bigint[] {
  const env: Environment = { ...outer, observed: null }
  for (const statement of block.statements) runStatement(env, statement)
  return block.tail === null ? [] : evaluate(env, block.tail)
}

function runStatement(env: Environment, statement: TypedStatement): void {
  switch (statement.kind) {
    case 'let':
      env.variables.set(statement.variable, evaluate(env, statement.value))
      return
    case 'destructure': {
      const words = evaluate(env, statement.value)
      if (takes(env, statement.pattern, words)) bindParts(env, statement.pattern, words)
      else if (statement.otherwise !== null) runBlock(env, statement.otherwise)
      return
    }
    case 'assign': {
      const place = resolvePlace(env, statement.place)
      writeLocal(env, place, evaluate(env, statement.value))
      return
    }
    case 'update': {
      const place = resolvePlace(env, statement.place)
      const operand = numberIn(env, statement.value)
      const old = joined(readLocal(env, place))
      const int = intOf(statement.place.type)
      const { operator } = statement
      const result =
        operator.kind === 'arithmetic'
          ? arithmetic(operator.operator, 'trap', int, old, operand)
          : bits(operator.operator, int, old, operand)
      writeLocal(env, place, numberWords(int, outcome(result, statement.span)))
      return
    }
    case 'expression':
      evaluate(env, statement.value)
      return
    case 'require': {
      const values = valuesIfWrong(env, statement.condition)
      if (values === null) return
      const { failure } = statement
      const name = failure === null ? '' : `: ${recordOf(env.program, failure.error).name}`
      throw new Failed(statement.span, `the requirement does not hold${name}`, values)
    }
    case 'return':
      throw new Leave('return', statement.value === null ? [] : evaluate(env, statement.value))
    case 'break':
    case 'continue':
      throw new Leave(statement.kind, [])
    case 'while':
      runWhile(env, statement)
      return
    case 'for':
      runFor(env, statement)
      return
    case 'for-each':
      for (const item of blockOf(env, wordIn(env, statement.collection))) {
        env.variables.set(statement.variable, item)
        if (!runBody(env, statement.body)) return
      }
      return
    case 'expect':
      expectTrue(env, statement)
      return
    case 'expect-trap':
      expectTrap(env, statement)
      return
    case 'emit':
      throw new Error('a test emits no events')
  }
}

function runWhile(env: Environment, statement: Statement<'while'>): void {
  for (let i = 0n; wordIn(env, statement.condition) === 1n; i++) {
    if (i >= statement.max)
      throw new Failed(statement.span, `the loop goes on beyond its bound of ${statement.max}`)
    if (!runBody(env, statement.body)) return
  }
}

function runFor(env: Environment, statement: Statement<'for'>): void {
  const from = numberOf(statement.int, wordIn(env, statement.from))
  const to = numberOf(statement.int, wordIn(env, statement.to))
  const max = statement.max ?? MAX_ITERATIONS
  for (let i = from; i < to; i++) {
    if (i - from >= max) throw new Failed(statement.span, `the loop goes on beyond its bound of ${max}`)
    env.variables.set(statement.variable, [wordFor(i)])
    if (!runBody(env, statement.body)) return
  }
}

/** Whether the loop goes on. */
function runBody(env: Environment, body: TypedBlock): boolean {
  try {
    runBlock(env, body)
    return true
  } catch (signal) {
    if (!(signal instanceof Leave) || signal.kind === 'return') throw signal
    return signal.kind === 'continue'
  }
}

function expectTrue(env: Environment, { condition, span }: Statement<'expect'>): void {
  const values = valuesIfWrong(env, condition)
  if (values === null) return
  const what = condition.kind === 'compare' ? 'the comparison does not hold' : 'expected this to be true'
  throw new Failed(span, what, values)
}

function expectTrap(env: Environment, { body, error, builtIn, span }: Statement<'expect-trap'>): void {
  const wanted = error === null ? (builtIn ?? 'a trap') : recordOf(env.program, error).name
  try {
    runBlock(env, body)
  } catch (signal) {
    if (!(signal instanceof MessageTrapped)) throw signal
    const { trap, detail } = signal
    const user = trap.trap === 'UserError'
    if (error !== null ? user && detail === errorId(env.program, error) : builtIn === null || isTrap(builtIn))
      return
    function isTrap(name: BuiltInTrap): boolean {
      return user
        ? STANDARD_ERROR_LIST.some((known) => known.name === name && known.id === detail)
        : trap.trap === name
    }
    throw new Failed(span, `expected ${wanted}, but the message trapped with ${nameOf(signal.trap)}`)
  }
  throw new Failed(span, `expected ${wanted}, but nothing trapped`)
}

/** The error's name if there is one, or the trap's. */
export function nameOf(trap: ReportedTrap): string {
  return trap.error ?? trap.trap
}
