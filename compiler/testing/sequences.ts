// Expressions of tests that make, look into or change arrays, bytes and strings.
import { hexWords, partsOf, wordCount } from '../lower/layout.ts'
import { holdsSequence } from '../lower/flat-layout.ts'
import type { ConstValue, Place, Type, TypedSequence } from '../typed/tree.ts'
import { isSequence, numberWords, U64 } from '../typed/type-facts.ts'
import { blockOf, bytesOf, newBlock, type Block } from './blocks.ts'
import { wordIn } from './environment.ts'
import type { Environment } from './environment.ts'
import { Failed } from './signals.ts'

/** The words of the value; `read` and `write` are those of places. */
export function sequenceValue(
  env: Environment,
  expr: TypedSequence,
  read: (place: Place) => readonly bigint[],
  write: (place: Place, words: readonly bigint[]) => void,
): readonly bigint[] {
  const block = (word: readonly bigint[]): Block => blockOf(env, word[0])
  switch (expr.kind) {
    case 'text':
      return newBlock(env, bytesOf(expr.hex))
    case 'array':
      return newBlock(
        env,
        expr.items.map((item) => env.expression(env, item)),
      )
    case 'repeat': {
      const item = env.expression(env, expr.item)
      return newBlock(
        env,
        Array.from({ length: expr.count }, () => item),
      )
    }
    case 'element':
      return itemOf(block(env.expression(env, expr.object)), wordIn(env, expr.index), expr.span)
    case 'length':
      return [BigInt(block(env.expression(env, expr.object)).length)]
    case 'slice': {
      const items = block(env.expression(env, expr.object))
      const [from, to] = [wordIn(env, expr.from), wordIn(env, expr.to)]
      if (from > to || to > BigInt(items.length)) throw outside(expr.span)
      return newBlock(env, items.slice(Number(from), Number(to)))
    }
    case 'concat':
      return newBlock(env, [
        ...block(env.expression(env, expr.object)),
        ...block(env.expression(env, expr.other)),
      ])
    case 'push': {
      const item = env.expression(env, expr.item)
      const { type } = expr.array
      const items = [...block(read(expr.array)), item]
      if (type.kind === 'array' && type.max !== null && items.length > type.max) throw outside(expr.span)
      write(expr.array, newBlock(env, items))
      return []
    }
    case 'pop': {
      const items = block(read(expr.array))
      const last = items.at(-1)
      if (last === undefined) return Array.from({ length: wordCount(env.program, expr.type) }, () => 0n)
      write(expr.array, newBlock(env, items.slice(0, -1)))
      return [1n, ...last]
    }
  }
}

/** An item by index; the test fails where a contract would trap. */
export function itemOf(items: Block, index: bigint, span: Failed['span']): readonly bigint[] {
  const item = index < BigInt(items.length) ? items[Number(index)] : undefined
  if (item === undefined) throw outside(span)
  return item
}

export function outside(span: Failed['span']): Failed {
  return new Failed(span, 'the index is outside the array')
}

/** The words of a constant. */
export function constantValue(env: Environment, value: ConstValue, type: Type): readonly bigint[] {
  switch (value.kind) {
    case 'int':
      return type.kind === 'int' ? numberWords(type.name, value.value) : [BigInt.asUintN(64, value.value)]
    case 'bool':
      return [value.value ? 1n : 0n]
    case 'bytes32':
      return hexWords(value.hex)
    case 'text':
      return newBlock(env, bytesOf(value.hex))
    case 'list': {
      const element = type.kind === 'array' ? type.element : type
      return newBlock(
        env,
        value.items.map((item) => constantValue(env, item, element)),
      )
    }
    case 'enum':
    case 'struct': {
      const words = Array.from({ length: wordCount(env.program, type) }, () => 0n)
      const variant = value.kind === 'enum' ? value.variant : 0
      if (value.kind === 'enum') words[0] = BigInt(variant)
      partsOf(env.program, type, variant).forEach((part, i) => {
        const field = value.fields[i]
        if (field !== undefined) words.splice(part.offset, part.size, ...constantValue(env, field, part.type))
      })
      return words
    }
  }
}

/** Whether two values are equal, part by part. */
export function sameValue(env: Environment, type: Type, x: readonly bigint[], y: readonly bigint[]): boolean {
  if (!holdsSequence(env.program, type)) return x.every((word, i) => word === y[i])
  if (isSequence(type)) {
    const [a, b] = [blockOf(env, x[0]), blockOf(env, y[0])]
    const element = type.kind === 'array' ? type.element : U64
    return a.length === b.length && a.every((item, i) => sameValue(env, element, item, b[i] ?? []))
  }
  if (type.kind === 'enum' && x[0] !== y[0]) return false
  return partsOf(env.program, type, Number(x[0] ?? 0n)).every(({ type: inner, offset, size }) =>
    sameValue(env, inner, x.slice(offset, offset + size), y.slice(offset, offset + size)),
  )
}
