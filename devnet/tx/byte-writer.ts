// Builds byte strings in Kaspa's way: integers little-endian, lengths as u64, variable bytes behind their length.
import { hashToBytes } from './hash.ts'
import type { Hash } from './hash.ts'

/** An append-only buffer. Integers out of their range are bugs of the caller and throw. */
export class ByteWriter {
  private buffer = new Uint8Array(256)
  private view = new DataView(this.buffer.buffer)
  private length = 0

  u8(value: number): this {
    this.reserve(1)
    this.view.setUint8(this.length, integer(value, 0xff))
    this.length += 1
    return this
  }

  u16(value: number): this {
    this.reserve(2)
    this.view.setUint16(this.length, integer(value, 0xffff), true)
    this.length += 2
    return this
  }

  u32(value: number): this {
    this.reserve(4)
    this.view.setUint32(this.length, integer(value, 0xffff_ffff), true)
    this.length += 4
    return this
  }

  u64(value: bigint): this {
    if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw new RangeError(`not a u64: ${value}`)
    this.reserve(8)
    this.view.setBigUint64(this.length, value, true)
    this.length += 8
    return this
  }

  /** A count or length as u64. */
  count(value: number): this {
    return this.u64(BigInt(value))
  }

  bool(value: boolean): this {
    return this.u8(value ? 1 : 0)
  }

  bytes(value: Uint8Array): this {
    this.reserve(value.length)
    this.buffer.set(value, this.length)
    this.length += value.length
    return this
  }

  varBytes(value: Uint8Array): this {
    return this.count(value.length).bytes(value)
  }

  hash(value: Hash): this {
    return this.bytes(hashToBytes(value))
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.length)
  }

  private reserve(more: number): void {
    const needed = this.length + more
    if (needed <= this.buffer.length) return
    const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2))
    grown.set(this.buffer)
    this.buffer = grown
    this.view = new DataView(grown.buffer)
  }
}

function integer(value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new RangeError(`not within 0..${max}: ${value}`)
  return value
}
