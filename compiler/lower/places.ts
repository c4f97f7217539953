// Reading and writing places: local variables, storage fields, entries of maps and fields of structs in them.
import type { Reg } from '../mir/types.ts'
import type { ConstValue, Place, SymbolId, Type, TypedStorageField } from '../typed/tree.ts'
import { constantWords, fieldOffset, recordOf } from './layout.ts'
import { registersOf, sizeOf } from './scope.ts'
import type { Scope, StoragePlace } from './scope.ts'
import { foldKeys, keyLeaf } from './storage-key.ts'

const LEAF_WORDS = 8

/** A place whose keys have been evaluated. */
export type LoweredPlace =
  { readonly kind: 'local'; readonly regs: readonly Reg[]; readonly mutable: boolean } | StoragePlace

/** Evaluates the keys of a place, once each, and finds out where it is. */
export function lowerPlace(scope: Scope, place: Place): LoweredPlace {
  const keys = place.path.flatMap((step) =>
    step.kind === 'key' ? scope.recur.expression(scope, step.key) : [],
  )
  const words = sizeOf(scope, place.type)
  if (place.root.kind === 'local') {
    const symbol = scope.program.symbols.get(place.root.variable)
    const offset = structOffset(scope, place, localType(scope, place.root.variable))
    const regs = registersOf(scope, place.root.variable).slice(offset, offset + words)
    // Coins change in place by `take` and `join`, whether or not their variable is mutable.
    const mutable = place.type.kind === 'coin' || (symbol?.kind === 'local' && symbol.declaration.mutable)
    return { kind: 'local', regs, mutable }
  }
  const field = storageFieldOf(scope, place.root.field)
  const { value, initial } = innermost(field)
  const total = sizeOf(scope, value)
  return {
    kind: 'storage',
    id: field.id,
    field: field.index,
    value,
    keys: foldKeys(scope.builder, keys),
    offset: structOffset(scope, place, value),
    words,
    total,
    initial: constantWords(scope.program, initial, value),
    keyLeaves: new Map(),
  }
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
  const values: Reg[] = []
  let leaf = -1
  for (let i = 0; i < place.words; i++) {
    const word = place.offset + i
    if (i === 0 || word % LEAF_WORDS === 0) leaf = loadPart(scope, place, Math.floor(word / LEAF_WORDS))
    values.push(unmask(scope, leaf + (word % LEAF_WORDS), place.initial[word] ?? 0n))
  }
  return values
}

/** Writes the words of a place. */
export function writePlace(scope: Scope, place: LoweredPlace, values: readonly Reg[]): void {
  const { builder } = scope
  if (place.kind === 'local') {
    builder.moveAll(place.regs, values)
    return
  }
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

function structOffset(scope: Scope, place: Place, root: Type): number {
  let offset = 0
  let type = root
  for (const step of place.path) {
    if (step.kind === 'field' && type.kind === 'struct')
      offset += fieldOffset(scope.program, recordOf(scope.program, type.struct), step.index)
    if (step.kind === 'field') type = step.type
  }
  return offset
}

function localType(scope: Scope, variable: SymbolId): Type {
  const symbol = scope.program.symbols.get(variable)
  if (symbol?.kind !== 'local') throw new Error(`symbol ${variable} is not a variable`)
  return symbol.declaration.type
}

function storageFieldOf(scope: Scope, id: SymbolId): TypedStorageField {
  const symbol = scope.program.symbols.get(id)
  if (symbol?.kind !== 'storage') throw new Error(`symbol ${id} is not a storage field`)
  return symbol.declaration
}
