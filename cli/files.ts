// Contract files of a project: finding them, and putting a new text in their place.
import { readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** Every contract file under a folder, in order of path; not those of packages, nor of hidden folders. */
export function siloFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return siloFiles(path)
      return entry.name.endsWith('.silo') ? [path] : []
    })
}

/** The same as the compiler names them: relative to the folder, with `/`. */
export function siloPaths(folder: string): string[] {
  return siloFiles(folder).map((path) => relative(folder, path).split(sep).join('/'))
}

/** Writes beside the file and moves it over, so that an interrupted write loses nothing. */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.new`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}
