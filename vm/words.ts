// Little-endian words at the edges of the machine: reading and writing 32- and 64-bit integers in byte buffers, and comparing bytes.
// The hot loops use typed arrays over the same buffers instead, which is why the host must be little-endian (as WebAssembly is).

if (new Uint8Array(Uint32Array.of(1).buffer)[0] !== 1) {
  throw new Error('silo needs a little-endian host: the machine keeps its words in typed arrays')
}

const MASK_64 = 0xffff_ffff_ffff_ffffn

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The u64 at a byte offset; the eight bytes must be inside the buffer. */
export function readWord(bytes: Uint8Array, offset: number): bigint {
  return viewOf(bytes).getBigUint64(offset, true)
}

/** Writes a bigint modulo 2^64. */
export function writeWord(bytes: Uint8Array, offset: number, value: bigint): void {
  viewOf(bytes).setBigUint64(offset, value & MASK_64, true)
}

/** The leaf (or any whole number of words) holding these words in order. */
export function bytesOfWords(words: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 8)
  words.forEach((word, i) => writeWord(bytes, i * 8, word))
  return bytes
}

/** All words of a buffer whose length is a multiple of eight. */
export function wordsOfBytes(bytes: Uint8Array): bigint[] {
  const view = viewOf(bytes)
  return Array.from({ length: bytes.length >>> 3 }, (_, i) => view.getBigUint64(i * 8, true))
}

const HEX_DIGITS = new TextEncoder().encode('0123456789abcdef')

/** Lower-case hexadecimal, for bytes that may be many. */
export function hexOfBytes(bytes: Uint8Array): string {
  const digits = new Uint8Array(2 * bytes.length)
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    digits[2 * i] = HEX_DIGITS[byte >>> 4] ?? 0
    digits[2 * i + 1] = HEX_DIGITS[byte & 15] ?? 0
  }
  return new TextDecoder().decode(digits)
}

/** A u64 kept as two 32-bit halves. */
export function wordOfHalves(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The parts one after another in a buffer of `length` bytes, zero-padded; parts must fit. */
export function concatBytes(parts: readonly Uint8Array[], length?: number): Uint8Array {
  const out = new Uint8Array(length ?? parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    out.set(part, offset)
    offset += part.length
  }
  return out
}
