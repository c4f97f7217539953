// Expressions to mid-level code: each gives the registers that hold its value's words.
import { NO_REG } from '../mir/types.ts'
import type { Reg } from '../mir/types.ts'
import type { TypedConversion, TypedExpr, TypedFieldValue, TypedMatch, TypedRecord } from '../typed/tree.ts'
import {
  bitwise,
  converted,
  fitsIn,
  integerOf,
  negated,
  saturating,
  trapping,
  wrapping,
} from './arithmetic.ts'
import { lowerBuiltin } from './builtins.ts'
import { lowerCall, lowerDeploy } from './calls.ts'
import { compareValue } from './conditions.ts'
import { errorId, trapWith } from './failures.ts'
import { flatten } from './flat.ts'
import { contractAddress } from './identity.ts'
import { fieldOffset, hexWords, partsOf, recordOf } from './layout.ts'
import { bindPattern, testPattern } from './patterns.ts'
import { demandIndex, hashOfBlock, lengthOf, packedBlock, wordsBlock } from './memory.ts'
import { lowerPlace, ownBlock, readPlace } from './places.ts'
import { lowerConstant, lowerSequence } from './sequences.ts'
import { isWide } from '../typed/type-facts.ts'
import {
  reinterpreted,
  wideArithmetic,
  wideBits,
  wideConstant,
  wideConverted,
  wideFitsIn,
  wideNegated,
} from './wide.ts'
import { sizeOf, wordOf } from './scope.ts'
import type { Scope } from './scope.ts'

/** The words of an expression's value; none if it has no value or never ends normally. */
export function lowerExpression(scope: Scope, expr: TypedExpr): readonly Reg[] {
  const before = scope.builder.enter(expr.span, 'expression')
  const words = lower(scope, expr)
  scope.builder.leave(before)
  return words
}

