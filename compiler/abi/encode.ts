// Values and calls to bytes (docs/abi.md). Pure; used by clients, the command line and in-language tests.
import { wordsOf } from './types.ts'
import type { AbiField, AbiFunction, AbiRecord, AbiType, AbiValue, AbiVariant } from './types.ts'

export type EncodeResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** What is wrong with which argument, in words. */
  | { readonly ok: false; readonly error: string }

type WordsResult =
  { readonly ok: true; readonly words: readonly bigint[] } | { readonly ok: false; readonly error: string }

/** The payload of a message that calls `fn` of an instance (0: the root contract) with these arguments. */
export function encodeCall(fn: AbiFunction, args: readonly AbiValue[], instance = 0): EncodeResult {
  if (args.length !== fn.params.length)
    return { ok: false, error: `${fn.name} takes ${countOf(fn.params.length)}, not ${args.length}` }
  const words = encodeFields(
    fn.params,
    fn.params.map((_, i) => args[i]),
  )
  if (!words.ok) return words
  return { ok: true, bytes: wordsToBytes([BigInt(fn.selector) | (BigInt(instance) << 32n), ...words.words]) }
}

/** The words of a value, or why it is none of its type. */
export function encodeValue(type: AbiType, value: AbiValue | undefined): WordsResult {
  switch (type.kind) {
    case 'bool':
      return typeof value === 'boolean' ? words([value ? 1n : 0n]) : wrong('true or false')
    case 'address':
    case 'hash':
      if (typeof value !== 'string' || !/^[0-9a-f]{64}$/i.test(value)) return wrong('64 hexadecimal digits')
      return words(hexToWords(value.toLowerCase()))
    case 'struct': {
      if (!isRecord(value)) return wrong(`the fields of ${type.name}`)
      const unknown = Object.keys(value).find((name) => !type.fields.some((field) => field.name === name))
      if (unknown !== undefined) return { ok: false, error: `${type.name} has no field ${unknown}` }
      return encodeFields(
        type.fields,
        type.fields.map((field) => value[field.name]),
      )
    }
    case 'array':
      return encodeArray(type, value)
    case 'bytes':
    case 'string':
      return encodeText(type, value)
    case 'tuple':
      return encodeItems(type.items, value)
    case 'enum':
      return encodeEnum(type, value)
    default: {
      const [least, most] = rangeOf(type.kind)
      if (typeof value !== 'bigint') return wrong(`an integer (${type.kind})`)
      if (value < least || value > most) return wrong(`from ${least} to ${most}`)
      return words(
        Array.from({ length: wordsOf(type) }, (_, i) => BigInt.asUintN(64, value >> BigInt(64 * i))),
      )
    }
  }
}

/** Least and greatest number of a type that is one integer. */
export function rangeOf(
  kind: Exclude<
    AbiType['kind'],
    'bool' | 'address' | 'hash' | 'struct' | 'tuple' | 'enum' | 'array' | 'bytes' | 'string'
  >,
): [bigint, bigint] {
  switch (kind) {
    case 'u8':
      return [0n, 0xffn]
    case 'u16':
      return [0n, 0xffffn]
    case 'u32':
      return [0n, 0xffff_ffffn]
    case 'u128':
      return [0n, (1n << 128n) - 1n]
    case 'u256':
      return [0n, (1n << 256n) - 1n]
    case 'i128':
      return [-(1n << 127n), (1n << 127n) - 1n]
    case 'i256':
      return [-(1n << 255n), (1n << 255n) - 1n]
    case 'i8':
      return [-0x80n, 0x7fn]
    case 'i16':
      return [-0x8000n, 0x7fffn]
    case 'i32':
      return [-0x8000_0000n, 0x7fff_ffffn]
    case 'i64':
      return [-(1n << 63n), (1n << 63n) - 1n]
    default:
      return [0n, (1n << 64n) - 1n]
  }
}

/** Words as little-endian bytes. */
export function wordsToBytes(list: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(8 * list.length)
  const view = new DataView(bytes.buffer)
  list.forEach((word, i) => view.setBigUint64(8 * i, word, true))
  return bytes
}

function encodeFields(fields: readonly AbiField[], values: readonly (AbiValue | undefined)[]): WordsResult {
  const all: bigint[] = []
  for (const [i, field] of fields.entries()) {
    const value = values[i]
    if (value === undefined) return { ok: false, error: `${field.name} is missing` }
    const encoded = encodeValue(field.type, value)
    if (!encoded.ok) return { ok: false, error: `${field.name}: ${encoded.error}` }
    all.push(...encoded.words)
  }
  return words(all)
}

