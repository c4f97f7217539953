// What the path of an import means: a file beside the importing one, a module of the standard library, or a file of a package.
// Packages are found as Node finds them, in `node_modules` here or in a folder above, by asking for their package.json: all
// that is needed is a way to read, so build, tests and editor can't disagree.
import { folderOf, normalPath, packageFolder, PACKAGES_FOLDER, STD_FOLDER, withExtension } from '../paths.ts'
import { STD_SOURCES } from '../std/sources.ts'
import { mainOf, namesOfDependencies } from './manifest.ts'

type Read = (path: string) => string | undefined

/** Why an import leads nowhere. */
export type ImportProblem =
  | { readonly kind: 'no-file'; readonly looked: string | null }
  | { readonly kind: 'no-package'; readonly name: string; readonly near: readonly string[] }
  | {
      readonly kind: 'no-file-in-package'
      readonly name: string
      readonly file: string
      readonly near: readonly string[]
    }
  | { readonly kind: 'bad-manifest'; readonly name: string; readonly why: string }

export type ImportTarget =
  { readonly ok: true; readonly path: string } | { readonly ok: false; readonly problem: ImportProblem }

const STD = 'std'
const MANIFEST = 'package.json'
/** A package's name as npm allows it, and what stands behind it. */
const PACKAGE = /^((?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*)(?:\/(.+))?$/

/** The text of a module of the standard library; undefined if there is none at that path. */
export function readStd(path: string): string | undefined {
  const module = path.slice(STD_FOLDER.length)
  return path.startsWith(STD_FOLDER) && Object.hasOwn(STD_SOURCES, module) ? STD_SOURCES[module] : undefined
}

/** The path that `written` means in an import of the file `from`. Whether there is a file is for the caller to see. */
export function importTarget(read: Read, from: string, written: string): ImportTarget {
  if (written.startsWith('./') || written.startsWith('../')) return relativeTarget(from, written)
  const [, name, file] = PACKAGE.exec(written) ?? []
  if (name === undefined) return failed({ kind: 'no-file', looked: null })
  if (name === STD) return stdTarget(file ?? '')
  return packageTarget(read, from, name, file)
}

/** What to say when `path` can't be read, to which an import led. */
export function unreadable(written: string, path: string): ImportProblem {
  const [, name, file] = written.startsWith('.') ? [] : (PACKAGE.exec(written) ?? [])
  if (name === undefined) return { kind: 'no-file', looked: path }
  return { kind: 'no-file-in-package', name, file: file ?? path.slice(packageFolder(path).length), near: [] }
}

/** Files may be named by where they lie only within their project or package. */
function relativeTarget(from: string, written: string): ImportTarget {
  const path = normalPath(folderOf(from) + written)
  if (path === undefined) return failed({ kind: 'no-file', looked: null })
  const target = withExtension(path)
  if (packageFolder(target) !== packageFolder(from)) return failed({ kind: 'no-file', looked: null })
  return { ok: true, path: target }
}

function stdTarget(file: string): ImportTarget {
  const module = withExtension(file)
  if (Object.hasOwn(STD_SOURCES, module)) return { ok: true, path: STD_FOLDER + module }
  return failed({ kind: 'no-file-in-package', name: STD, file, near: stdModules() })
}

function packageTarget(read: Read, from: string, name: string, file: string | undefined): ImportTarget {
  for (const folder of foldersUp(from)) {
    const root = `${folder}${PACKAGES_FOLDER}${name}/`
    const manifest = read(root + MANIFEST)
    if (manifest === undefined) continue
    const main = mainOf(manifest)
    if (!main.ok) return failed({ kind: 'bad-manifest', name, why: main.why })
    if (file === undefined) return { ok: true, path: root + main.path }
    const inside = normalPath(folderOf(main.path) + file)
    if (inside === undefined) return failed({ kind: 'no-file-in-package', name, file, near: [] })
    return { ok: true, path: root + withExtension(inside) }
  }
  return failed({ kind: 'no-package', name, near: knownPackages(read, from) })
}

/** What may have been meant instead of a package that isn't there: modules of the library, and what the project depends on. */
function knownPackages(read: Read, from: string): readonly string[] {
  const manifest = foldersUp(from)
    .map((folder) => read(folder + MANIFEST))
    .find((text) => text !== undefined)
  return [...stdModules(), ...(manifest === undefined ? [] : namesOfDependencies(manifest))]
}

/** The modules of the standard library as imports name them. */
export function stdModules(): readonly string[] {
  return Object.keys(STD_SOURCES).map((module) => `${STD}/${module.replace(/\.silo$/, '')}`)
}

/** The folders that a file lies in, innermost first; the standard library lies in none. */
function foldersUp(path: string): readonly string[] {
  if (path.startsWith(STD_FOLDER)) return []
  const parts = path.split('/').slice(0, -1)
  const folders = parts.map((_, i) => `${parts.slice(0, i + 1).join('/')}/`).toReversed()
  const outer = path.startsWith('/') ? folders : [...folders, '']
  // A package of a package lies beside it or below, never in a folder called node_modules itself.
  return outer.filter((folder) => !folder.endsWith(`/${PACKAGES_FOLDER}`) && folder !== PACKAGES_FOLDER)
}

function failed(problem: ImportProblem): ImportTarget {
  return { ok: false, problem }
}
