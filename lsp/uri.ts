// Document names of editors (URIs) and paths of the compiler (`/` between parts). A document that is no file on disk
// (an untitled one) keeps its URI as its path.
import { isAbsolute, normalize, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { normalPath } from '../compiler/paths.ts'

/** How the editor knows a file: its URI, and the version of its text if it is open. */
export interface FileName {
  readonly uri: string
  readonly version: number | null
}

/** The compiler's path of a document. Total: what can't be read as a file's URI stands for itself. */
export function pathOfUri(uri: string): string {
  // The compiler knows each file by one spelling.
  if (!uri.startsWith('file:')) return normalPath(uri) ?? uri
  try {
    return normalize(fileURLToPath(uri)).replaceAll(sep, '/')
  } catch {
    return uri
  }
}

/** The URI of a path; for files that no editor has open, whose own spelling would be used otherwise. */
export function uriOfPath(path: string): string {
  return isAbsolute(path) ? pathToFileURL(path).href : path
}
