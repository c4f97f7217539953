// Builds byte strings in Kaspa's way: integers little-endian, lengths as u64, variable bytes behind their length.
import { hashToBytes } from './hash.ts'
import type { Hash } from './hash.ts'

/** Room to write in. */
interface Scratch {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** Left by writers that have finished, for the next ones: making one takes longer than most texts that are written. */
const spare: Scratch[] = []
const SCRATCH_BYTES = 512
/** Larger ones are left to the garbage collector. */
const LARGEST_SPARE = 65_536
const NOTHING = scratchOf(0)

/** An append-only buffer, used up by `finish`. Integers out of their range are bugs of the caller and throw. */
export class ByteWriter {
  private buffer: Uint8Array
  private view: DataView
  private length = 0
  private isFinished = false

  constructor() {
    const { bytes, view } = spare.pop() ?? scratchOf(SCRATCH_BYTES)
    this.buffer = bytes
    this.view = view
  }

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

  /** A copy of what was written. Nothing may be written after it. */
  finish(): Uint8Array {
    const written = this.buffer.slice(0, this.length)
    if (this.buffer.length <= LARGEST_SPARE) spare.push({ bytes: this.buffer, view: this.view })
    this.buffer = NOTHING.bytes
    this.view = NOTHING.view
    this.isFinished = true
    return written
  }

  private reserve(more: number): void {
    const needed = this.length + more
    if (needed <= this.buffer.length) return
    if (this.isFinished) throw new Error('bug: written to after the end')
    const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2))
    grown.set(this.buffer)
    this.buffer = grown
    this.view = new DataView(grown.buffer)
  }
}

function scratchOf(size: number): Scratch {
  const bytes = new Uint8Array(size)
  return { bytes, view: new DataView(bytes.buffer) }
}

function integer(value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new RangeError(`not within 0..${max}: ${value}`)
  return value
}
