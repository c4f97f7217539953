// Packages that a project names by their folders (`packages` in silo.config.ts). To the compiler they lie in the project's
// `node_modules`, like those of npm. Editors must not run what is in a project, so the setting is read as a literal; the `silo`
// command, which loads the config, holds it to be one.
import { normalPath } from '../compiler/paths.ts'
import { literalTexts } from './config-literal.ts'
import { CONFIG_FILE } from './project-root.ts'

/** Folders by the packages' names, relative to the project or absolute. */
export type ProjectPackages = ReadonlyMap<string, string>

type Read = (path: string) => string | undefined

const MANIFEST = 'package.json'
const PACKAGE_FILE = /^((?:.*?\/)??)node_modules\/((?:@[^/]+\/)?[^/]+)\/(.+)$/

/** What the setting says, where it is written as a literal: `packages: { shapes: '../shapes' }`. Total. */
export function literalPackages(config: string): ProjectPackages {
  return literalTexts(config, 'packages')
}

/** A file of a package that a project has by its folder: where it lies. Undefined for all other paths. */
export function placeInFolder(
  path: string,
  packagesOf: (root: string) => ProjectPackages,
): string | undefined {
  const [, root = '', name = '', file = ''] = PACKAGE_FILE.exec(path) ?? []
  const folder = name === '' ? undefined : packagesOf(root).get(name)
  if (folder === undefined) return undefined
  const place = folder.startsWith('/') ? `${folder}/${file}` : `${root}${folder}/${file}`
  // Relative to a project it may lead out of it.
  return normalPath(place) ?? place
}

/** Reads files, those of packages with folders where they lie. Such a folder needs no package.json. */
export function readThroughPackages(read: Read): {
  readonly read: Read
  readonly place: (path: string) => string
} {
  const packagesOf = (root: string): ProjectPackages => literalPackages(read(root + CONFIG_FILE) ?? '')
  const place = (path: string): string => placeInFolder(path, packagesOf) ?? path
  return {
    place,
    read: (path) => {
      const placed = place(path)
      const text = read(placed)
      return text === undefined && placed !== path && path.endsWith(`/${MANIFEST}`) ? '{}' : text
    },
  }
}
