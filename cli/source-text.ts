// Source files from disk. One that isn't UTF-8 is refused: read with replacement characters it would be another source, and writing that back would lose what was there.
import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { CommandFailure } from './outcome.ts'

export type SourceText =
  | { readonly ok: true; readonly text: string }
  /** The first byte that belongs to no character; line and column are counted from 1. */
  | { readonly ok: false; readonly byte: number; readonly line: number; readonly column: number }

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

/** Why a file can't be read as a source; null if it can. */
export function notUtf8(name: string, source: SourceText): string | null {
  if (source.ok) return null
  const byte = `0x${source.byte.toString(16).padStart(2, '0')}`
  return `${name}:${source.line}:${source.column}: this is not UTF-8: the byte ${byte} belongs to no character`
}

export const SAVE_AS_UTF8 = 'Save the file as UTF-8 in your editor; silo has left it as it is.'

/** The text of a source file; undefined if there is no such file. A file that isn't UTF-8 is a failure of the command. */
export function readSource(path: string, name: string): string | undefined {
  const source = readBytes(path)
  if (source === undefined) return undefined
  const decoded = decodeSource(source)
  if (decoded.ok) return decoded.text
  throw new CommandFailure(notUtf8(name, decoded) ?? '', SAVE_AS_UTF8)
}

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
