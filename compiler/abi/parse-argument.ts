// Arguments as people type them (`5 kas`, `true`, hexadecimal addresses, JSON for structs) to values, and back to text.
import { formatAmount, parseAmount } from './amount.ts'
import { encodeValue, isList, isRecord, rangeOf } from './encode.ts'
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
    case 'string':
      return parseText(type, text)
    case 'bytes':
      return parseText(type, trimmed.replace(/^0x/i, ''))
    case 'struct':
    case 'tuple':
    case 'array':
      return parseJson(type, trimmed)
    case 'enum':
      return type.variants.some((variant) => variant.name === trimmed)
        ? parseVariant(type, trimmed, undefined, 0)
        : parseJson(type, trimmed)
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
  if (type.kind === 'tuple') return parseItems(type.items, json, depth)
  if (type.kind === 'array') return parseList(type, json, depth)
  if (type.kind === 'string' && typeof json !== 'string') return { ok: false, error: 'expected a text' }
  if (type.kind === 'enum') {
    if (typeof json === 'string') return parseVariant(type, json, undefined, depth)
    const [entry, second] = typeof json === 'object' && json !== null ? Object.entries(json) : []
    if (entry === undefined || second !== undefined) return { ok: false, error: `expected ${enumForm(type)}` }
    return parseVariant(type, entry[0], entry[1], depth)
  }
  if (typeof json === 'number' && !Number.isSafeInteger(json))
    return { ok: false, error: `${json} is no exact integer: write it as a string` }
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean')
    return parseArgument(type, String(json))
  return { ok: false, error: `expected a value of type ${type.kind}` }
}

/** A value as people read it; amounts in coins. */
export function formatValue(type: AbiType, given: AbiValue): string {
  if (type.kind === 'struct' && isRecord(given)) {
    const fields = type.fields.map(
      (field) => `${field.name}: ${formatValue(field.type, given[field.name] ?? '?')}`,
    )
    return fields.length === 0 ? `${type.name} {}` : `${type.name} { ${fields.join(', ')} }`
  }
  if (type.kind === 'tuple' && isList(given)) return formatItems(type.items, given)
  if (type.kind === 'array' && isList(given))
    return `[${given.map((item) => formatValue(type.element, item)).join(', ')}]`
  if (type.kind === 'string' && typeof given === 'string') return JSON.stringify(given)
  if (type.kind === 'bytes') return `0x${String(given)}`
  if (type.kind === 'enum' && isRecord(given)) return formatVariant(type, given)
  if ((type.kind === 'sompi' || type.kind === 'coin') && typeof given === 'bigint') return formatAmount(given)
  if (type.kind === 'handle') return `${type.contract}#${String(given)}`
  return typeof given === 'object'
    ? JSON.stringify(given, (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v))
    : `${given}`
}

function parseInteger(kind: Parameters<typeof rangeOf>[0], text: string): ParseResult {
  const plain = text.replaceAll('_', '')
  const match = /^(-?)(\d{1,78}|0x[0-9a-f]{1,64})$/i.exec(plain)
  const [least, most] = rangeOf(kind)
  if (match === null) return fail(`an integer from ${least} to ${most}`, text)
  const magnitude = BigInt(match[2] ?? '0')
  const number = match[1] === '-' ? -magnitude : magnitude
  return number < least || number > most ? fail(`an integer from ${least} to ${most}`, text) : value(number)
}

type JsonType = Extract<AbiType, { kind: 'struct' | 'tuple' | 'array' | 'enum' }>

function parseJson(type: JsonType, text: string): ParseResult {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return fail(jsonForm(type), text)
  }
  return parseJsonArgument(type, json)
}

function jsonForm(type: JsonType): string {
  switch (type.kind) {
    case 'struct':
      return `a JSON object with the fields ${type.fields.map(({ name }) => name).join(', ')}`
    case 'tuple':
      return `a JSON list of ${type.items.length} values`
    case 'array':
      return `a JSON list of ${type.growable ? 'up to ' : ''}${type.size} values`
    case 'enum':
      return enumForm(type)
  }
}

function enumForm(type: Extract<AbiType, { kind: 'enum' }>): string {
  const forms = type.variants.map(({ name, fields }) => (fields.length === 0 ? name : `{"${name}": ...}`))
  return `one of ${forms.join(', ')}`
}

function parseVariant(
  type: Extract<AbiType, { kind: 'enum' }>,
  name: string,
  json: unknown,
  depth: number,
): ParseResult {
  const variant = type.variants.find((candidate) => candidate.name === name)
  if (variant === undefined) return { ok: false, error: `expected ${enumForm(type)}, not \`${name}\`` }
  const { fields, positional } = variant
  if (fields.length === 0)
    return json === undefined ? value(name) : { ok: false, error: `${name} has no data` }
  const inner = positional
    ? parsePositional(fields, json, depth)
    : typeof json === 'object' && json !== null
      ? parseFields(name, fields, new Map(Object.entries(json)), depth)
      : { ok: false as const, error: `expected an object with the fields of ${name}` }
  return inner.ok ? value({ [name]: inner.value }) : inner
}

function parsePositional(fields: readonly AbiField[], json: unknown, depth: number): ParseResult {
  const types = fields.map((field) => field.type)
  const [only] = types
  if (types.length === 1 && only !== undefined) return parseJsonArgument(only, json, depth + 1)
  return parseItems(types, json, depth)
}

/** A text as it is; whether it is one of the type is seen when it is encoded. */
function parseText(type: Extract<AbiType, { kind: 'bytes' | 'string' }>, text: string): ParseResult {
  const encoded = encodeValue(type, text)
  return encoded.ok
    ? value(type.kind === 'bytes' ? text.toLowerCase() : text)
    : fail(encoded.error.replace(/^must be /, ''), text)
}

function parseList(type: Extract<AbiType, { kind: 'array' }>, json: unknown, depth: number): ParseResult {
  const fits = Array.isArray(json) && (type.growable ? json.length <= type.size : json.length === type.size)
  if (!fits) return { ok: false, error: `expected ${jsonForm(type)}` }
  return parseItems(
    json.map(() => type.element),
    json,
    depth,
  )
}

function parseItems(types: readonly AbiType[], json: unknown, depth: number): ParseResult {
  if (!Array.isArray(json) || json.length !== types.length)
    return { ok: false, error: `expected a list of ${types.length} values` }
  const items: AbiValue[] = []
  for (const [i, type] of types.entries()) {
    const parsed = parseJsonArgument(type, json[i], depth + 1)
    if (!parsed.ok) return { ok: false, error: `item ${i}: ${parsed.error}` }
    items.push(parsed.value)
  }
  return value(items)
}

function formatItems(types: readonly AbiType[], items: readonly AbiValue[]): string {
  return `(${types.map((type, i) => formatValue(type, items[i] ?? '?')).join(', ')})`
}

/** `Circle(3)`, `Rect { w: 1, h: 2 }`; variants without data are their names. */
function formatVariant(type: Extract<AbiType, { kind: 'enum' }>, given: AbiRecord): string {
  const [entry] = Object.entries(given)
  const variant = type.variants.find(({ name }) => name === entry?.[0])
  if (entry === undefined || variant === undefined) return '?'
  const [name, data] = entry
  const { fields, positional } = variant
  if (!positional) return formatValue({ kind: 'struct', name, fields }, data)
  const list = fields.length === 1 ? [data] : isList(data) ? data : []
  return `${name}${formatItems(
    fields.map((field) => field.type),
    list,
  )}`
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
