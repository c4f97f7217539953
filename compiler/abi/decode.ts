// Words that come back from a silo to values: results, errors, events, arguments. Total on foreign data: where the words
// are no value of the type, the answer is undefined.
import type { MessageKind } from '../../vm/inbox.ts'
import { rangeOf } from './encode.ts'
import { STANDARD_ERROR_LIST } from './standard-errors.ts'
import { wordsOf, wordsOfFields } from './types.ts'
import type {
  Abi,
  AbiContract,
  AbiError,
  AbiEvent,
  AbiField,
  AbiFunction,
  AbiRecord,
  AbiType,
  AbiValue,
} from './types.ts'

/** A value, if there are enough words and they are one of the type. */
export function decodeValue(type: AbiType, words: readonly bigint[]): AbiValue | undefined {
  // Only structs and tuples of nothing have no words.
  const [word = 0n] = words
  if (words.length < wordsOf(type)) return undefined
  switch (type.kind) {
    case 'bool':
      return word <= 1n ? word === 1n : undefined
    case 'address':
    case 'hash':
      return wordsToHex(words.slice(0, 4))
    case 'struct':
      return decodeFields(type.fields, words)
    case 'array':
      return decodeArray(type, words)
    case 'bytes':
    case 'string':
      return decodeText(type, words.slice(0, wordsOf(type)))
    case 'tuple':
      return decodeItems(type.items, words)
    case 'enum':
      return decodeEnum(type, words)
    case 'u128':
    case 'u256':
      return joined(words.slice(0, wordsOf(type)))
    case 'i128':
      return BigInt.asIntN(128, joined(words.slice(0, 2)))
    case 'i256':
      return BigInt.asIntN(256, joined(words.slice(0, 4)))
    case 'i8':
    case 'i16':
    case 'i32':
    case 'i64': {
      const number = BigInt.asIntN(64, word)
      const [least, most] = rangeOf(type.kind)
      return number < least || number > most ? undefined : number
    }
    default:
      return word <= rangeOf(type.kind)[1] ? word : undefined
  }
}

/** The number of words, the lowest first. */
function joined(words: readonly bigint[]): bigint {
  return words.reduceRight((number, word) => (number << 64n) | word, 0n)
}

function decodeArray(
  type: Extract<AbiType, { kind: 'array' }>,
  words: readonly bigint[],
): AbiValue[] | undefined {
  const { element, size, growable } = type
  if (!growable)
    return decodeItems(
      Array.from({ length: size }, () => element),
      words,
    )
  const [count = 0n, ...rest] = words.slice(0, wordsOf(type))
  if (count > BigInt(size)) return undefined
  const used = Number(count) * wordsOf(element)
  if (rest.slice(used).some((word) => word !== 0n)) return undefined
  return decodeItems(
    Array.from({ length: Number(count) }, () => element),
    rest,
  )
}

