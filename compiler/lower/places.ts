// Reading and writing places: local variables, storage fields, entries of maps and fields of structs in them.
import type { FunctionBuilder } from '../mir/builder.ts'
import type { Reg } from '../mir/types.ts'
import type { ConstValue, Place, SymbolId, Type, TypedStorageField } from '../typed/tree.ts'
import { constantWords, flatCount, flatParts } from './flat-layout.ts'
import { flatten, unflatten } from './flat.ts'
import { partsOf } from './layout.ts'
import { isLinear } from '../typed/type-facts.ts'
import { demandNonZero } from './failures.ts'
import { copyBlock, demandIndex, HEADER, itemBytes, lengthOf } from './memory.ts'
import type { SiloPlan } from './plan.ts'
import { registersOf, sizeOf, variableOf, wordOf } from './scope.ts'
import type { Scope, StoragePlace } from './scope.ts'
import { foldKeys, keyLeaf } from './storage-key.ts'

const LEAF_WORDS = 8

/** A place whose keys and indices have been evaluated. */
export type LoweredPlace = LocalPlace | StoragePlace | ItemPlace

interface LocalPlace {
  readonly kind: 'local'
  readonly regs: readonly Reg[]
  readonly mutable: boolean
  /** Whether it is a variable that holds an array which nothing else holds, so that items can change in place. */
  readonly owned: boolean
}

/** An item of an array, or fields of it. */
interface ItemPlace {
  readonly kind: 'item'
  readonly array: LoweredPlace
  readonly type: Type
  readonly index: Reg
  /** Words of the whole item, and those of it that the place covers. */
  readonly total: number
  readonly offset: number
  readonly words: number
}

/** Evaluates the keys of a place, once each, and finds out where it is. */
export function lowerPlace(scope: Scope, place: Place): LoweredPlace {
  const at = place.path.findLastIndex((step) => step.kind === 'index')
  const step = place.path[at]
  if (step?.kind !== 'index') return withoutItems(scope, place)
  const path = place.path.slice(0, at)
  const type = path.at(-1)?.type ?? rootType(scope, place)
  const array = lowerPlace(scope, { ...place, path, type })
  const index = wordOf(scope, step.index)
  const rest = { ...place, path: place.path.slice(at + 1) }
  const offset = structOffset(scope, rest, step.type)
  return {
    kind: 'item',
    array,
    type,
    index,
    total: sizeOf(scope, step.type),
    offset,
    words: sizeOf(scope, place.type),
  }
}

function rootType(scope: Scope, { root }: Place): Type {
  return root.kind === 'local'
    ? variableOf(scope.program, root.variable).type
    : storageFieldOf(scope, root.field).type
}

function withoutItems(scope: Scope, place: Place): LocalPlace | StoragePlace {
  const { root, path } = place
  if (root.kind === 'local') {
    const variable = variableOf(scope.program, root.variable)
    // Coins and resources change in place by `take`, `join` and `swap`, whether or not their variable is mutable.
    const mutable = variable.mutable || isLinear(variable.type)
    const all = registersOf(scope, root.variable)
    if (path.length === 0)
      return { kind: 'local', regs: all, mutable, owned: mutable && place.type.kind === 'array' }
    const offset = structOffset(scope, place, variable.type)
    return {
      kind: 'local',
      regs: all.slice(offset, offset + sizeOf(scope, place.type)),
      mutable,
      owned: false,
    }
  }
  const keys: Reg[] = []
  for (const step of path) if (step.kind === 'key') keys.push(...scope.recur.expression(scope, step.key))
  const field = storageFieldOf(scope, root.field)
  const { value, total, initial } = storedValue(scope, field)
  return {
    kind: 'storage',
    id: field.id,
    field: field.index,
    value,
    type: place.type,
    keys: foldKeys(scope.builder, keys),
    offset: structOffset(scope, place, value, flatParts),
    words: place.type === value ? total : flatCount(scope.program, place.type),
    held: path.some((step) => step.kind === 'held'),
    total,
    initial,
    keyLeaves: new Map(),
  }
}

