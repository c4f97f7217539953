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

/** The folder with a `/` behind it that a path counts from; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

/** The path with `.silo` behind it, which imports may leave out. */
export function withExtension(path: string): string {
  return path.endsWith(EXTENSION) ? path : `${path}${EXTENSION}`
}

/** Folders of packages: the standard library has one that no file of a project can lie in. */
export const STD_FOLDER = '<std>/'
export const PACKAGES_FOLDER = 'node_modules/'

/** The folder of the package that a file belongs to, with a `/` behind it; empty for a file of the project itself. */
export function packageFolder(path: string): string {
  if (path.startsWith(STD_FOLDER)) return STD_FOLDER
  const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(path)
  return match?.[0] ?? ''
}
