// Numbers on a script's stack: little-endian bytes with a sign bit, at most eight. They need not be the shortest form when read, and
// always are when written.

const MAX_NUMBER_BYTES = 8
const MIN_INDEX = -(1n << 31n)
const MAX_INDEX = (1n << 31n) - 1n

/** The number that bytes hold; undefined when there are more than eight. */
export function numberOfBytes(item: Uint8Array): bigint | undefined {
  const last = item.at(-1)
  if (last === undefined) return 0n
  if (item.length > MAX_NUMBER_BYTES) return undefined
  const magnitude = item
    .subarray(0, -1)
    .reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), BigInt(last & 0x7f))
  return last >= 0x80 ? -magnitude : magnitude
}

/** The same as a 32-bit number, which positions and counts are. */
export function indexOfBytes(item: Uint8Array): number | undefined {
  const value = numberOfBytes(item)
  return value === undefined || value < MIN_INDEX || value > MAX_INDEX ? undefined : Number(value)
}

/** The bytes of a number: the shortest, or exactly `size` of them; undefined when they don't fit in eight, or in `size`. */
export function bytesOfNumber(value: bigint, size?: number): Uint8Array | undefined {
  const bytes: number[] = []
  for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 8n) bytes.push(Number(rest & 0xffn))
  if ((bytes.at(-1) ?? 0) >= 0x80) bytes.push(0)
  if (bytes.length > (size ?? MAX_NUMBER_BYTES)) return undefined
  while (bytes.length < (size ?? 0)) bytes.push(0)
  const last = bytes.pop()
  if (last !== undefined) bytes.push(value < 0n ? last | 0x80 : last)
  return Uint8Array.from(bytes)
}

/** Script truth: anything but zeros, the negative zero included. */
export function isTrue(item: Uint8Array): boolean {
  return item.some((byte, i) => byte !== 0 && !(byte === 0x80 && i === item.length - 1))
}

export function ofBoolean(value: boolean): Uint8Array {
  return value ? Uint8Array.of(1) : new Uint8Array()
}
