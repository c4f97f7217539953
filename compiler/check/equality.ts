// Which values can be compared by `==`.
import type { Type, TypedRecordField } from '../typed/tree.ts'
import { meets } from './generics.ts'
import type { Session } from './session.ts'

/** Whether two values of a type are equal or not; coins and maps are neither. */
export function isEquatable(session: Session, type: Type): boolean {
  switch (type.kind) {
    case 'struct':
      return !type.resource && all(session, session.recordById.get(type.struct)?.fields ?? [])
    case 'enum':
      return (session.enumById.get(type.enum)?.variants ?? []).every((v) => all(session, v.fields))
    case 'array':
      return isEquatable(session, type.element)
    case 'tuple':
      return type.items.every((item) => isEquatable(session, item))
    case 'param':
      return meets(type, 'Equal')
    case 'coin':
    case 'map':
    case 'unit':
    case 'never':
      return false
    default:
      return true
  }
}

function all(session: Session, fields: readonly TypedRecordField[]): boolean {
  return fields.every((field) => isEquatable(session, field.type))
}
