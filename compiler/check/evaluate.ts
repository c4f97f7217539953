// Evaluates typed expressions at compile time. It agrees with the machine: what would trap there is a failure here.
import type { Span } from '../source.ts'
import type { ConstValue, Type, TypedArithmetic, TypedExpr } from '../typed/tree.ts'
import { rangeOf } from '../typed/type-facts.ts'

export type Evaluation =
  | { readonly ok: true; readonly value: ConstValue }
  /** `why` null: the expression is not constant; otherwise what would trap. */
  | { readonly ok: false; readonly span: Span; readonly why: string | null }

/** The value of an expression, if it is constant. */
export function evaluate(node: TypedExpr): Evaluation {
  const { span } = node
  switch (node.kind) {
    case 'integer':
      return int(node.value)
    case 'bool':
      return bool(node.value)
    case 'bytes32':
      return { ok: true, value: { kind: 'bytes32', hex: node.hex } }
    case 'constant':
      return { ok: true, value: node.value }
    case 'not':
      return map1(node.operand, (a) => (a.kind === 'bool' ? bool(!a.value) : notConstant(span)))
    case 'negate':
      return map1(node.operand, (a) =>
        a.kind === 'int' ? inRange(node.type, -a.value, span) : notConstant(span),
      )
    case 'arithmetic':
      return map2(node.left, node.right, (a, b) => arithmetic(node, a, b))
    case 'bits':
      return map2(node.left, node.right, (a, b) =>
        a.kind === 'int' && b.kind === 'int' ? bits(node, a.value, b.value) : notConstant(span),
      )
    case 'compare':
      return map2(node.left, node.right, (a, b) => compare(node, a, b))
    case 'logical':
      return map1(node.left, (a) => {
        if (a.kind !== 'bool') return notConstant(span)
        return a.value === (node.operator === 'or') ? bool(a.value) : evaluate(node.right)
      })
    case 'convert':
      return map1(node.operand, (a) => convert(node, a))
    case 'struct': {
      const fields: ConstValue[] = []
      for (const field of node.fields.toSorted((x, y) => x.index - y.index)) {
        const value = evaluate(field.value)
        if (!value.ok) return value
        fields.push(value.value)
      }
      return { ok: true, value: { kind: 'struct', fields } }
    }
    case 'text':
      return { ok: true, value: { kind: 'text', hex: node.hex } }
    case 'array':
      return mapAll(node.items, (items) => ({ ok: true, value: { kind: 'list', items } }))
    case 'repeat':
      return map1(node.item, (item) => ({
        ok: true,
        value: { kind: 'list', items: Array.from({ length: node.count }, () => item) },
      }))
    case 'tuple':
      return mapAll(node.items, (fields) => ({ ok: true, value: { kind: 'struct', fields } }))
    case 'variant': {
      const { variant, name } = node
      const ordered = node.fields.toSorted((x, y) => x.index - y.index).map((field) => field.value)
      return mapAll(ordered, (fields) => ({ ok: true, value: { kind: 'enum', variant, name, fields } }))
    }
    case 'field':
      return map1(node.object, (a) => {
        const value = a.kind === 'struct' ? a.fields[node.index] : undefined
        return value === undefined ? notConstant(span) : { ok: true, value }
      })
    case 'builtin':
      if (node.builtin === 'coin-zero') return int(0n)
      if (node.builtin !== 'mul-div') return notConstant(span)
      return map2(node.a, node.b, (a, b) =>
        map1(node.c, (c) =>
          a.kind === 'int' && b.kind === 'int' && c.kind === 'int'
            ? mulDiv(node, a.value, b.value, c.value)
            : notConstant(span),
        ),
      )
    case 'if': {
      const { then, otherwise } = node
      if (otherwise === null || then.statements.length > 0 || otherwise.statements.length > 0)
        return notConstant(span)
      return map1(node.condition, (c) => {
        const tail = c.kind === 'bool' && c.value ? then.tail : otherwise.tail
        return tail === null ? notConstant(span) : evaluate(tail)
      })
    }
    default:
      return notConstant(span)
  }
}

function notConstant(span: Span): Evaluation {
  return { ok: false, span, why: null }
}

function int(value: bigint): Evaluation {
  return { ok: true, value: { kind: 'int', value } }
}

function bool(value: boolean): Evaluation {
  return { ok: true, value: { kind: 'bool', value } }
}

function map1(node: TypedExpr, next: (value: ConstValue) => Evaluation): Evaluation {
  const a = evaluate(node)
  return a.ok ? next(a.value) : a
}

function map2(
  left: TypedExpr,
  right: TypedExpr,
  next: (a: ConstValue, b: ConstValue) => Evaluation,
): Evaluation {
  return map1(left, (a) => map1(right, (b) => next(a, b)))
}

function inRange(type: Type, value: bigint, span: Span): Evaluation {
  const range = rangeOf(type)
  if (range === null || value < range[0] || value > range[1]) {
    return { ok: false, span, why: `the result ${value} doesn't fit` }
  }
  return int(value)
}

