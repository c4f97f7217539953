// Reads foreign bytes without ever throwing: after the first failure every read gives a zero value, and the caller
// asks once at the end whether all went well. Allocation is bounded by the bytes that are really there.
import type { Hash } from './hash.ts'
import { hashFromBytes, ZERO_HASH } from './hash.ts'

const EMPTY = new Uint8Array(0)

export class ByteReader {
  private readonly data: Uint8Array
  private readonly view: DataView
  private position = 0
  private failure: string | undefined

  constructor(data: Uint8Array) {
    // Plain bytes, also of a Buffer: its own `slice` would share memory with what is read.
    this.data = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  }

  /** What went wrong first, if anything. */
  get error(): string | undefined {
    return this.failure
  }

  /** The first failure, or trailing bytes, or undefined when exactly everything was read. */
  end(): string | undefined {
    if (this.failure === undefined && this.position !== this.data.length) this.fail('trailing bytes')
    return this.failure
  }

  fail(reason: string): void {
    this.failure ??= `${reason} at byte ${this.position}`
  }

  u8(): number {
    const at = this.take(1)
    return at < 0 ? 0 : this.view.getUint8(at)
  }

  u16(): number {
    const at = this.take(2)
    return at < 0 ? 0 : this.view.getUint16(at, true)
  }

  u32(): number {
    const at = this.take(4)
    return at < 0 ? 0 : this.view.getUint32(at, true)
  }

  u64(): bigint {
    const at = this.take(8)
    return at < 0 ? 0n : this.view.getBigUint64(at, true)
  }

  bool(): boolean {
    const value = this.u8()
    if (value > 1) this.fail('a boolean is 0 or 1')
    return value === 1
  }

  /**
   * A count of things that take at least `minBytesEach` bytes each: more than the limit, or more than the bytes left
   * can hold, fails before anything is allocated.
   */
  count(max: number, minBytesEach: number): number {
    const value = this.u64()
    const room = BigInt(Math.floor((this.data.length - this.position) / Math.max(1, minBytesEach)))
    if (value > BigInt(max) || value > room) {
      this.fail(`count ${value} over the limit`)
      return 0
    }
    return Number(value)
  }

  /** A copy of the next `length` bytes. */
  bytes(length: number): Uint8Array {
    const at = this.take(length)
    return at < 0 ? EMPTY : this.data.slice(at, at + length)
  }

  /** A copy of all that is left, which may be nothing. */
  rest(): Uint8Array {
    return this.bytes(this.data.length - this.position)
  }

  varBytes(max: number): Uint8Array {
    return this.bytes(this.count(max, 1))
  }

  hash(): Hash {
    const bytes = this.bytes(32)
    return bytes.length === 32 ? hashFromBytes(bytes) : ZERO_HASH
  }

  /** `count` things in a row; stops at the first failure. */
  list<T>(count: number, read: (reader: ByteReader) => T): T[] {
    const items: T[] = []
    for (let i = 0; i < count && this.failure === undefined; i++) items.push(read(this))
    return items
  }

  private take(length: number): number {
    if (this.failure !== undefined) return -1
    const at = this.position
    if (length > this.data.length - at) {
      this.fail(`${length} bytes expected, ${this.data.length - at} left`)
      return -1
    }
    this.position = at + length
    return at
  }
}
