// Plain immutable data as bytes and back: what records of many shapes are stored as. Self-describing, so that a new field of a record
// needs no code here; hashes, the most of it by far, take 32 bytes. Each value has one encoding.
import { ByteReader } from '../../tx/byte-reader.ts'
import { ByteWriter } from '../../tx/byte-writer.ts'
import type { DecodeResult } from '../../tx/index.ts'
import { isHash } from '../../tx/index.ts'

const TAG = {
  undefined: 0,
  false: 1,
  true: 2,
  integer: 3,
  bigint: 4,
  hash: 5,
  text: 6,
  bytes: 7,
  list: 8,
  map: 9,
  set: 10,
  object: 11,
} as const

const MAX_BYTES = 100_000_000
const MAX_ITEMS = 10_000_000
/** Deeper than any record is. */
const MAX_DEPTH = 32

/** Takes what the decoder gives: undefined, booleans, safe integers, bigints from 0, text, bytes, lists, maps, sets and plain objects. */
export function encodeValue(value: unknown): Uint8Array {
  const writer = new ByteWriter()
  write(writer, value)
  return writer.finish()
}

/** Total. What the value is taken for is for the caller, who wrote it, to say. */
export function decodeValue(bytes: Uint8Array): DecodeResult<unknown> {
  const reader = new ByteReader(bytes)
  const value = read(reader, 0)
  const reason = reader.end()
  return reason === undefined ? { ok: true, value } : { ok: false, reason }
}

function write(writer: ByteWriter, value: unknown): void {
  switch (typeof value) {
    case 'undefined':
      return void writer.u8(TAG.undefined)
    case 'boolean':
      return void writer.u8(value ? TAG.true : TAG.false)
    case 'number':
      if (!Number.isSafeInteger(value)) throw new Error(`bug: ${value} is not stored`)
      return void writer.u8(TAG.integer).u64(BigInt.asUintN(64, BigInt(value)))
    case 'bigint':
      return writeBigint(writer, value)
    case 'string':
      if (isHash(value)) writer.u8(TAG.hash).hash(value)
      else writeText(writer.u8(TAG.text), value)
      return
    case 'object':
      return writeObject(writer, value)
    default:
      throw new Error(`bug: a ${typeof value} is not stored`)
  }
}

function writeObject(writer: ByteWriter, value: object | null): void {
  if (value instanceof Uint8Array) {
    writeCount(writer.u8(TAG.bytes), value.length)
    writer.bytes(value)
  } else if (Array.isArray(value)) {
    writeCount(writer.u8(TAG.list), value.length)
    for (const item of value) write(writer, item)
  } else if (value instanceof Map) {
    writeCount(writer.u8(TAG.map), value.size)
    for (const [key, item] of value) {
      write(writer, key)
      write(writer, item)
    }
  } else if (value instanceof Set) {
    writeCount(writer.u8(TAG.set), value.size)
    for (const item of value) write(writer, item)
  } else if (value !== null) {
    const entries = Object.entries(value)
    writeCount(writer.u8(TAG.object), entries.length)
    for (const [name, item] of entries) {
      writeText(writer, name)
      write(writer, item)
    }
  } else throw new Error('bug: null is not stored')
}

function writeBigint(writer: ByteWriter, value: bigint): void {
  if (value < 0n) throw new Error(`bug: ${value} is not stored`)
  const digits = value.toString(16)
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  writeCount(writer.u8(TAG.bigint), bytes.length)
  writer.bytes(bytes)
}

function writeText(writer: ByteWriter, text: string): void {
  const bytes = Buffer.from(text, 'utf8')
  writeCount(writer, bytes.length)
  writer.bytes(bytes)
}

/** One byte for most. */
function writeCount(writer: ByteWriter, count: number): void {
  if (count < 0xff) writer.u8(count)
  else writer.u8(0xff).u32(count)
}

function readCount(reader: ByteReader, max: number): number {
  const first = reader.u8()
  const count = first < 0xff ? first : reader.u32()
  if (count <= max) return count
  reader.fail(`count ${count} over the limit`)
  return 0
}

function read(reader: ByteReader, depth: number): unknown {
  const tag = reader.u8()
  if (depth > MAX_DEPTH) reader.fail('nested too deep')
  const next = (): unknown => read(reader, depth + 1)
  const items = <T>(one: () => T): T[] => reader.list(readCount(reader, MAX_ITEMS), one)
  switch (tag) {
    case TAG.undefined:
      return undefined
    case TAG.false:
      return false
    case TAG.true:
      return true
    case TAG.integer:
      return readInteger(reader)
    case TAG.bigint:
      return BigInt(`0x0${Buffer.from(readBytes(reader)).toString('hex')}`)
    case TAG.hash:
      return reader.hash()
    case TAG.text:
      return readText(reader)
    case TAG.bytes:
      return readBytes(reader)
    case TAG.list:
      return items(next)
    case TAG.map:
      return new Map(items(() => [next(), next()] as const))
    case TAG.set:
      return new Set(items(next))
    case TAG.object:
      return Object.fromEntries(items(() => [readText(reader), next()] as const))
    default:
      reader.fail(`unknown tag ${tag}`)
      return undefined
  }
}

function readInteger(reader: ByteReader): number {
  const value = Number(BigInt.asIntN(64, reader.u64()))
  if (Number.isSafeInteger(value)) return value
  reader.fail('an integer beyond those that are stored')
  return 0
}

function readBytes(reader: ByteReader): Uint8Array {
  return reader.bytes(readCount(reader, MAX_BYTES))
}

function readText(reader: ByteReader): string {
  return Buffer.from(readBytes(reader)).toString('utf8')
}
