// Byte strings of different kinds one after the other, each behind its length, and read back from pieces of any size.

export interface Frame {
  readonly kind: number
  readonly bytes: Uint8Array
}

/** No part of a state is longer. */
const MAX_FRAME_BYTES = 64_000_000
const HEADER_BYTES = 5

/** Length of what follows the header, kind, bytes. */
export function framed(kind: number, bytes: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + bytes.length)
  frame.writeUInt32LE(bytes.length, 0)
  frame.writeUInt8(kind, 4)
  frame.set(bytes, HEADER_BYTES)
  return frame
}

export interface FrameLimits {
  /** The text that comes first. */
  readonly magic: string
  /** Of all pieces together. */
  readonly maxBytes: number
}

/** Throws an Error that says what is wrong. */
export async function* readFrames(
  pieces: AsyncIterable<Uint8Array>,
  { magic, maxBytes }: FrameLimits,
): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0)
  let total = 0
  let begun = false
  for await (const piece of pieces) {
    total += piece.length
    if (total > maxBytes) throw new Error(`it is longer than ${maxBytes} bytes`)
    rest = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece])
    let at = 0
    if (!begun) {
      if (rest.length < magic.length) continue
      if (rest.toString('latin1', 0, magic.length) !== magic) throw new Error('it begins otherwise')
      begun = true
      at = magic.length
    }
    for (let size = frameSize(rest, at); size !== undefined; size = frameSize(rest, at)) {
      const bytes = Uint8Array.from(rest.subarray(at + HEADER_BYTES, at + size))
      yield { kind: rest.readUInt8(at + 4), bytes }
      at += size
    }
    rest = rest.subarray(at)
  }
  if (!begun) throw new Error('it begins otherwise')
  if (rest.length > 0) throw new Error('it is cut off')
}

/** Undefined while not all of it is there. */
function frameSize(buffer: Buffer, at: number): number | undefined {
  if (buffer.length < at + HEADER_BYTES) return undefined
  const length = buffer.readUInt32LE(at)
  if (length > MAX_FRAME_BYTES) throw new Error(`a part of it would be ${length} bytes long`)
  const size = HEADER_BYTES + length
  return buffer.length < at + size ? undefined : size
}
