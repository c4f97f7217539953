// Building blocks of the WebAssembly binary format: variable-length integers, vectors and sections.

/** Appends an unsigned LEB128 number below 2^32. */
export function pushUnsigned(bytes: number[], value: number): void {
  let rest = value >>> 0
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
}

/** Appends a signed LEB128 number of 32 bits. */
export function pushSigned32(bytes: number[], value: number): void {
  let rest = value | 0
  for (;;) {
    const low = rest & 0x7f
    rest >>= 7
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
      bytes.push(low)
      return
    }
    bytes.push(low | 0x80)
  }
}

/** Appends a signed LEB128 number of 64 bits; the value is taken modulo 2^64. */
export function pushSigned64(bytes: number[], value: bigint): void {
  let rest = BigInt.asIntN(64, value)
  for (;;) {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) {
      bytes.push(low)
      return
    }
    bytes.push(low | 0x80)
  }
}

/** Appends without spreading: an argument list of a large function's bytes would overflow the stack. */
export function pushAll(bytes: number[], more: readonly number[]): void {
  for (const byte of more) bytes.push(byte)
}

/** A vector: its length, then its items. */
export function vector(items: readonly (readonly number[])[]): number[] {
  const bytes: number[] = []
  pushUnsigned(bytes, items.length)
  for (const item of items) pushAll(bytes, item)
  return bytes
}

/** Bytes preceded by their number. */
export function sized(content: readonly number[]): number[] {
  const bytes: number[] = []
  pushUnsigned(bytes, content.length)
  pushAll(bytes, content)
  return bytes
}

export function utf8Name(name: string): number[] {
  return sized([...new TextEncoder().encode(name)])
}
