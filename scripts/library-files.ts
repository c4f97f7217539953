// The source files of the standard library on disk: for what makes its bundle and reference, and for the tests of both.
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

export const LIBRARY_FOLDER = join(import.meta.dirname, '../compiler/std')

/** Path and text of each module, in the order of paths; without the tests, which programs don't need. */
export function librarySources(): readonly (readonly [path: string, text: string])[] {
  return libraryPaths()
    .filter((path) => !isTest(path))
    .map((path) => [path, readFileSync(join(LIBRARY_FOLDER, path), 'utf8')] as const)
}

/** The files that test the modules. */
export function libraryTests(): readonly string[] {
  return libraryPaths().filter(isTest)
}

function libraryPaths(): readonly string[] {
  return readdirSync(LIBRARY_FOLDER, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => path.endsWith('.silo'))
    .toSorted()
}

function isTest(path: string): boolean {
  return path.endsWith('.test.silo')
}
