// silo as a user has it: the package's files in a folder of their own, bundled, and no sources that could have changed since.
import { execFileSync } from 'node:child_process'
import { cpSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

/** Installs silo into an empty folder; the path of its command. */
export function install(folder: string): string {
  for (const name of ['bin', 'templates', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  execFileSync(process.execPath, [join(ROOT, 'scripts/bundle.mjs'), folder], { stdio: 'inherit' })
  return join(folder, 'bin/silo.mjs')
}
