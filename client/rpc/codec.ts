// Small total codecs between values and JSON: every decoder answers with a value or with the path and reason of the
// first thing that is wrong, and never throws. Integers travel as bare JSON numbers of any length (Kaspa's u64), so
// the reader hands integers over as bigint and the writer takes them as bigint.
import { isJsonObject } from '../../compiler/json.ts'

/** What the lossless writer accepts. */
export type Json =
  null | boolean | number | bigint | string | readonly Json[] | { readonly [key: string]: Json | undefined }

export type Decoded<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string }

/** What the reference documentation needs to know of a type. */
export interface Documented {
  /** How documentation names the type. */
  readonly type: string
  /** Of what has no parts: its JSON schema. */
  readonly leaf?: { readonly [key: string]: Json }
  /** Of a list: how many items it may have. */
  readonly maxItems?: number
  /** Of an object: its fields. */
  readonly fields?: Readonly<Record<string, Documented>>
  /** Of a list or an optional value: what is in it. */
  readonly inner?: Documented
  /** Of a union: its variants by kind. */
  readonly variants?: Readonly<Record<string, Readonly<Record<string, Documented>>>>
}

export interface Codec<T> extends Documented {
  decode(json: unknown): Decoded<T>
  encode(value: T): Json
}

/** One that writes an object. */
export interface ObjectCodec<T> extends Codec<T> {
  encode(value: T): { readonly [key: string]: Json | undefined }
}

/** The values that a codec is for. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never

type Fields = Readonly<Record<string, Codec<unknown>>>
// Codecs are used at one type each, so their invariance doesn't matter here: `Codec<never>` takes them all in.
type AnyFields = Readonly<Record<string, Documented>>
type ObjectOf<F extends AnyFields> = { readonly [K in keyof F]: ValueOf<F[K]> }

export function good<T>(value: T): Decoded<T> {
  return { ok: true, value }
}

export function bad(error: string): { readonly ok: false; readonly error: string } {
  return { ok: false, error }
}

/** An integer between the bounds, as bigint. */
export function integer(type: string, min: bigint, max: bigint): Codec<bigint> {
  return {
    type,
    leaf: { type: 'integer', minimum: min, maximum: max },
    decode(json) {
      const value = toBigInt(json)
      if (value === undefined) return bad(`${type} expected`)
      return value < min || value > max ? bad(`${type} out of range`) : good(value)
    },
    encode: (value) => value,
  }
}

/** An integer between the bounds that is small enough for a number. */
export function smallInteger(type: string, min: number, max: number): Codec<number> {
  const wide = integer(type, BigInt(min), BigInt(max))
  return {
    type,
    leaf: { type: 'integer', minimum: min, maximum: max },
    decode: (json) => mapDecoded(wide.decode(json), (value) => good(Number(value))),
    encode: (value) => value,
  }
}

export const text: Codec<string> = {
  type: 'string',
  leaf: { type: 'string' },
  decode: (json) => (typeof json === 'string' ? good(json) : bad('string expected')),
  encode: (value) => value,
}

export const boolean: Codec<boolean> = {
  type: 'boolean',
  leaf: { type: 'boolean' },
  decode: (json) => (typeof json === 'boolean' ? good(json) : bad('boolean expected')),
  encode: (value) => value,
}

/** A switch that is off when it isn't named. */
export const flag: Codec<boolean> = {
  type: 'boolean | undefined',
  leaf: { type: ['boolean', 'null'] },
  decode: (json) => (json === undefined || json === null ? good(false) : boolean.decode(json)),
  encode: (value) => value,
}

/** A number that needn't be whole, for figures that nothing is decided by. */
export const float: Codec<number> = {
  type: 'number',
  leaf: { type: 'number' },
  decode(json) {
    if (typeof json === 'bigint') return good(Number(json))
    return typeof json === 'number' && Number.isFinite(json) ? good(json) : bad('number expected')
  },
  encode: (value) => value,
}

/** One of these words. */
export function word<const W extends string>(...words: readonly W[]): Codec<W> {
  const type = words.map((w) => `"${w}"`).join(' | ')
  return {
    type,
    leaf: { enum: words },
    decode(json) {
      const found = words.find((w) => w === json)
      return found === undefined ? bad(`${type} expected`) : good(found)
    },
    encode: (value) => value,
  }
}