/** What lies behind a field's maps, in words. */
interface StoredValue {
  readonly value: Type
  readonly total: number
  readonly initial: readonly bigint[]
}

/** Fields are mentioned over and over, and their initial words can be many. */
const STORED = new WeakMap<SiloPlan, Map<TypedStorageField, StoredValue>>()

function storedValue({ plan, program }: Scope, field: TypedStorageField): StoredValue {
  const known = STORED.get(plan) ?? new Map<TypedStorageField, StoredValue>()
  STORED.set(plan, known)
  const before = known.get(field)
  if (before !== undefined) return before
  const { value, initial } = innermost(field)
  const stored = {
    value,
    total: flatCount(program, value),
    initial: constantWords(program, initial, value),
  }
  known.set(field, stored)
  return stored
}

/** A block of its own with what another holds. */
export function ownBlock(scope: Scope, type: Type, block: Reg): Reg {
  return copyBlock(scope.builder, block, itemBytes(scope.program, type))
}

/** The words of an item; the index is within the array. */
export function readItem(
  b: FunctionBuilder,
  block: Reg,
  index: Reg,
  words: number,
  offset = 0,
  total = words,
): Reg[] {
  const address = itemAddress(b, block, index, total)
  return Array.from({ length: words }, (_, i) =>
    b.value('ld64', { b: address, imm: HEADER + 8 * (offset + i) }),
  )
}

/** Writes words of an item. */
export function writeItem(
  b: FunctionBuilder,
  block: Reg,
  index: Reg,
  values: readonly Reg[],
  offset = 0,
  total = values.length,
): void {
  const address = itemAddress(b, block, index, total)
  values.forEach((value, i) => b.op('st64', { a: value, b: address, imm: HEADER + 8 * (offset + i) }))
}

function itemAddress(b: FunctionBuilder, block: Reg, index: Reg, total: number): Reg {
  const distance =
    total === 1
      ? b.value('shli', { b: index, imm: 3 })
      : b.value('mul', { b: index, c: b.constant(BigInt(8 * total)) })
  return b.value('add', { b: block, c: distance })
}

/** The type behind a field's maps, and what it reads as before it is written. */
export function innermost(field: TypedStorageField): { value: Type; initial: ConstValue | null } {
  let value = field.type
  let initial = field.initial
  while (value.kind === 'map') {
    initial = value.initial
    value = value.value
  }
  return { value, initial }
}

/** The words of a place, in registers that later writes to the place don't change. */
export function readPlace(scope: Scope, place: LoweredPlace): readonly Reg[] {
  const { builder } = scope
  if (place.kind === 'local') {
    if (!place.mutable) return place.regs
    const copies = builder.regs(place.regs.length)
    builder.moveAll(copies, place.regs)
    return copies
  }
  if (place.kind === 'item') {
    const block = readPlace(scope, place.array)[0] ?? place.index
    demandIndex(builder, place.index, lengthOf(builder, block))
    return readItem(builder, block, place.index, place.words, place.offset, place.total)
  }
  return unflatten(builder, scope.program, place.type, readStorage(scope, place))
}

function readStorage(scope: Scope, place: StoragePlace): readonly Reg[] {
  demandHeld(scope, place)
  const values: Reg[] = []
  let leaf = -1
  for (let i = 0; i < place.words; i++) {
    const word = place.offset + i
    if (i === 0 || word % LEAF_WORDS === 0) leaf = loadPart(scope, place, Math.floor(word / LEAF_WORDS))
    values.push(unmask(scope, leaf + (word % LEAF_WORDS), place.initial[word] ?? 0n))
  }
  return values
}