function arithmetic(node: TypedArithmetic, a: ConstValue, b: ConstValue): Evaluation {
  if (a.kind !== 'int' || b.kind !== 'int') return notConstant(node.span)
  const exact = exactly(node, a.value, b.value)
  if (exact === null) return { ok: false, span: node.span, why: 'it divides by zero' }
  const range = rangeOf(node.type)
  if (range === null || node.overflow === 'trap') return inRange(node.type, exact, node.span)
  const [least, greatest] = range
  if (node.overflow === 'saturate') return int(exact < least ? least : exact > greatest ? greatest : exact)
  const size = greatest - least + 1n
  return int(((((exact - least) % size) + size) % size) + least)
}

function exactly(node: TypedArithmetic, a: bigint, b: bigint): bigint | null {
  switch (node.operator) {
    case 'add':
      return a + b
    case 'subtract':
      return a - b
    case 'multiply':
      return a * b
    case 'divide':
      return b === 0n ? null : a / b
    case 'remainder':
      return b === 0n ? null : a % b
  }
}

function bits(node: Extract<TypedExpr, { kind: 'bits' }>, a: bigint, b: bigint): Evaluation {
  const mask = rangeOf(node.type)?.[1] ?? 0n
  const width = BigInt(mask.toString(2).length)
  switch (node.operator) {
    case 'and':
      return int(a & b)
    case 'or':
      return int(a | b)
    case 'xor':
      return int(a ^ b)
    case 'shift-left':
    case 'shift-right':
      if (b >= width) return { ok: false, span: node.span, why: `it shifts by ${b}, the width or more` }
      return int(node.operator === 'shift-left' ? (a << b) & mask : a >> b)
  }
}

function compare(node: Extract<TypedExpr, { kind: 'compare' }>, a: ConstValue, b: ConstValue): Evaluation {
  const [x, y] = [scalarOf(a), scalarOf(b)]
  if (x === null || y === null) {
    const same = sameValue(a, b)
    return bool(node.operator === 'equal' ? same : !same)
  }
  switch (node.operator) {
    case 'equal':
      return bool(x === y)
    case 'not-equal':
      return bool(x !== y)
    case 'less':
      return bool(x < y)
    case 'less-equal':
      return bool(x <= y)
    case 'greater':
      return bool(x > y)
    case 'greater-equal':
      return bool(x >= y)
  }
}

/** A number, truth value or bytes; null for what has parts. */
function scalarOf(value: ConstValue): bigint | boolean | string | null {
  if (value.kind === 'struct' || value.kind === 'enum' || value.kind === 'list') return null
  return value.kind === 'bytes32' || value.kind === 'text' ? value.hex : value.value
}

function sameValue(a: ConstValue, b: ConstValue): boolean {
  if (a.kind === 'enum' && b.kind === 'enum' && a.variant !== b.variant) return false
  if ((a.kind === 'struct' || a.kind === 'enum') && (b.kind === 'struct' || b.kind === 'enum'))
    return a.fields.every((field, i) => {
      const other = b.fields[i]
      return other !== undefined && sameValue(field, other)
    })
  return scalarOf(a) === scalarOf(b)
}

function mapAll(
  nodes: readonly TypedExpr[],
  next: (values: readonly ConstValue[]) => Evaluation,
): Evaluation {
  const values: ConstValue[] = []
  for (const node of nodes) {
    const value = evaluate(node)
    if (!value.ok) return value
    values.push(value.value)
  }
  return next(values)
}

function convert(node: Extract<TypedExpr, { kind: 'convert' }>, a: ConstValue): Evaluation {
  switch (node.conversion) {
    case 'integer':
      return a.kind === 'int' ? inRange(node.type, a.value, node.span) : notConstant(node.span)
    case 'to-sompi':
    case 'count':
    case 'hash-to-address':
    case 'address-to-hash':
      return { ok: true, value: a }
    case 'to-bytes':
      return { ok: true, value: a }
    case 'hash-to-bytes':
      return a.kind === 'bytes32' ? { ok: true, value: { kind: 'text', hex: a.hex } } : notConstant(node.span)
    case 'list-to-bytes':
      return a.kind === 'list'
        ? { ok: true, value: { kind: 'text', hex: hexOf(a.items) } }
        : notConstant(node.span)
    case 'bytes-to-hash':
      if (a.kind !== 'text') return notConstant(node.span)
      return a.hex.length === 64
        ? { ok: true, value: { kind: 'bytes32', hex: a.hex } }
        : { ok: false, span: node.span, why: 'these are not 32 bytes' }
    case 'bounded':
    case 'try-integer':
    case 'outbox-number':
    case 'to-contract':
    case 'to-address':
      return notConstant(node.span)
  }
}

/** Bytes, given as numbers, in hexadecimal. */
function hexOf(items: readonly ConstValue[]): string {
  return items.map((item) => (item.kind === 'int' ? item.value.toString(16).padStart(2, '0') : '')).join('')
}

function mulDiv(
  node: Extract<TypedExpr, { kind: 'builtin'; builtin: 'mul-div' }>,
  a: bigint,
  b: bigint,
  c: bigint,
): Evaluation {
  if (c === 0n) return { ok: false, span: node.span, why: 'it divides by zero' }
  const up = node.round === 'up' ? c - 1n : 0n
  return inRange(node.type, (a * b + up) / c, node.span)
}
