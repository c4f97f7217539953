// Evaluates expressions of tests, and free functions that tests call. Contract code never runs here: messages go
// through the machine.
import { fieldOffset, hexWords, partsOf, recordOf, wordCount } from '../lower/layout.ts'
import { functionOf } from '../lower/scope.ts'
import type { Span } from '../source.ts'
import type {
  Place,
  Type,
  TypedBuiltin,
  TypedCall,
  TypedExpr,
  TypedFunction,
  TypedMatch,
} from '../typed/tree.ts'
import { numberWords } from '../typed/type-facts.ts'
import { arithmetic, bits, convert, joined, mulDiv, numberOf } from './arithmetic.ts'
import { recursionGroups } from '../typed/recursion.ts'
import type { Outcome } from './arithmetic.ts'
import { wordsToBytes } from '../abi/encode.ts'
import { bytesToWords } from '../abi/decode.ts'
import { handleWord, numberIn, splitHandle, wordIn } from './environment.ts'
import type { Environment } from './environment.ts'
import { actorWords } from './actors.ts'
import { deploy, isFinal, message, outgoing, paid, paidTo, sendUnproven } from './messages.ts'
import { bindParts, takes } from './patterns.ts'
import { readLocal, resolvePlace, writeLocal } from './places.ts'
import { blockOf, newBlock } from './blocks.ts'
import { bytesIn, digestOf, isSigned } from './digests.ts'
import { constantValue, outside, sameValue, sequenceValue } from './sequences.ts'
import { signature } from './sign.ts'
import { Failed, Leave } from './signals.ts'
import { readAggregate, readStorage } from './storage.ts'
import { isCaught } from './adversary.ts'
import { deliverUnproven, finalizeAndDeliver } from './deliver.ts'
import { reorg } from './timeline.ts'
import { valueText } from './value-text.ts'

const ALL_ONES = (1n << 64n) - 1n
const HASH_BYTES = 32

/** The words of an expression's value. Throws a signal where the test fails. */
export function evaluate(env: Environment, expr: TypedExpr): readonly bigint[] {
  const words = valueOf(env, expr)
  env.observed?.push({ expr, words })
  return words
}

function valueOf(env: Environment, expr: TypedExpr): readonly bigint[] {
  switch (expr.kind) {
    case 'integer':
      return numberWords(intOf(expr.type), expr.value)
    case 'bool':
      return [expr.value ? 1n : 0n]
    case 'bytes32':
      return hexWords(expr.hex)
    case 'constant':
      return constantValue(env, expr.value, expr.type)
    case 'load':
      return readPlace(env, expr.place)
    case 'field': {
      const words = evaluate(env, expr.object)
      const offset = fieldIn(env, expr.object.type, expr.index)
      return words.slice(offset, offset + wordCount(env.program, expr.type))
    }
    case 'not':
      return [1n - wordIn(env, expr.operand)]
    case 'negate':
      return result(
        expr.type,
        outcome(arithmetic('subtract', 'trap', intOf(expr.type), 0n, numberIn(env, expr.operand)), expr.span),
      )
    case 'arithmetic': {
      const [x, y] = [numberIn(env, expr.left), numberIn(env, expr.right)]
      const value = arithmetic(expr.operator, expr.overflow, intOf(expr.left.type), x, y)
      return result(expr.type, outcome(value, expr.span))
    }
    case 'bits': {
      const [x, y] = [numberIn(env, expr.left), numberIn(env, expr.right)]
      return result(expr.type, outcome(bits(expr.operator, intOf(expr.left.type), x, y), expr.span))
    }
    case 'compare':
      return [compare(env, expr) ? 1n : 0n]
    case 'logical': {
      const left = wordIn(env, expr.left)
      const decided = expr.operator === 'and' ? left === 0n : left === 1n
      return [decided ? left : wordIn(env, expr.right)]
    }
    case 'convert':
      return conversion(env, expr)
    case 'struct': {
      const words = new Map(expr.fields.map((field) => [field.index, evaluate(env, field.value)]))
      return recordOf(env.program, expr.struct).fields.flatMap((_, i) => words.get(i) ?? [])
    }
    case 'variant': {
      const words = new Map(expr.fields.map((field) => [field.index, evaluate(env, field.value)]))
      const data = expr.fields.flatMap((_, i) => words.get(i) ?? [])
      const spare = wordCount(env.program, expr.type) - 1 - data.length
      return [BigInt(expr.variant), ...data, ...Array.from({ length: spare }, () => 0n)]
    }
    case 'text':
    case 'array':
    case 'repeat':
    case 'element':
    case 'length':
    case 'slice':
    case 'concat':
    case 'push':
    case 'pop':
      return sequenceValue(
        env,
        expr,
        (place) => readPlace(env, place),
        (place, words) => writeLocal(env, resolvePlace(env, place), words),
      )
    case 'tuple':
      return expr.items.flatMap((item) => evaluate(env, item))
    case 'call':
      return call(env, expr)
    case 'builtin':
      return builtin(env, expr)
    case 'if':
      if (wordIn(env, expr.condition) === 1n) return env.block(env, expr.then)
      return expr.otherwise === null ? [] : env.block(env, expr.otherwise)
    case 'match':
      return matchArms(env, expr)
    case 'block':
      return env.block(env, expr.block)
    case 'trap':
      throw new Failed(expr.span, `the test itself raised ${recordOf(env.program, expr.failure.error).name}`)
    case 'test-deploy':
      return deploy(env, expr)
    case 'test-message':
      return message(env, expr)
    case 'test-as':
      return env.block({ ...env, actor: expr.actor }, expr.body)
    case 'test-actor':
      return actorWords(expr.actor)
    case 'test-coin':
      return evaluate(env, expr.amount)
    case 'test-paid':
      return [paid(env, expr)]
    case 'test-paid-to':
      return [paidTo(env, expr)]
    case 'test-is-final':
      return [isFinal(env, expr) ? 1n : 0n]
    case 'test-finalize':
      finalizeAndDeliver(env, expr.span)
      return []
    case 'test-deliver-unproven':
      deliverUnproven(env, expr.span)
      return []
    case 'test-unproven':
      sendUnproven(env, outgoing(env, expr), wordsToBytes(env.expression(env, expr.silo)))
      return []
    case 'test-reorg':
      reorg(env, wordIn(env, expr.depth), expr.span)
      return []
    case 'test-silo-id': {
      const { silo } = splitHandle(wordIn(env, expr.handle))
      return bytesToWords(env.silos[silo]?.id ?? new Uint8Array(32))
    }
    case 'test-caught': {
      const { silo } = splitHandle(wordIn(env, expr.handle))
      return [isCaught(env.silos[silo], wordIn(env, expr.step), expr.span) ? 1n : 0n]
    }
    case 'test-sign':
      return signature(env, expr)
    case 'test-label': {
      const { type } = expr.value
      env.labels.push(valueText(env, type, evaluate(env, expr.value)))
      return []
    }
    case 'deploy':
    case 'invalid':
      throw new Error(`${expr.kind} has no place in a test`)
  }
}

