// Paths of source files: `/` between parts, no I/O.

/** The path that `relative` means in the file `from`, without `.` and `..`; null if it leaves the root. */
export function joinPath(from: string, relative: string): string | null {
  const absolute = from.startsWith('/')
  const parts = from.split('/').filter((part) => part !== '' && part !== '.')
  parts.pop()
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (absolute) return null
    else parts.push('..')
  }
  return (absolute ? '/' : '') + parts.join('/')
}
