// How types of the typed tree lie in words: sizes, offsets of struct fields, the words of constants, ABI types.
import type { AbiField, AbiType } from '../abi/types.ts'
import type {
  ConstValue,
  SymbolId,
  Type,
  TypedProgram,
  TypedRecord,
  TypedRecordField,
} from '../typed/tree.ts'

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
    case 'bool':
    case 'sompi':
    case 'coin':
    case 'outbox-id':
    case 'contract':
    case 'handle':
      return 1
    case 'address':
    case 'hash':
      return 4
    case 'struct':
      return recordOf(program, type.struct).fields.reduce((sum, f) => sum + wordCount(program, f.type), 0)
    case 'map':
    case 'unit':
    case 'never':
    case 'error':
      return 0
  }
}

/** Words before a field of a record. */
export function fieldOffset(program: TypedProgram, record: TypedRecord, index: number): number {
  return record.fields.slice(0, index).reduce((sum, field) => sum + wordCount(program, field.type), 0)
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
    case 'map':
    case 'unit':
    case 'never':
    case 'error':
      throw new Error(`a value of type ${type.kind} has no words`)
  }
}

/** Fields as clients see them. */
export function abiFields(program: TypedProgram, fields: readonly TypedRecordField[]): AbiField[] {
  return fields.map(({ name, type, doc }) => ({ name, type: abiTypeOf(program, type), doc }))
}

/** The words of a constant; `words` zeros for null. */
export function constantWords(value: ConstValue | null, words: number): bigint[] {
  if (value === null) return Array.from({ length: words }, () => 0n)
  switch (value.kind) {
    case 'int':
      return [BigInt.asUintN(64, value.value)]
    case 'bool':
      return [value.value ? 1n : 0n]
    case 'bytes32':
      return hexWords(value.hex)
    case 'struct':
      return value.fields.flatMap((field) => constantWords(field, 0))
  }
}

/** 32 bytes in hexadecimal as four little-endian words. */
export function hexWords(hex: string): bigint[] {
  return [0, 16, 32, 48].map((at) => {
    const bytes = hex.slice(at, at + 16).match(/../g) ?? []
    return BigInt(`0x${bytes.toReversed().join('')}`)
  })
}