/** The words of a number that was worked out. */
function result(type: Type, value: bigint): readonly bigint[] {
  return numberWords(intOf(type), value)
}

/** Whether a comparison holds. */
function compare(env: Environment, expr: Extract<TypedExpr, { kind: 'compare' }>): boolean {
  const [left, right] = [evaluate(env, expr.left), evaluate(env, expr.right)]
  const int = intOf(expr.left.type)
  const [x, y] = [numberOf(int, joined(left)), numberOf(int, joined(right))]
  switch (expr.operator) {
    case 'equal':
      return sameValue(env, expr.left.type, left, right)
    case 'not-equal':
      return !sameValue(env, expr.left.type, left, right)
    case 'less':
      return x < y
    case 'less-equal':
      return x <= y
    case 'greater':
      return x > y
    case 'greater-equal':
      return x >= y
  }
}

/** The value of an operation, or the failure of the test where a contract would trap. */
export function outcome(result: Outcome, span: Span): bigint {
  if (result.ok) return result.value
  throw new Failed(span, `the test's own arithmetic fails: ${result.trap}`)
}

export function intOf(type: Type): Parameters<typeof numberOf>[0] {
  return type.kind === 'int' ? type.name : 'u64'
}

/** Words before a field of a struct type. */
function fieldIn(env: Environment, type: Type, index: number): number {
  return type.kind === 'struct' ? fieldOffset(env.program, recordOf(env.program, type.struct), index) : 0
}

function readPlace(env: Environment, place: Place): readonly bigint[] {
  if (place.root.kind === 'storage') return readStorage(env, place)
  return readLocal(env, resolvePlace(env, place))
}