/** Whether a value is one of named parts. */
export function isRecord(value: AbiValue | undefined): value is AbiRecord {
  return typeof value === 'object' && !Array.isArray(value)
}

/** The items, with their number in front if it may vary, and zeros for those that are not there. */
function encodeArray(type: Extract<AbiType, { kind: 'array' }>, value: AbiValue | undefined): WordsResult {
  const { element, size, growable } = type
  const fits = isList(value) && (growable ? value.length <= size : value.length === size)
  if (!fits) return wrong(`a list of ${growable ? 'up to ' : ''}${size} values`)
  const items = encodeItems(
    value.map(() => element),
    value,
  )
  if (!items.ok || !growable) return items
  return words(padded([BigInt(value.length), ...items.words], wordsOf(type)))
}

/** The number of bytes, then eight bytes to a word, then zeros. */
function encodeText(
  type: Extract<AbiType, { kind: 'bytes' | 'string' }>,
  value: AbiValue | undefined,
): WordsResult {
  const text = typeof value === 'string' ? value : undefined
  if (type.kind === 'bytes' && (text === undefined || !/^([0-9a-f]{2})*$/i.test(text)))
    return wrong('pairs of hexadecimal digits')
  if (text === undefined) return wrong('a text')
  const bytes = type.kind === 'bytes' ? bytesOfHex(text) : new TextEncoder().encode(text)
  if (bytes.length > type.max) return wrong(`at most ${type.max} bytes, not ${bytes.length}`)
  const whole = new Uint8Array(8 * Math.ceil(bytes.length / 8))
  whole.set(bytes)
  const view = new DataView(whole.buffer)
  const inner = Array.from({ length: whole.length / 8 }, (_, i) => view.getBigUint64(8 * i, true))
  return words(padded([BigInt(bytes.length), ...inner], wordsOf(type)))
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function padded(list: readonly bigint[], count: number): bigint[] {
  return [...list, ...Array.from({ length: count - list.length }, () => 0n)]
}

function encodeItems(types: readonly AbiType[], value: AbiValue | undefined): WordsResult {
  if (!isList(value) || value.length !== types.length) return wrong(`a list of ${types.length} values`)
  const fields = types.map((type, i) => ({ name: String(i), type, doc: null }))
  return encodeFields(fields, value)
}

/** Number of the variant, its data, zeros up to the size of the largest variant. */
function encodeEnum(type: Extract<AbiType, { kind: 'enum' }>, value: AbiValue | undefined): WordsResult {
  const [name, data] =
    typeof value === 'string' ? [value, undefined] : (onlyEntry(value) ?? [undefined, undefined])
  const index = type.variants.findIndex((variant) => variant.name === name)
  const variant = type.variants[index]
  if (variant === undefined)
    return wrong(`one of ${type.variants.map((v) => v.name).join(', ')} (${type.name})`)
  const inner = encodeVariant(variant, data)
  if (!inner.ok) return { ok: false, error: `${variant.name}: ${inner.error}` }
  return words(padded([BigInt(index), ...inner.words], wordsOf(type)))
}

function encodeVariant(variant: AbiVariant, data: AbiValue | undefined): WordsResult {
  const { fields, positional } = variant
  if (fields.length === 0) return data === undefined ? words([]) : wrong('without data')
  if (positional && fields.length === 1) return encodeFields(fields, [data])
  if (positional)
    return encodeItems(
      fields.map((field) => field.type),
      data,
    )
  if (!isRecord(data)) return wrong(`the fields ${fields.map((field) => field.name).join(', ')}`)
  const unknown = Object.keys(data).find((key) => !fields.some((field) => field.name === key))
  if (unknown !== undefined) return { ok: false, error: `there is no field ${unknown}` }
  return encodeFields(
    fields,
    fields.map((field) => data[field.name]),
  )
}

/** Whether a value is a list of values. */
export function isList(value: AbiValue | undefined): value is readonly AbiValue[] {
  return Array.isArray(value)
}

function onlyEntry(value: AbiValue | undefined): readonly [string, AbiValue] | undefined {
  if (!isRecord(value)) return undefined
  const [entry, second] = Object.entries(value)
  return second === undefined ? entry : undefined
}

function hexToWords(hex: string): bigint[] {
  return [0, 16, 32, 48].map((at) => {
    const bytes = hex.slice(at, at + 16).match(/../g) ?? []
    return BigInt(`0x${bytes.toReversed().join('')}`)
  })
}

function words(list: readonly bigint[]): WordsResult {
  return { ok: true, words: list }
}

function wrong(expected: string): WordsResult {
  return { ok: false, error: `must be ${expected}` }
}

function countOf(count: number): string {
  return count === 1 ? '1 argument' : `${count} arguments`
}
