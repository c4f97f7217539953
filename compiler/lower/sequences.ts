// Arrays, bytes and strings: literals, items, parts, and the arrays that variables change in place.
import { NO_REG } from '../mir/types.ts'
import type { Reg } from '../mir/types.ts'
import type { ConstValue, Type, TypedExpr, TypedSequence } from '../typed/tree.ts'
import { isSequence } from '../typed/type-facts.ts'
import { constantWords, flatCount, textWords } from './flat-layout.ts'
import { unflatten } from './flat.ts'
import { partsOf } from './layout.ts'
import {
  allocate,
  capacityOf,
  copyItems,
  cutBlock,
  demandIndex,
  HEADER,
  itemBytes,
  joinBlocks,
  lengthOf,
} from './memory.ts'
import { lowerPlace, ownBlock, readItem, readPlace, writeItem, writePlace } from './places.ts'
import { sizeOf, wordOf } from './scope.ts'
import type { Scope } from './scope.ts'

/** The words of the value. */
export function lowerSequence(scope: Scope, expr: TypedSequence): readonly Reg[] {
  const { builder: b, program } = scope
  switch (expr.kind) {
    case 'text':
      return [textBlock(scope, expr.hex)]
    case 'array': {
      const count = b.constant(BigInt(expr.items.length))
      const items = expr.items.map((item) => scope.recur.expression(scope, item))
      const block = allocate(b, count, itemBytes(program, expr.type), count)
      items.flat().forEach((word, i) => b.op('st64', { a: word, b: block, imm: HEADER + 8 * i }))
      return [block]
    }
    case 'repeat':
      return [repeated(scope, expr)]
    case 'element': {
      const block = borrow(scope, expr.object)
      const index = wordOf(scope, expr.index)
      demandIndex(b, index, lengthOf(b, block))
      if (expr.object.type.kind !== 'array')
        return [b.value('ld8', { b: b.value('add', { b: block, c: index }), imm: HEADER })]
      return readItem(b, block, index, sizeOf(scope, expr.type))
    }
    case 'length':
      return [lengthOf(b, borrow(scope, expr.object))]
    case 'slice': {
      const block = borrow(scope, expr.object)
      const from = wordOf(scope, expr.from)
      const to = wordOf(scope, expr.to)
      return [cutBlock(b, block, from, to, itemBytes(program, expr.type))]
    }
    case 'concat': {
      const first = borrow(scope, expr.object)
      const second = borrow(scope, expr.other)
      return [joinBlocks(b, first, second, itemBytes(program, expr.type))]
    }
    case 'push':
      push(scope, expr)
      return []
    case 'pop':
      return pop(scope, expr)
  }
}

/** The block of an array that is only looked into at once: that of a variable is not copied. */
export function borrow(scope: Scope, expr: TypedExpr): Reg {
  if (expr.kind !== 'load') return wordOf(scope, expr)
  return readPlace(scope, lowerPlace(scope, expr.place))[0] ?? NO_REG
}

/** The block that a variable may change: of a value that nothing else holds the value's own, otherwise a copy. */
export function owned(scope: Scope, value: TypedExpr, words: readonly Reg[]): readonly Reg[] {
  const [block] = words
  if (value.type.kind !== 'array' || block === undefined || FRESH.has(value.kind)) return words
  return [ownBlock(scope, value.type, block)]
}

/** Expressions that always make a block. */
const FRESH: ReadonlySet<TypedExpr['kind']> = new Set(['array', 'repeat', 'slice', 'concat'])

/** A block with these bytes. */
function textBlock(scope: Scope, hex: string): Reg {
  const { builder: b } = scope
  const length = b.constant(BigInt(hex.length / 2))
  const block = allocate(b, length, 1, length)
  textWords(hex).forEach((word, i) => b.op('st64', { a: b.constant(word), b: block, imm: HEADER + 8 * i }))
  return block
}

