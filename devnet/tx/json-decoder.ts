// Small total decoders for JSON from others, which combine into decoders of whole structures: each gives a typed
// value or says where and why not. Integers may come as bigint (from a lossless JSON reader) or as safe numbers.
import type { Hash, SubnetworkId } from './hash.ts'
import { hexToBytes, isSubnetworkId, parseHash } from './hash.ts'

export type JsonResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      /** Where in the JSON, such as `inputs[0].sequence`; empty for the value itself. */
      readonly path: string
      readonly reason: string
    }

export type JsonDecoder<T> = (json: unknown) => JsonResult<T>

export function refuse(reason: string, path = ''): { ok: false; path: string; reason: string } {
  return { ok: false, path, reason }
}

export function accept<T>(value: T): JsonResult<T> {
  return { ok: true, value }
}

/** An unsigned integer of at most `max`, as bigint. */
export function unsigned(max: bigint): JsonDecoder<bigint> {
  return (json) => {
    if (typeof json !== 'bigint' && !(typeof json === 'number' && Number.isSafeInteger(json))) {
      return refuse('an integer is expected')
    }
    const value = BigInt(json)
    return value < 0n || value > max ? refuse(`an integer within 0..${max} is expected`) : accept(value)
  }
}

export const u64: JsonDecoder<bigint> = unsigned(0xffff_ffff_ffff_ffffn)

/** An unsigned integer of at most `max`, as number. */
export function small(max: number): JsonDecoder<number> {
  return map(unsigned(BigInt(max)), (value) => accept(Number(value)))
}

export const u8: JsonDecoder<number> = small(0xff)
export const u16: JsonDecoder<number> = small(0xffff)
export const u32: JsonDecoder<number> = small(0xffff_ffff)

export const text: JsonDecoder<string> = (json) =>
  typeof json === 'string' ? accept(json) : refuse('a string is expected')

/** Hex of at most `maxBytes` bytes. */
export function hexBytes(maxBytes: number): JsonDecoder<Uint8Array> {
  return map(text, (value) => {
    const bytes = hexToBytes(value, maxBytes)
    return bytes === undefined ? refuse(`hex of at most ${maxBytes} bytes is expected`) : accept(bytes)
  })
}

/** Bytes as hex, or as the list of numbers that Kaspa's software up to 0.13 writes; at most `maxBytes`. */
export function hexOrNumbers(maxBytes: number): JsonDecoder<Uint8Array> {
  const hex = hexBytes(maxBytes)
  const numbers = map(list(u8, maxBytes), (values) => accept(Uint8Array.from(values)))
  return (json) => (Array.isArray(json) ? numbers(json) : hex(json))
}

export const hashValue: JsonDecoder<Hash> = map(text, (value) => {
  const parsed = parseHash(value)
  return parsed === undefined ? refuse('64 hex digits are expected') : accept(parsed)
})

export const subnetworkValue: JsonDecoder<SubnetworkId> = map(text, (value) => {
  const lower = value.toLowerCase()
  return isSubnetworkId(lower) ? accept(lower) : refuse('40 hex digits are expected')
})

/** Hex digits read as one big-endian integer of at most `maxDigits` digits. */
export function hexInteger(maxDigits: number): JsonDecoder<bigint> {
  return map(text, (value) =>
    value.length >= 1 && value.length <= maxDigits && /^[0-9a-fA-F]+$/.test(value)
      ? accept(BigInt(`0x${value}`))
      : refuse(`1 to ${maxDigits} hex digits are expected`),
  )
}

export function list<T>(item: JsonDecoder<T>, max: number): JsonDecoder<readonly T[]> {
  return (json) => {
    if (!Array.isArray(json)) return refuse('a list is expected')
    if (json.length > max) return refuse(`at most ${max} items are allowed`)
    const values: T[] = []
    for (const [i, element] of json.entries()) {
      const decoded = item(element)
      if (!decoded.ok) return refuse(decoded.reason, joinPath(`[${i}]`, decoded.path))
      values.push(decoded.value)
    }
    return accept(values)
  }
}

/** An absent (undefined or null) value becomes `fallback`. */
export function withDefault<T, D>(decoder: JsonDecoder<T>, fallback: D): JsonDecoder<T | D> {
  return (json) => (json === undefined || json === null ? accept(fallback) : decoder(json))
}

/** An object with these fields; others are ignored, as RPC readers must. */
export function object<T extends object>(fields: {
  readonly [K in keyof T]: JsonDecoder<T[K]>
}): JsonDecoder<T> {
  const names = Object.keys(fields) as (keyof T & string)[]
  return (json) => {
    if (!isRecord(json)) return refuse('an object is expected')
    const value: Partial<T> = {}
    for (const name of names) {
      const decoded = fields[name](Object.hasOwn(json, name) ? json[name] : undefined)
      if (!decoded.ok) return refuse(decoded.reason, joinPath(name, decoded.path))
      value[name] = decoded.value
    }
    return accept(value as T)
  }
}

/** Decodes first, then looks further at what came out. */
export function map<A, B>(decoder: JsonDecoder<A>, next: (value: A) => JsonResult<B>): JsonDecoder<B> {
  return (json) => {
    const decoded = decoder(json)
    return decoded.ok ? next(decoded.value) : decoded
  }
}

function joinPath(head: string, tail: string): string {
  return tail === '' || tail.startsWith('[') ? head + tail : `${head}.${tail}`
}

function isRecord(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
