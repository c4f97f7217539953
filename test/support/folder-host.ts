// The files of a folder, as the compiler reads them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../../compiler/index.ts'

export function folderHost(folder: string): Host {
  return {
    read: (path) => {
      try {
        return readFileSync(join(folder, path), 'utf8')
      } catch {
        return undefined
      }
    },
  }
}