function lower(scope: Scope, expr: TypedExpr): readonly Reg[] {
  const { builder } = scope
  switch (expr.kind) {
    case 'integer':
      return wideConstant(builder, integerOf(expr.type), expr.value)
    case 'bool':
      return [builder.constant(expr.value ? 1n : 0n)]
    case 'bytes32':
      return hexWords(expr.hex).map((word) => builder.constant(word))
    case 'constant':
      return lowerConstant(scope, expr.value, expr.type)
    case 'load': {
      const place = lowerPlace(scope, expr.place)
      const words = readPlace(scope, place)
      // What a variable may change later is not handed out.
      const [block] = words
      return place.kind === 'local' && place.owned && block !== undefined
        ? [ownBlock(scope, expr.type, block)]
        : words
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
      return lowerSequence(scope, expr)
    case 'field': {
      const words = lowerExpression(scope, expr.object)
      if (expr.object.type.kind !== 'struct') return []
      const offset = fieldOffset(scope.program, recordOf(scope.program, expr.object.type.struct), expr.index)
      return words.slice(offset, offset + sizeOf(scope, expr.type))
    }
    case 'not':
      return [builder.value('xori', { b: wordOf(scope, expr.operand), imm: 1 })]
    case 'negate': {
      const int = integerOf(expr.type)
      if (isWide(int)) return wideNegated(builder, int, lowerExpression(scope, expr.operand))
      return [negated(builder, integerOf(expr.type), wordOf(scope, expr.operand))]
    }
    case 'arithmetic': {
      const int = integerOf(expr.left.type)
      if (isWide(int)) {
        const left = lowerExpression(scope, expr.left)
        const right = lowerExpression(scope, expr.right)
        return wideArithmetic(builder, expr.operator, expr.overflow, int, left, right)
      }
      const x = wordOf(scope, expr.left)
      const y = wordOf(scope, expr.right)
      const compute = { trap: trapping, wrap: wrapping, saturate: saturating }[expr.overflow]
      return [compute(builder, expr.operator, integerOf(expr.left.type), x, y)]
    }
    case 'bits': {
      const int = integerOf(expr.left.type)
      if (isWide(int)) {
        const left = lowerExpression(scope, expr.left)
        const right = lowerExpression(scope, expr.right)
        return wideBits(builder, expr.operator, int, left, right)
      }
      const x = wordOf(scope, expr.left)
      const y = wordOf(scope, expr.right)
      return [bitwise(builder, expr.operator, integerOf(expr.left.type), x, y)]
    }
    case 'compare':
      return [compareValue(scope, expr)]
    case 'logical':
      return choose(
        scope,
        expr,
        1,
        () => [builder.constant(1n)],
        () => [builder.constant(0n)],
      )
    case 'convert':
      return convert(scope, expr)
    case 'struct':
      return inOrder(scope, recordOf(scope.program, expr.struct).fields.length, expr.fields)
    case 'variant':
      return lowerVariant(scope, expr)
    case 'tuple':
      return expr.items.flatMap((item) => lowerExpression(scope, item))
    case 'call':
      return lowerCall(scope, expr)
    case 'builtin':
      return lowerBuiltin(scope, expr)
    case 'deploy':
      return lowerDeploy(scope, expr)
    case 'if':
      return choose(
        scope,
        expr.condition,
        sizeOf(scope, expr.type),
        () => scope.recur.block(scope, expr.then),
        () => (expr.otherwise === null ? [] : scope.recur.block(scope, expr.otherwise)),
      )
    case 'match':
      return lowerMatch(scope, expr)
    case 'block':
      return scope.recur.block(scope, expr.block)
    case 'trap': {
      const record = recordOf(scope.program, expr.failure.error)
      const words = flatInOrder(scope, record, expr.failure.fields)
      trapWith(builder, errorId(scope.program, expr.failure.error), words)
      return []
    }
    case 'test-deploy':
    case 'test-message':
    case 'test-as':
    case 'test-actor':
    case 'test-coin':
    case 'test-paid':
    case 'test-paid-to':
    case 'test-is-final':
    case 'test-finalize':
    case 'test-deliver-unproven':
    case 'test-unproven':
    case 'test-silo-id':
    case 'test-reorg':
    case 'test-sign':
    case 'test-caught':
    case 'test-label':
    case 'invalid':
      throw new Error(`${expr.kind} has no place in a contract`)
  }
}

/** Values of fields, evaluated as written, in the order of the declaration. */
export function inOrder(scope: Scope, count: number, fields: readonly TypedFieldValue[]): readonly Reg[] {
  const words = new Map(fields.map((field) => [field.index, lowerExpression(scope, field.value)]))
  return Array.from({ length: count }, (_, i) => words.get(i) ?? []).flat()
}

/** The fields of an error or event in their flat form, in the order of the declaration. */
export function flatInOrder(
  scope: Scope,
  record: TypedRecord,
  fields: readonly TypedFieldValue[],
): readonly Reg[] {
  const words = new Map(fields.map((field) => [field.index, lowerExpression(scope, field.value)]))
  return record.fields.flatMap((field, i) =>
    flatten(scope.builder, scope.program, field.type, words.get(i) ?? []),
  )
}

function choose(
  scope: Scope,
  condition: TypedExpr,
  words: number,
  yes: () => readonly Reg[],
  no: () => readonly Reg[],
): readonly Reg[] {
  const { builder } = scope
  const result = builder.regs(words)
  const [then, otherwise, done] = [builder.label(), builder.label(), builder.label()]
  scope.recur.condition(scope, condition, then, otherwise)
  builder.place(then)
  builder.moveAll(result, yes())
  builder.jump(done)
  builder.place(otherwise)
  builder.moveAll(result, no())
  builder.place(done)
  return result
}

/** Which variant, its fields, and zeros up to the size of the enum. */
function lowerVariant(scope: Scope, expr: Extract<TypedExpr, { kind: 'variant' }>): readonly Reg[] {
  const { builder } = scope
  const tag = builder.constant(BigInt(expr.variant))
  const fields = inOrder(scope, expr.fields.length, expr.fields)
  const rest = Math.max(0, sizeOf(scope, expr.type) - 1 - fields.length)
  return [tag, ...fields, ...Array.from({ length: rest }, () => builder.constant(0n))]
}

function lowerMatch(scope: Scope, expr: TypedMatch): readonly Reg[] {
  const { builder } = scope
  const subject = lowerExpression(scope, expr.subject)
  const result = builder.regs(sizeOf(scope, expr.type))
  const done = builder.label()
  for (const [index, arm] of expr.arms.entries()) {
    const body = builder.label()
    const next = builder.label()
    // Together the arms take every value, so the last needs no test.
    const last = index === expr.arms.length - 1
    for (const pattern of last ? [] : arm.patterns) {
      const other = builder.label()
      testPattern(scope, pattern, subject, other)
      builder.jump(body)
      builder.place(other)
    }
    builder.jump(last ? body : next)
    builder.place(body)
    const [pattern] = arm.patterns
    if (pattern !== undefined) bindPattern(scope, pattern, subject)
    if (arm.guard !== null) {
      const held = builder.label()
      scope.recur.condition(scope, arm.guard, held, next)
      builder.place(held)
    }
    builder.moveAll(result, lowerExpression(scope, arm.body))
    builder.jump(done)
    builder.place(next)
  }
  // The last arm takes what is left, so nothing reaches the place behind it.
  builder.jump(done)
  builder.place(done)
  return result
}

/** The variant of an Option that holds a value. */
const SOME = 1

function convert(scope: Scope, expr: TypedConversion): readonly Reg[] {
  const words = lowerExpression(scope, expr.operand)
  const word = words[0] ?? NO_REG
  switch (expr.conversion) {
    case 'integer': {
      const [from, to] = [integerOf(expr.operand.type), integerOf(expr.type)]
      if (isWide(from) || isWide(to)) return wideConverted(scope.builder, from, to, words)
      return word === NO_REG ? [] : [converted(scope.builder, from, to, word)]
    }
    case 'try-integer': {
      if (word === NO_REG) return []
      const target = expr.type.kind === 'enum' ? partsOf(scope.program, expr.type, SOME)[0]?.type : undefined
      const [from, to] = [integerOf(expr.operand.type), integerOf(target ?? expr.operand.type)]
      const wide = isWide(from) || isWide(to)
      const fits = wide
        ? (wideFitsIn(scope.builder, from, to, words) ?? scope.builder.constant(1n))
        : fitsIn(scope.builder, from, to, word)
      const zero = scope.builder.constant(0n)
      const values = wide ? reinterpreted(scope.builder, from, to, words) : [word]
      return [fits, ...values.map((value) => scope.builder.value('select', { b: value, c: zero, d: fits }))]
    }
    case 'bounded': {
      const max = 'max' in expr.type ? expr.type.max : null
      if (word !== NO_REG && max !== null)
        demandIndex(scope.builder, lengthOf(scope.builder, word), scope.builder.constant(BigInt(max + 1)))
      return words
    }
    case 'hash-to-bytes':
      return [wordsBlock(scope.builder, words)]
    case 'bytes-to-hash':
      return word === NO_REG ? [] : hashOfBlock(scope.builder, word)
    case 'list-to-bytes':
      return word === NO_REG ? [] : [packedBlock(scope.builder, word)]
    case 'to-bytes':
    case 'to-address':
      if (expr.conversion === 'to-bytes') return words
      return word === NO_REG ? [] : contractAddress(scope.builder, word)
    case 'to-sompi':
    case 'count':
    case 'outbox-number':
    case 'to-contract':
    case 'hash-to-address':
    case 'address-to-hash':
      return words
  }
}
