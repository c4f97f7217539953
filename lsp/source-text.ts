// Source files from disk. One that isn't UTF-8 is refused: read with replacement characters it would be another source, and writing that back would lose what was there.
import { isUtf8 } from 'node:buffer'

export type SourceText = { readonly ok: true; readonly text: string } | NoText

/** The first byte that belongs to no character; line and column are counted from 1. */
export interface NoText {
  readonly ok: false
  readonly byte: number
  readonly line: number
  readonly column: number
}

export function decodeSource(bytes: Buffer): SourceText {
  if (isUtf8(bytes)) return { ok: true, text: bytes.toString('utf8') }
  const at = firstWrong(bytes)
  const lines = bytes
    .subarray(0, at)
    .toString('utf8')
    .split(/\r\n|\r|\n/)
  return { ok: false, byte: bytes[at] ?? 0, line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** Where the first character begins that is none. */
function firstWrong(bytes: Buffer): number {
  let at = 0
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    if (!isUtf8(bytes.subarray(at, at + length))) return at
    at += length
  }
  return at
}

/** Why bytes are no source. */
export function notUtf8({ byte }: NoText): string {
  return `this is not UTF-8: the byte 0x${byte.toString(16).padStart(2, '0')} belongs to no character`
}