/** Text in a form of its own, such as a hash in hex. */
export function parsedText<T>(
  type: string,
  parse: (text: string) => T | undefined,
  print: (value: T) => string,
  /** What its JSON schema asks of the text. */
  form: { readonly [key: string]: Json } = {},
): Codec<T> {
  return {
    type,
    leaf: { type: 'string', ...form },
    decode(json) {
      const value = typeof json === 'string' ? parse(json) : undefined
      return value === undefined ? bad(`${type} expected`) : good(value)
    },
    encode: (value) => print(value),
  }
}

export function list<T>(item: Codec<T>, maxLength = 1_000_000): Codec<readonly T[]> {
  return {
    type: `${item.type}[]`,
    inner: item,
    maxItems: maxLength,
    decode(json) {
      if (!Array.isArray(json)) return bad('array expected')
      if (json.length > maxLength) return bad(`more than ${maxLength} items`)
      const values: T[] = []
      for (const [index, entry] of json.entries()) {
        const decoded = item.decode(entry)
        if (!decoded.ok) return bad(`[${index}] ${decoded.error}`)
        values.push(decoded.value)
      }
      return good(values)
    },
    encode: (values) => values.map((value) => item.encode(value)),
  }
}

/** A value that may be missing or null; left out when undefined. */
export function optional<T>(inner: Codec<T>): Codec<T | undefined> {
  return {
    type: `${inner.type} | undefined`,
    inner,
    decode: (json) => (json === undefined || json === null ? good(undefined) : inner.decode(json)),
    encode: (value) => (value === undefined ? null : inner.encode(value)),
  }
}

/** A value that may be null, which is written as such: Kaspa's form of what isn't there. */
export function orNull<T>(inner: Codec<T>): Codec<T | null> {
  return {
    type: `${inner.type} | undefined`,
    inner,
    decode: (json) => (json === undefined || json === null ? good(null) : inner.decode(json)),
    encode: (value) => (value === null ? null : inner.encode(value)),
  }
}

/** An object with these fields; unknown fields are ignored, as Kaspa's do. */
export function object<F extends AnyFields>(type: string, fields: F): ObjectCodec<ObjectOf<F>> {
  const entries = Object.entries(fields as unknown as Fields)
  return {
    type,
    fields,
    decode(json) {
      if (!isJsonObject(json)) return bad(`object (${type}) expected`)
      const value: Record<string, unknown> = {}
      for (const [name, codec] of entries) {
        const decoded = codec.decode(json[name])
        if (!decoded.ok) return bad(`${name}: ${decoded.error}`)
        value[name] = decoded.value
      }
      return good(value as ObjectOf<F>)
    },
    encode(value) {
      const source = value as Readonly<Record<string, unknown>>
      const json: Record<string, Json> = {}
      for (const [name, codec] of entries) {
        if (source[name] !== undefined) json[name] = codec.encode(source[name])
      }
      return json
    },
  }
}

/** A union told apart by its field `kind`. */
export function tagged<F extends Readonly<Record<string, AnyFields>>>(
  type: string,
  variants: F,
): Codec<{ [K in keyof F]: { readonly kind: K } & ObjectOf<F[K]> }[keyof F]> {
  type Variant = { [K in keyof F]: { readonly kind: K } & ObjectOf<F[K]> }[keyof F]
  const codecs = new Map(
    Object.entries(variants).map(([kind, fields]) => [
      kind,
      object(`${type}.${kind}`, { kind: word(kind), ...fields }),
    ]),
  )
  return {
    type,
    variants,
    decode(json) {
      const kind = isJsonObject(json) ? json['kind'] : undefined
      const codec = typeof kind === 'string' ? codecs.get(kind) : undefined
      if (codec === undefined) return bad(`${type} expected`)
      return codec.decode(json) as Decoded<Variant>
    },
    encode(value) {
      const codec = codecs.get(String(value.kind))
      return codec === undefined ? null : codec.encode(value as never)
    },
  }
}

function mapDecoded<A, B>(decoded: Decoded<A>, then: (value: A) => Decoded<B>): Decoded<B> {
  return decoded.ok ? then(decoded.value) : decoded
}

function toBigInt(json: unknown): bigint | undefined {
  if (typeof json === 'bigint') return json
  return typeof json === 'number' && Number.isSafeInteger(json) ? BigInt(json) : undefined
}
