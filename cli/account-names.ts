// Names of the devnet's accounts where a function takes addresses, also within lists, structs and enums that are written as JSON.
import type { AbiField, AbiType } from '../compiler/abi/types.ts'
import { isJsonObject } from '../compiler/json.ts'
import { accountKey, FUNDED_ACCOUNTS } from './accounts.ts'

/** The argument with addresses in place of names. What doesn't fit the type is left to whoever parses it. */
export function withoutNames(type: AbiType, text: string): string {
  if (type.kind === 'address') return addressOf(text)
  if (type.kind !== 'struct' && type.kind !== 'tuple' && type.kind !== 'array' && type.kind !== 'enum')
    return text
  try {
    return JSON.stringify(inJson(type, JSON.parse(text)))
  } catch {
    return text
  }
}

function addressOf(text: string): string {
  return FUNDED_ACCOUNTS.some((name) => name === text) ? accountKey(text).publicKey : text
}

function inJson(type: AbiType, json: unknown): unknown {
  switch (type.kind) {
    case 'address':
      return typeof json === 'string' ? addressOf(json) : json
    case 'array':
      return Array.isArray(json) ? json.map((item: unknown) => inJson(type.element, item)) : json
    case 'tuple':
      return inItems(type.items, json)
    case 'struct':
      return inFields(type.fields, json)
    case 'enum': {
      if (!isJsonObject(json)) return json
      return Object.fromEntries(
        Object.entries(json).map(([name, data]) => {
          const variant = type.variants.find((candidate) => candidate.name === name)
          if (variant === undefined) return [name, data]
          const types = variant.fields.map((field) => field.type)
          if (!variant.positional) return [name, inFields(variant.fields, data)]
          const [only] = types
          return [name, types.length === 1 && only !== undefined ? inJson(only, data) : inItems(types, data)]
        }),
      )
    }
    default:
      return json
  }
}

function inItems(types: readonly AbiType[], json: unknown): unknown {
  if (!Array.isArray(json)) return json
  return json.map((item: unknown, i) => {
    const type = types[i]
    return type === undefined ? item : inJson(type, item)
  })
}

function inFields(fields: readonly AbiField[], json: unknown): unknown {
  if (!isJsonObject(json)) return json
  return Object.fromEntries(
    Object.entries(json).map(([name, item]) => {
      const field = fields.find((candidate) => candidate.name === name)
      return [name, field === undefined ? item : inJson(field.type, item)]
    }),
  )
}