/** Bytes as hexadecimal digits, strings as text; wrong UTF-8 shows as replacement characters. */
function decodeText(
  type: Extract<AbiType, { kind: 'bytes' | 'string' }>,
  [length = 0n, ...words]: readonly bigint[],
): string | undefined {
  if (length > BigInt(type.max)) return undefined
  const all = new Uint8Array(8 * words.length)
  const view = new DataView(all.buffer)
  words.forEach((word, i) => view.setBigUint64(8 * i, word, true))
  const count = Number(length)
  if (all.subarray(count).some((byte) => byte !== 0)) return undefined
  const bytes = all.subarray(0, count)
  if (type.kind === 'string') return new TextDecoder().decode(bytes)
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The items of a tuple, or of a variant's list. */
function decodeItems(types: readonly AbiType[], words: readonly bigint[]): AbiValue[] | undefined {
  const items: AbiValue[] = []
  let at = 0
  for (const type of types) {
    const size = wordsOf(type)
    const item = decodeValue(type, words.slice(at, at + size))
    if (item === undefined) return undefined
    items.push(item)
    at += size
  }
  return items
}

/** A variant that there is, with nothing in the words that it doesn't use. */
function decodeEnum(
  type: Extract<AbiType, { kind: 'enum' }>,
  words: readonly bigint[],
): AbiValue | undefined {
  const [tag = 0n, ...rest] = words.slice(0, wordsOf(type))
  const variant = tag < BigInt(type.variants.length) ? type.variants[Number(tag)] : undefined
  if (variant === undefined) return undefined
  const { name, fields, positional } = variant
  const size = wordsOfFields(fields)
  if (rest.slice(size).some((word) => word !== 0n)) return undefined
  if (fields.length === 0) return name
  if (!positional) {
    const record = decodeFields(fields, rest)
    return record === undefined ? undefined : { [name]: record }
  }
  const items = decodeItems(
    fields.map((field) => field.type),
    rest,
  )
  const [only] = items ?? []
  if (items === undefined || only === undefined) return undefined
  return { [name]: items.length === 1 ? only : items }
}

/** Values by field name, if the words are long enough and right. */
function decodeFields(fields: readonly AbiField[], words: readonly bigint[]): AbiRecord | undefined {
  const entries: [string, AbiValue][] = []
  let at = 0
  for (const field of fields) {
    const size = wordsOf(field.type)
    const value = decodeValue(field.type, words.slice(at, at + size))
    if (value === undefined) return undefined
    entries.push([field.name, value])
    at += size
  }
  return Object.fromEntries(entries)
}

/**
 * The result of a call from the words of its receipt (r0-r3), which hold results of up to four words, or from all words
 * of a call run locally. Undefined for functions without a result and for results that the words don't hold whole.
 */
export function decodeResult(fn: AbiFunction, words: readonly bigint[]): AbiValue | undefined {
  return fn.result === null ? undefined : decodeValue(fn.result, words)
}

export interface DecodedError {
  readonly name: string
  readonly doc: string | null
  /** Null if the receipt doesn't hold all arguments. */
  readonly args: AbiRecord | null
  /** Names and types of the arguments. */
  readonly fields: readonly AbiField[]
}

/** The error behind a UserError: `detail` is the receipt's detail word, `words` are r0-r3. */
export function decodeError(abi: Abi, detail: number, words: readonly bigint[]): DecodedError | undefined {
  const error = findError(abi, detail)
  if (error === undefined) return undefined
  const { name, doc, fields } = error
  return { name, doc, args: decodeFields(fields, words) ?? null, fields }
}

/** The error with an id: a standard one, or one that a contract of the silo declares. */
function findError(abi: Abi, id: number): AbiError | undefined {
  const declared = abi.contracts.flatMap((contract) => contract.errors)
  return [...STANDARD_ERROR_LIST, ...declared].find((error) => error.id === id)
}

export interface DecodedEvent {
  readonly contract: string
  readonly instance: number
  readonly event: AbiEvent
  readonly args: AbiRecord
}

/** The seven data words of each record of one event, in the order of parts, without the record headers. */
export type EventParts = readonly (readonly bigint[])[]

/** An event that an instance emitted. */
export function decodeEvent(abi: Abi, instance: number, parts: EventParts): DecodedEvent | undefined {
  const [id, ...words] = parts.flat()
  const contract = contractOfInstance(abi, instance)
  if (id === undefined || contract === undefined) return undefined
  const name = id.toString(16).padStart(16, '0')
  const event = contract.events.find((candidate) => candidate.id === name)
  const args = event === undefined ? undefined : decodeFields(event.fields, words)
  return event === undefined || args === undefined
    ? undefined
    : { contract: contract.name, instance, event, args }
}

export interface DecodedCall {
  readonly contract: AbiContract
  readonly instance: number
  readonly fn: AbiFunction
  readonly args: AbiRecord
}

/** What a message of a kind calls, read from its payload. */
export function decodeCall(
  abi: Abi,
  payload: Uint8Array,
  kind: MessageKind = 'call',
): DecodedCall | undefined {
  if (payload.length < 8 || payload.length % 8 !== 0) return undefined
  const words = bytesToWords(payload)
  const head = words[0] ?? 0n
  const instance = Number(head >> 32n)
  const contract = contractOfInstance(abi, instance)
  if (contract === undefined) return undefined
  const selector = Number(head & 0xffff_ffffn)
  const fn = reachedBy(contract, kind).find((f) => f.selector === selector)
  if (fn === undefined) return undefined
  const size = fn.params.reduce((sum, param) => sum + wordsOf(param.type), 0)
  const args = words.length === size + 1 ? decodeFields(fn.params, words.slice(1)) : undefined
  return args === undefined ? undefined : { contract, instance, fn, args }
}

/** The functions that messages of a kind may call. */
function reachedBy(contract: AbiContract, kind: MessageKind): readonly AbiFunction[] {
  switch (kind) {
    case 'constructor':
      return [contract.init]
    case 'call':
      return contract.functions
    case 'remote':
    case 'unproven':
      return contract.remote
    case 'returned':
      return contract.refunds
  }
}

/** The contract of an instance number. */
export function contractOfInstance(abi: Abi, instance: number): AbiContract | undefined {
  const name = abi.instances[instance]
  return abi.contracts.find((contract) => contract.name === name)
}

/** Little-endian words; a rest of less than eight bytes is left out. */
export function bytesToWords(bytes: Uint8Array): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length >> 3 }, (_, i) => view.getBigUint64(8 * i, true))
}

/** Four words as 64 hexadecimal digits, first byte first. */
export function wordsToHex(words: readonly bigint[]): string {
  return words
    .map((word) => (word.toString(16).padStart(16, '0').match(/../g) ?? []).toReversed().join(''))
    .join('')
}
