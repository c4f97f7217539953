// What the compiler wants to know of a package.json. Packages come from others: any text gives an answer.
import { isJsonObject } from '../json.ts'
import { normalPath } from '../paths.ts'

export type Main = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: string }

const DEFAULT_MAIN = 'index.silo'

/** The file that an import of the package's bare name means, relative to its folder: what its field `silo` says. */
export function mainOf(manifest: string): Main {
  const json = parsed(manifest)
  if (json === undefined) return { ok: false, why: 'is no JSON object' }
  if (!Object.hasOwn(json, 'silo')) return { ok: true, path: DEFAULT_MAIN }
  const field: unknown = json['silo']
  const path = typeof field === 'string' && !field.startsWith('/') ? normalPath(field) : undefined
  if (path === undefined || !path.endsWith('.silo'))
    return { ok: false, why: 'has a field `silo` that is no path of a .silo file within the package' }
  return { ok: true, path }
}

/** The packages that it asks for, in the order of their names. */
export function namesOfDependencies(manifest: string): readonly string[] {
  const json = parsed(manifest) ?? {}
  return ['dependencies', 'devDependencies']
    .flatMap((field) => Object.keys(objectOf(json[field]) ?? {}))
    .toSorted()
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isJsonObject(value) ? value : undefined
}