function conversion(env: Environment, expr: Extract<TypedExpr, { kind: 'convert' }>): readonly bigint[] {
  const words = evaluate(env, expr.operand)
  const [word = 0n] = words
  switch (expr.conversion) {
    case 'integer':
      return result(
        expr.type,
        outcome(convert(intOf(expr.operand.type), intOf(expr.type), joined(words)), expr.span),
      )
    case 'try-integer': {
      const target = expr.type.kind === 'enum' ? partsOf(env.program, expr.type, 1)[0]?.type : undefined
      const to = intOf(target ?? expr.operand.type)
      const made = convert(intOf(expr.operand.type), to, joined(words))
      return made.ok ? [1n, ...numberWords(to, made.value)] : [0n, ...numberWords(to, 0n)]
    }
    case 'to-address':
      return [ALL_ONES, ALL_ONES, ALL_ONES, (splitHandle(word).instance << 32n) | 0xffff_ffffn]
    case 'outbox-number':
      return [env.payments[Number(word)]?.number ?? word]
    case 'bounded': {
      const max = 'max' in expr.type ? expr.type.max : null
      if (max !== null && blockOf(env, word).length > max) throw outside(expr.span)
      return words
    }
    case 'hash-to-bytes':
      return newBlock(
        env,
        [...wordsToBytes(words)].map((byte) => [BigInt(byte)]),
      )
    case 'bytes-to-hash': {
      const bytes = blockOf(env, word).map(([byte = 0n]) => byte.toString(16).padStart(2, '0'))
      if (bytes.length !== HASH_BYTES) throw outside(expr.span)
      return hexWords(bytes.join(''))
    }
    // Both are a word for each byte here.
    case 'list-to-bytes':
    case 'to-bytes':
    case 'to-sompi':
    case 'count':
    case 'to-contract':
    case 'hash-to-address':
    case 'address-to-hash':
      return words
  }
}

function call(env: Environment, expr: TypedCall): readonly bigint[] {
  const fn = functionOf(env.program, expr.target.function)
  const args = expr.args.map((arg) => evaluate(env, arg))
  const variables = new Map(fn.params.map((param, i) => [param.id, args[i] ?? []]))
  const inside = expr.target.kind === 'linked' ? splitHandle(wordIn(env, expr.target.handle)) : env.inside
  const recursion = deeper(env, fn, expr.span)
  try {
    return env.block({ ...env, variables, inside, recursion }, fn.body)
  } catch (signal) {
    if (signal instanceof Leave && signal.kind === 'return') return signal.words
    throw signal
  }
}

function deeper(env: Environment, fn: TypedFunction, span: Span): Environment['recursion'] {
  const group = recursionGroups(env.program).get(fn.id)
  if (group === undefined) return null
  const depth = env.recursion?.group === group ? env.recursion.depth + 1 : 0
  if (fn.maxDepth !== null && depth >= fn.maxDepth)
    throw new Failed(span, `the recursion goes deeper than its bound of ${fn.maxDepth}`)
  return { group, depth }
}

function builtin(env: Environment, expr: TypedBuiltin): readonly bigint[] {
  switch (expr.builtin) {
    case 'mul-div': {
      const [a, b, c] = [numberIn(env, expr.a), numberIn(env, expr.b), numberIn(env, expr.c)]
      return result(expr.type, outcome(mulDiv(intOf(expr.type), a, b, c, expr.round), expr.span))
    }
    case 'aggregate':
      return [readAggregate(env, expr.aggregate)]
    case 'self':
      if (env.inside === null) throw new Error('a test is no contract')
      return [handleWord(env.inside.silo, env.inside.instance)]
    case 'digest':
      return digestOf(expr.function, bytesIn(env, expr.data))
    case 'verify-schnorr': {
      const [key, message] = [env.expression(env, expr.key), env.expression(env, expr.message)]
      return [isSigned(wordsToBytes(key), wordsToBytes(message), bytesIn(env, expr.signature)) ? 1n : 0n]
    }
    case 'coin-zero':
      return [0n]
    case 'coin-amount':
      return readPlace(env, expr.coin)
    case 'coin-split': {
      const want = wordIn(env, expr.amount)
      const have = wordIn(env, expr.coin)
      return [want, without(have, want, expr.span)]
    }
    case 'coin-take': {
      const place = resolvePlace(env, expr.coin)
      const want = wordIn(env, expr.amount)
      writeLocal(env, place, [without(readLocal(env, place)[0] ?? 0n, want, expr.span)])
      return [want]
    }
    case 'coin-join': {
      const place = resolvePlace(env, expr.coin)
      const other = wordIn(env, expr.other)
      writeLocal(env, place, [(readLocal(env, place)[0] ?? 0n) + other])
      return []
    }
    case 'swap': {
      const place = resolvePlace(env, expr.place)
      const other = evaluate(env, expr.other)
      const have = readLocal(env, place)
      writeLocal(env, place, other)
      return have
    }
    case 'resource-present':
      return readPlace(env, expr.place).slice(0, 1)
    default:
      throw new Error(`${expr.builtin} has no place in a test`)
  }
}

function without(have: bigint, want: bigint, span: Span): bigint {
  if (have < want) throw new Failed(span, `${want} sompi are to be taken out of ${have}`)
  return have - want
}

function matchArms(env: Environment, expr: TypedMatch): readonly bigint[] {
  const subject = evaluate(env, expr.subject)
  const arm = expr.arms.find((candidate) => {
    const pattern = candidate.patterns.find((p) => takes(env, p, subject))
    if (pattern === undefined) return false
    bindParts(env, pattern, subject)
    return candidate.guard === null || wordIn(env, candidate.guard) === 1n
  })
  return arm === undefined ? [] : evaluate(env, arm.body)
}