/** Writes the words of a place. A variable that holds an array is given one of its own (`owned`) by whoever writes it. */
export function writePlace(scope: Scope, place: LoweredPlace, words: readonly Reg[]): void {
  const { builder } = scope
  if (place.kind === 'local') {
    builder.moveAll(place.regs, words)
    return
  }
  if (place.kind === 'item') {
    writeInArray(scope, place, words)
    return
  }
  const values = flatten(builder, scope.program, place.type, words)
  demandHeld(scope, place)
  scope.recur.beforeWrite(scope, place, values)
  const last = place.offset + place.words
  for (let part = Math.floor(place.offset / LEAF_WORDS); part * LEAF_WORDS < last; part++) {
    const from = part * LEAF_WORDS
    const used = Math.min(place.total - from, LEAF_WORDS)
    const covers = place.offset <= from && from + used <= last
    const leaf = covers ? builder.leaf() : loadPart(scope, place, part)
    if (covers && used < LEAF_WORDS) builder.constantLeaf(leaf, [])
    for (let word = Math.max(from, place.offset); word < Math.min(from + used, last); word++) {
      const value = values[word - place.offset]
      if (value !== undefined)
        builder.move(leaf + (word - from), unmask(scope, value, place.initial[word] ?? 0n))
    }
    builder.op('sstore', { a: leaf, b: partKey(scope, place, part) })
  }
}

/** 1 if a place in storage that may be empty holds something, 0 if not. */
export function presence(scope: Scope, place: LoweredPlace): Reg {
  if (place.kind !== 'storage') throw new Error('only places in storage may be empty')
  return loadWord(scope, place, 0)
}

/** What may be empty says so in its first word. */
function demandHeld(scope: Scope, place: StoragePlace): void {
  if (place.held) demandNonZero(scope.builder, loadWord(scope, place, 0), 'Missing')
}

/** In place where the array is a variable's own, otherwise a new array takes the old one's place. */
function writeInArray(scope: Scope, place: ItemPlace, words: readonly Reg[]): void {
  const { builder } = scope
  const block = readPlace(scope, place.array)[0] ?? place.index
  demandIndex(builder, place.index, lengthOf(builder, block))
  const inPlace = place.array.kind === 'local' && place.array.owned
  const target = inPlace ? block : ownBlock(scope, place.type, block)
  writeItem(builder, target, place.index, words, place.offset, place.total)
  if (!inPlace) writePlace(scope, place.array, [target])
}

/** One word of the whole value that the place is a part of. */
export function loadWord(scope: Scope, place: StoragePlace, word: number): Reg {
  const leaf = loadPart(scope, place, Math.floor(word / LEAF_WORDS))
  return unmask(scope, leaf + (word % LEAF_WORDS), place.initial[word] ?? 0n)
}

function partKey(scope: Scope, place: StoragePlace, part: number): Reg {
  const known = place.keyLeaves.get(part)
  if (known !== undefined) return known
  const leaf = keyLeaf(scope.builder, place.field, part, place.keys)
  place.keyLeaves.set(part, leaf)
  return leaf
}

function loadPart(scope: Scope, place: StoragePlace, part: number): Reg {
  const key = partKey(scope, place, part)
  const leaf = scope.builder.leaf()
  scope.builder.op('sload', { a: leaf, b: key })
  return leaf
}

/** The register XOR a constant, always in a register of its own. */
function unmask(scope: Scope, reg: Reg, mask: bigint): Reg {
  const { builder } = scope
  if (mask === 0n) return builder.value('mov', { b: reg })
  if (mask < 1n << 32n) return builder.value('xori', { b: reg, imm: Number(mask) })
  return builder.value('xor', { b: reg, c: builder.constant(mask) })
}

function structOffset(scope: Scope, place: Place, root: Type, parts = partsOf): number {
  let offset = 0
  let type = root
  for (const step of place.path) {
    // The word in front says that something is there.
    if (step.kind === 'held') offset += 1
    else if (step.kind !== 'field') continue
    if (step.kind === 'field' && type.kind === 'struct')
      offset += parts(scope.program, type)[step.index]?.offset ?? 0
    type = step.type
  }
  return offset
}

function storageFieldOf(scope: Scope, id: SymbolId): TypedStorageField {
  const symbol = scope.program.symbols.get(id)
  if (symbol?.kind !== 'storage') throw new Error(`symbol ${id} is not a storage field`)
  return symbol.declaration
}
