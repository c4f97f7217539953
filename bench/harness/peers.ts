// The peers' own folder: packages that silo is measured against and that draw the charts. They are no part of silo's installation, so they
// are installed when a benchmark first wants one, and imported from there.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { load } from '../peers/load.mjs'

const FOLDER = join(import.meta.dirname, '../peers')

export interface Peers {
  /** A module as the peers' folder sees it. Installs the peers first if need be; throws when that fails. */
  load(specifier: string): Promise<unknown>
  /** The path of a file in a peer's package, such as a program; undefined if the package isn't there for this platform. */
  file(path: string): string | undefined
}

/** `say` tells of an installation. */
export function peers(say: (line: string) => void): Peers {
  return {
    async load(specifier) {
      install(say)
      return load(specifier)
    },
    file(path) {
      install(say)
      const found = join(FOLDER, 'node_modules', path)
      return existsSync(found) ? found : undefined
    },
  }
}

function install(say: (line: string) => void): void {
  if (existsSync(join(FOLDER, 'node_modules'))) return
  say('the peers are not installed yet: npm ci in bench/peers (about 300 MB, once)')
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (done.status !== 0) throw new Error(`npm ci failed in bench/peers:\n${done.stderr}`)
}
