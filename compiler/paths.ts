// Paths of source files: `/` between parts, no I/O. A path is relative to the project's root, or absolute where a host
// has no project (an editor); every file has one spelling.

const EXTENSION = '.silo'

/** The path without empty parts, `.` and `..`; undefined if it leaves the root. */
export function normalPath(path: string): string | undefined {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/')
}

/**
 * The path that an import means: `./` and `../` count from the importing file, and `.silo` may be left out. Undefined for
 * other forms and for paths that leave the root.
 */
export function importedPath(from: string, written: string): string | undefined {
  if (!written.startsWith('./') && !written.startsWith('../')) return undefined
  const path = normalPath(from.slice(0, from.lastIndexOf('/') + 1) + written)
  return path === undefined || path.endsWith(EXTENSION) ? path : `${path}${EXTENSION}`
}
