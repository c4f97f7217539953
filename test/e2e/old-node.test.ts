// On a machine whose own Node is too old: silo goes on with the Node that its packages bring along, and says so in one line where that is missing.
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT, temporaryFolder } from './silo-command.ts'

const home = temporaryFolder()
afterAll(home.remove)

const old = oldNode()

describe.skipIf(old === undefined)(
  `with an old Node${old === undefined ? ' (skipped: no Node below 22.18 on the PATH)' : ''}`,
  () => {
    it('goes on with the pinned one', () => {
      const run = spawnSync(old ?? '', [join(ROOT, 'bin/silo.mjs'), '--version'], { encoding: 'utf8' })
      expect(run.stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/)
      expect(run.status).toBe(0)
    })

    it('says in one line what to do where there is none', () => {
      mkdirSync(join(home.path, 'bin'))
      copyFileSync(join(ROOT, 'bin/silo.mjs'), join(home.path, 'bin/silo.mjs'))
      const run = spawnSync(old ?? '', [join(home.path, 'bin/silo.mjs'), '--version'], { encoding: 'utf8' })
      expect(run.status).toBe(2)
      expect(run.stderr).toMatch(/^silo needs Node 22\.18 or newer, and this is \d+\.\d+\.\d+: .*\n$/)
    })
  },
)

/** A Node on the PATH that is too old to run silo itself. */
function oldNode(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, process.platform === 'win32' ? 'node.exe' : 'node')
    if (!existsSync(path)) continue
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' })
    const [major = 0, minor = 0] = version.slice(1).split('.').map(Number)
    if (major < 22 || (major === 22 && minor < 18)) return path
  }
  return undefined
}
