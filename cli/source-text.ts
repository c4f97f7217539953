// Source files for commands: one that isn't UTF-8 is a failure that says where.
import { readFileSync } from 'node:fs'
import { decodeSource, notUtf8, type SourceText } from '../lsp/source-text.ts'
import { CommandFailure } from './outcome.ts'

export const SAVE_AS_UTF8 = 'Save the file as UTF-8 in your editor; silo has left it as it is.'

/** Why a file can't be read as a source, with its place as other tools write it; null if it can. */
export function refusal(name: string, source: SourceText): string | null {
  return source.ok ? null : `${name}:${source.line}:${source.column}: ${notUtf8(source)}`
}

/** The text of a source file; undefined if there is no such file. A file that isn't UTF-8 is a failure of the command. */
export function readSource(path: string, name: string): string | undefined {
  const source = readBytes(path)
  if (source === undefined) return undefined
  const decoded = decodeSource(source)
  if (decoded.ok) return decoded.text
  throw new CommandFailure(refusal(name, decoded) ?? '', SAVE_AS_UTF8)
}

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
