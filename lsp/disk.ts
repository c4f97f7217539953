// Files as they are saved, for imports that no editor has open. A file is read again only when its size or its time of
// change differs, because not every editor tells the server of changes on disk.
import { readFileSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'

export interface Disk {
  /** The text of a file; undefined if there is none, or it can't be read. */
  readonly read: (path: string) => string | undefined
}

interface Known {
  readonly changed: number
  readonly size: number
  readonly text: string
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
        const text = readFileSync(path, 'utf8')
        known.set(path, { changed, size, text })
        return text
      } catch {
        known.delete(path)
        return undefined
      }
    },
  }
}
