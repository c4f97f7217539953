// Files as they are saved, for imports that no editor has open. A file is read again only when its size or its time of
// change differs, because not every editor tells the server of changes on disk.
import { readFileSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'

export interface Disk {
  /** The text of a file; null if there is none, or it can't be read. */
  readonly read: (path: string) => string | null
}

interface Known {
  readonly changed: number
  readonly size: number
  readonly text: string
}

const BYTE_ORDER_MARK = '\uFEFF'

export function openDisk(): Disk {
  const known = new Map<string, Known>()
  return {
    read: (path) => {
      if (!isAbsolute(path)) return null
      try {
        const { mtimeMs: changed, size } = statSync(path)
        const before = known.get(path)
        if (before?.changed === changed && before.size === size) return before.text
        // Editors leave the mark out of what they show, so places are counted without it.
        const raw = readFileSync(path, 'utf8')
        const text = raw.startsWith(BYTE_ORDER_MARK) ? raw.slice(1) : raw
        known.set(path, { changed, size, text })
        return text
      } catch {
        known.delete(path)
        return null
      }
    },
  }
}
