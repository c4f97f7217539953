// Which project a file belongs to: that of the nearest folder above it with a silo.config.ts, as for the `silo` command.

export const CONFIG_FILE = 'silo.config.ts'

/** The project's folder with a `/` behind it; empty (every path begins with it) for a file outside projects. */
export function projectRoot(path: string, read: (path: string) => string | undefined): string {
  for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end + 1)
    if (read(folder + CONFIG_FILE) !== undefined) return folder
    if (end === 0) break
  }
  return ''
}
