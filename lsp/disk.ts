// Files as they are saved, for imports that no editor has open. A file is read again only when its size or its time of
// change differs, because not every editor tells the server of changes on disk.
import { readFileSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { decodeSource, type NoText } from './source-text.ts'

export interface Disk {
  /** The text of a file; undefined if there is none, or it can't be read. Bytes that belong to no character show as replacement characters. */
  readonly read: (path: string) => string | undefined
  /** Why what was read is not the file as it is; null if it is. */
  readonly refusal: (path: string) => NoText | null
}

interface Known {
  readonly changed: number
  readonly size: number
  readonly text: string
  readonly refusal: NoText | null
}

export function openDisk(): Disk {
  const known = new Map<string, Known>()
  return {
    read: (path) => {
      if (!isAbsolute(path)) return undefined
      try {
        const { mtimeMs: changed, size } = statSync(path)
        const before = known.get(path)
        if (before?.changed === changed && before.size === size) return before.text
        const bytes = readFileSync(path)
        const source = decodeSource(bytes)
        const [text, refusal] = source.ok ? [source.text, null] : [bytes.toString('utf8'), source]
        known.set(path, { changed, size, text, refusal })
        return text
      } catch {
        known.delete(path)
        return undefined
      }
    },
    refusal: (path) => known.get(path)?.refusal ?? null,
  }
}
