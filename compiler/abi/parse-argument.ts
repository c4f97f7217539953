// Arguments as people type them (`5 kas`, `true`, hexadecimal addresses, JSON for structs) to values, and back to text.
import { formatAmount, parseAmount } from './amount.ts'
import { rangeOf } from './encode.ts'
import type { AbiField, AbiRecord, AbiType, AbiValue } from './types.ts'

export type ParseResult =
  { readonly ok: true; readonly value: AbiValue } | { readonly ok: false; readonly error: string }

/** Deeper nesting than any type of a silo has. */
const MAX_DEPTH = 32

/** The value of a type that a text means, or what it should look like. */
export function parseArgument(type: AbiType, text: string): ParseResult {
  const trimmed = text.trim()
  switch (type.kind) {
    case 'bool':
      if (trimmed === 'true' || trimmed === 'false') return value(trimmed === 'true')
      return fail('true or false', trimmed)
    case 'address':
    case 'hash': {
      const hex = trimmed.replace(/^0x/i, '').toLowerCase()
      return /^[0-9a-f]{64}$/.test(hex) ? value(hex) : fail('64 hexadecimal digits', trimmed)
    }
    case 'sompi':
    case 'coin': {
      const amount = parseAmount(trimmed)
      return amount.ok ? value(amount.sompi) : fail('an amount such as `5 kas` or `1200 sompi`', trimmed)
    }
    case 'struct':
      return parseStruct(type, trimmed)
    default:
      return parseInteger(type.kind, trimmed)
  }
}

/** The value of a type that a JSON value means: numbers, booleans, strings as people type them, objects for structs. */
export function parseJsonArgument(type: AbiType, json: unknown, depth = 0): ParseResult {
  if (depth > MAX_DEPTH) return { ok: false, error: 'nested too deeply' }
  if (type.kind === 'struct') {
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      return { ok: false, error: `expected an object with the fields of ${type.name}` }
    return parseFields(type.name, type.fields, new Map(Object.entries(json)), depth)
  }
  if (typeof json === 'number' && !Number.isSafeInteger(json))
    return { ok: false, error: `${json} is no exact integer: write it as a string` }
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean')
    return parseArgument(type, String(json))
  return { ok: false, error: `expected a value of type ${type.kind}` }
}

/** A value as people read it; amounts in coins. */
export function formatValue(type: AbiType, given: AbiValue): string {
  if (type.kind === 'struct' && typeof given === 'object') {
    const fields = type.fields.map(
      (field) => `${field.name}: ${formatValue(field.type, given[field.name] ?? '?')}`,
    )
    return fields.length === 0 ? `${type.name} {}` : `${type.name} { ${fields.join(', ')} }`
  }
  if ((type.kind === 'sompi' || type.kind === 'coin') && typeof given === 'bigint') return formatAmount(given)
  if (type.kind === 'handle') return `${type.contract}#${String(given)}`
  return typeof given === 'object'
    ? JSON.stringify(given, (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v))
    : `${given}`
}

function parseInteger(kind: Parameters<typeof rangeOf>[0], text: string): ParseResult {
  const plain = text.replaceAll('_', '')
  const match = /^(-?)(\d{1,20}|0x[0-9a-f]{1,16})$/i.exec(plain)
  const [least, most] = rangeOf(kind)
  if (match === null) return fail(`an integer from ${least} to ${most}`, text)
  const magnitude = BigInt(match[2] ?? '0')
  const number = match[1] === '-' ? -magnitude : magnitude
  return number < least || number > most ? fail(`an integer from ${least} to ${most}`, text) : value(number)
}

function parseStruct(type: Extract<AbiType, { kind: 'struct' }>, text: string): ParseResult {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return fail(`a JSON object with the fields ${type.fields.map(({ name }) => name).join(', ')}`, text)
  }
  return parseJsonArgument(type, json)
}

function parseFields(
  name: string,
  fields: readonly AbiField[],
  given: ReadonlyMap<string, unknown>,
  depth: number,
): ParseResult {
  const record: [string, AbiValue][] = []
  for (const field of fields) {
    if (!given.has(field.name)) return { ok: false, error: `${name} lacks the field ${field.name}` }
    const parsed = parseJsonArgument(field.type, given.get(field.name), depth + 1)
    if (!parsed.ok) return { ok: false, error: `${field.name}: ${parsed.error}` }
    record.push([field.name, parsed.value])
  }
  const unknown = [...given.keys()].find((key) => !fields.some((field) => field.name === key))
  if (unknown !== undefined) return { ok: false, error: `${name} has no field ${unknown}` }
  const result: AbiRecord = Object.fromEntries(record)
  return value(result)
}

function value(given: AbiValue): ParseResult {
  return { ok: true, value: given }
}

function fail(expected: string, text: string): ParseResult {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return { ok: false, error: `expected ${expected}, not \`${shown}\`` }
}
