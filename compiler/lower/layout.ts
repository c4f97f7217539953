// How types of the typed tree lie in words: sizes, offsets of struct fields, the words of constants, ABI types.
import type { AbiField, AbiType } from '../abi/types.ts'
import type { SymbolId, Type, TypedEnum, TypedProgram, TypedRecord, TypedRecordField } from '../typed/tree.ts'
import { intWords } from '../typed/type-facts.ts'

/** The declaration of a struct, error or event; an unknown id is a bug of the checker. */
export function recordOf(program: TypedProgram, id: SymbolId): TypedRecord {
  const symbol = program.symbols.get(id)
  if (symbol?.kind !== 'struct' && symbol?.kind !== 'error' && symbol?.kind !== 'event')
    throw new Error(`symbol ${id} is not a record`)
  return symbol.declaration
}

/** Words of a value. Maps and unit have none. */
export function wordCount(program: TypedProgram, type: Type): number {
  switch (type.kind) {
    case 'int':
      return intWords(type.name)
    case 'bool':
    case 'sompi':
    case 'coin':
    case 'outbox-id':
    case 'contract':
    case 'handle':
    // The address of a block in memory.
    case 'array':
    case 'bytes':
    case 'string':
      return 1
    case 'address':
    case 'hash':
      return 4
    case 'struct':
      return fieldsSize(program, recordOf(program, type.struct).fields)
    case 'enum':
      return 1 + Math.max(0, ...enumOf(program, type.enum).variants.map((v) => fieldsSize(program, v.fields)))
    case 'tuple':
      return type.items.reduce((sum, item) => sum + wordCount(program, item), 0)
    case 'map':
    case 'unit':
    case 'never':
    case 'param':
    case 'error':
      return 0
  }
}

/** Words before a field of a record. */
export function fieldOffset(program: TypedProgram, record: TypedRecord, index: number): number {
  return fieldsSize(program, record.fields.slice(0, index))
}

/** The declaration of an enum, or an instance of a generic one; an unknown id is a bug of the checker. */
export function enumOf(program: TypedProgram, id: SymbolId): TypedEnum {
  const symbol = program.symbols.get(id)
  if (symbol?.kind !== 'enum') throw new Error(`symbol ${id} is not an enum`)
  return symbol.declaration
}

/** A part of a value: words `[offset, offset + size)`. */
export interface Part {
  readonly type: Type
  readonly offset: number
  readonly size: number
}

/** Where the parts of a struct, a tuple or a variant of an enum lie in the value. */
export function partsOf(program: TypedProgram, type: Type, variant = 0): readonly Part[] {
  switch (type.kind) {
    case 'struct':
      return inRow(
        program,
        recordOf(program, type.struct).fields.map((f) => f.type),
        0,
      )
    case 'tuple':
      return inRow(program, type.items, 0)
    case 'enum': {
      const fields = enumOf(program, type.enum).variants[variant]?.fields ?? []
      // Word 0 says which variant it is.
      return inRow(
        program,
        fields.map((f) => f.type),
        1,
      )
    }
    default:
      return []
  }
}

function inRow(program: TypedProgram, types: readonly Type[], start: number): readonly Part[] {
  let offset = start
  return types.map((type) => {
    const size = wordCount(program, type)
    offset += size
    return { type, offset: offset - size, size }
  })
}

function fieldsSize(program: TypedProgram, fields: readonly TypedRecordField[]): number {
  return fields.reduce((sum, field) => sum + wordCount(program, field.type), 0)
}

/** The type as clients see it. Maps, unit and never have no such form. */
export function abiTypeOf(program: TypedProgram, type: Type): AbiType {
  switch (type.kind) {
    case 'int':
      return { kind: type.name }
    case 'bool':
    case 'address':
    case 'hash':
    case 'sompi':
    case 'coin':
    case 'outbox-id':
    case 'contract':
      return { kind: type.kind }
    case 'handle':
      return { kind: 'handle', contract: type.name }
    case 'struct':
      return {
        kind: 'struct',
        name: type.name,
        fields: abiFields(program, recordOf(program, type.struct).fields),
      }
    case 'enum':
      return {
        kind: 'enum',
        name: type.name,
        variants: enumOf(program, type.enum).variants.map(({ name, positional, fields, doc }) => ({
          name,
          positional,
          fields: abiFields(program, fields),
          doc,
        })),
      }
    case 'array':
      return {
        kind: 'array',
        element: abiTypeOf(program, type.element),
        size: type.size ?? type.max ?? 0,
        growable: type.size === null,
      }
    case 'bytes':
    case 'string':
      return { kind: type.kind, max: type.max ?? 0 }
    case 'tuple':
      return { kind: 'tuple', items: type.items.map((item) => abiTypeOf(program, item)) }
    case 'map':
    case 'unit':
    case 'never':
    case 'param':
    case 'error':
      throw new Error(`a value of type ${type.kind} has no words`)
  }
}

/** Fields as clients see them. */
export function abiFields(program: TypedProgram, fields: readonly TypedRecordField[]): AbiField[] {
  return fields.map(({ name, type, doc }) => ({ name, type: abiTypeOf(program, type), doc }))
}

/** 32 bytes in hexadecimal as four little-endian words. */
export function hexWords(hex: string): bigint[] {
  return [0, 16, 32, 48].map((at) => {
    const bytes = hex.slice(at, at + 16).match(/../g) ?? []
    return BigInt(`0x${bytes.toReversed().join('')}`)
  })
}