/** The words in registers of a constant. */
export function lowerConstant(scope: Scope, value: ConstValue, type: Type): readonly Reg[] {
  const { builder: b, program } = scope
  if (value.kind === 'text') return [textBlock(scope, value.hex)]
  const sized = unlimited(value, type)
  const words = constantWords(program, value, sized).map((word) => b.constant(word))
  return unflatten(b, program, sized, words.slice(0, flatCount(program, sized)))
}

/** The type with room for just this value, where the type itself sets no limit. */
function unlimited(value: ConstValue, type: Type): Type {
  if (!isSequence(type) || type.max !== null || value.kind !== 'list') return type
  return type.kind === 'array' && type.size === null ? { ...type, max: value.items.length } : type
}

function repeated(scope: Scope, expr: Extract<TypedSequence, { kind: 'repeat' }>): Reg {
  const { builder: b, program } = scope
  const words = scope.recur.expression(scope, expr.item)
  const count = b.constant(BigInt(expr.count))
  const block = allocate(b, count, itemBytes(program, expr.type), count)
  const [at, end] = [b.reg(), b.reg()]
  b.move(at, block)
  b.move(end, b.value('addi', { b: block, imm: 8 * words.length * expr.count }))
  const [body, done] = [b.label(), b.label()]
  b.jump(body)
  b.place(body)
  b.rounds(BigInt(expr.count))
  words.forEach((word, i) => b.op('st64', { a: word, b: at, imm: HEADER + 8 * i }))
  b.op('addi', { a: at, b: at, imm: 8 * words.length })
  const again = words.length > 0
  if (again) b.branch('jltu', at, end, body, done)
  b.place(done)
  return block
}

function push(scope: Scope, expr: Extract<TypedSequence, { kind: 'push' }>): void {
  const { builder: b, program } = scope
  const place = lowerPlace(scope, expr.array)
  const item = scope.recur.expression(scope, expr.item)
  const block = readPlace(scope, place)[0] ?? NO_REG
  const { type } = expr.array
  const bytes = itemBytes(program, type)
  const length = lengthOf(b, block)
  const more = b.value('addi', { b: length, imm: 1 })
  if (type.kind === 'array' && type.max !== null) demandIndex(b, length, b.constant(BigInt(type.max)))
  const target = b.reg()
  b.move(target, block)
  const [full, room] = [b.label(), b.label()]
  const inPlace = place.kind === 'local' && place.owned
  if (inPlace) b.branch('jltu', length, capacityOf(b, block), room, full)
  else b.jump(full)
  b.place(full)
  const grown = inPlace ? b.value('addi', { b: b.value('shli', { b: length, imm: 1 }), imm: 4 }) : more
  b.move(target, allocate(b, grown, bytes, length))
  copyItems(b, target, block, length, bytes)
  b.place(room)
  writeItem(b, target, length, item)
  b.op('st64', { a: more, b: target })
  writePlace(scope, place, [target])
}

/** The last item, which is then gone; None of an empty array. */
function pop(scope: Scope, expr: Extract<TypedSequence, { kind: 'pop' }>): readonly Reg[] {
  const { builder: b, program } = scope
  const place = lowerPlace(scope, expr.array)
  const block = readPlace(scope, place)[0] ?? NO_REG
  const result = b.regs(sizeOf(scope, expr.type))
  for (const reg of result) b.setConstant(reg, 0n)
  const length = lengthOf(b, block)
  const [some, done] = [b.label(), b.label()]
  b.branch('jz', length, NO_REG, done, some)
  b.place(some)
  const last = b.value('addi', { b: length, imm: -1 })
  const inner = partsOf(program, expr.type, 1)[0]
  b.moveAll(result.slice(1), readItem(b, block, last, inner?.size ?? 0))
  if (result[0] !== undefined) b.setConstant(result[0], 1n)
  const target = place.kind === 'local' && place.owned ? block : ownBlock(scope, expr.array.type, block)
  b.op('st64', { a: last, b: target })
  writePlace(scope, place, [target])
  b.place(done)
  return result
}
