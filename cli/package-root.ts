// Where silo's own files are (templates, the command itself), whether it runs from its sources or from the bundle.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const PACKAGE_ROOT = rootFrom(import.meta.dirname)

function rootFrom(folder: string): string {
  if (existsSync(join(folder, 'templates')) && existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error("bug: silo doesn't find its own folder")
  return rootFrom(parent)
}
