// Commands that are bundled as scripts run by the code that V8 made of them when silo was installed, and without it where it is not for them.
import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { install } from '../support/installation.ts'
import { temporaryFolder } from './silo-command.ts'

const SCRIPTS = ['build', 'build.later', 'fmt', 'lint', 'test']
const home = temporaryFolder()
const work = temporaryFolder()
const dist = join(home.path, 'dist')
const project = join(work.path, 'shop')
let command = ''

beforeAll(() => {
  command = install(home.path)
  node(work.path, command, 'new', 'shop', '--template', 'counter')
}, 120_000)
afterAll(() => {
  home.remove()
  work.remove()
})

describe('code kept of commands', () => {
  it('is there for each that is a script, and V8 takes it', () => {
    expect(kept('.script')).toEqual(SCRIPTS)
    expect(kept('.code')).toEqual(SCRIPTS)
    for (const name of SCRIPTS) expect(node(home.path, '-e', TAKEN, join(dist, name))).toBe('true\n')
  })

  it('can be another command’s, or missing', () => {
    const built = node(project, command, 'build')
    copyFileSync(join(dist, 'lint.code'), join(dist, 'build.later.code'))
    rmSync(join(project, '.silo'), { recursive: true })
    expect(node(project, command, 'build')).toBe(built)
    rmSync(join(dist, 'build.later.code'))
    rmSync(join(project, '.silo'), { recursive: true })
    expect(node(project, command, 'build')).toBe(built)
    expect(kept('.code')).not.toContain('build.later')
  })

  it('doesn’t hide what a command says when it fails', () => {
    const source = join(project, 'src/counter.silo')
    const text = readFileSync(source, 'utf8')
    writeFileSync(source, 'contract Counter {')
    const failed = spawnSync(process.execPath, [command, 'build'], { cwd: project, encoding: 'utf8' })
    expect(failed.status).toBe(1)
    expect(failed.stderr).toContain('nothing was built')
    writeFileSync(source, text)
  })

  it('loads a configuration that has to be run', () => {
    writeFileSync(join(project, 'out-folder.ts'), "export const folder: string = 'made'\n")
    const config =
      "import { folder } from './out-folder.ts'\nexport default { entry: 'src/counter.silo', out: folder }\n"
    writeFileSync(join(project, 'silo.config.ts'), config)
    expect(node(project, command, 'build')).toContain('made/Counter.json')
  })
})

/** Whether V8 takes the kept code of the script whose path without its ending is given. */
const TAKEN = `
  const { readFileSync } = require('node:fs')
  const path = process.argv[1]
  const code = { cachedData: readFileSync(path + '.code') }
  const script = new (require('node:vm').Script)(readFileSync(path + '.script', 'latin1'), code)
  console.log(!script.cachedDataRejected)`

function kept(ending: string): readonly string[] {
  const found = readdirSync(dist).filter((name) => name.endsWith(ending))
  return found.map((name) => name.slice(0, -ending.length)).toSorted()
}

function node(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}
