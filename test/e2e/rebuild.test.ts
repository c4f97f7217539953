// A build that would read the very same as the last one is not run again; whatever it reads, or has written, brings it back.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { install } from '../support/installation.ts'
import { temporaryFolder } from './silo-command.ts'

const home = temporaryFolder()
const work = temporaryFolder()
const project = join(work.path, 'shop')
const main = join(project, 'src/counter.silo')
const artifact = join(project, 'out/Counter.json')
const LONG_AGO = new Date(1_000_000_000_000)
let command = ''

beforeAll(() => {
  command = install(home.path)
  run(work.path, ['new', 'shop', '--template', 'counter'])
}, 120_000)
afterAll(() => {
  home.remove()
  work.remove()
})

describe('silo build, again', () => {
  it('says the same and leaves the artifact alone', () => {
    const first = run(project, ['build'])
    const bytes = readFileSync(artifact, 'utf8')
    utimesSync(artifact, LONG_AGO, LONG_AGO)
    expect(run(project, ['build'])).toBe(first)
    expect(JSON.parse(run(project, ['build', '--json']))).toHaveProperty('name', 'Counter')
    expect(statSync(artifact).mtime).toEqual(LONG_AGO)
    expect(readFileSync(artifact, 'utf8')).toBe(bytes)
  })

  it('builds when a source has changed, or comes to be', () => {
    const text = readFileSync(main, 'utf8')
    writeFileSync(main, `import { limit } from "./limit"\n${text}`)
    expect(run(project, ['build'], 1)).toContain('E0305')
    writeFileSync(join(project, 'src/limit.silo'), 'pub fn limit(): u64 => 1\n')
    // An import that is not used.
    expect(run(project, ['build'])).toContain('W0902')
    writeFileSync(main, `${text}\n// The end.\n`)
    const before = readFileSync(artifact, 'utf8')
    expect(run(project, ['build'])).toContain('built Counter')
    expect(readFileSync(artifact, 'utf8')).not.toBe(before)
    writeFileSync(main, text)
  })

  it('warns again of what it warned of', () => {
    const text = readFileSync(main, 'utf8')
    writeFileSync(main, `import { limit } from "./limit"\n${text}`)
    const first = run(project, ['build'])
    expect(first).toContain('W0902')
    utimesSync(artifact, LONG_AGO, LONG_AGO)
    expect(run(project, ['build'])).toBe(first)
    expect(statSync(artifact).mtime).toEqual(LONG_AGO)
    expect(run(project, ['build', '--json'])).not.toContain('W0902')
    writeFileSync(main, text)
  })

  it('builds when the artifact is gone or not what was written', () => {
    run(project, ['build'])
    const bytes = readFileSync(artifact, 'utf8')
    rmSync(artifact)
    run(project, ['build'])
    expect(readFileSync(artifact, 'utf8')).toBe(bytes)
    writeFileSync(artifact, '{}')
    run(project, ['build'])
    expect(readFileSync(artifact, 'utf8')).toBe(bytes)
  })

  it('builds when the record is not one', () => {
    run(project, ['build'])
    for (const record of ['', '{}', '{"key":1}', '[]']) {
      writeFileSync(join(project, '.silo/build.json'), record)
      expect(run(project, ['build'])).toContain('built Counter')
    }
  })

  it('builds when the configuration says otherwise', () => {
    const config = join(project, 'silo.config.ts')
    writeFileSync(config, readFileSync(config, 'utf8').replace("out: 'out'", "out: 'made'"))
    expect(run(project, ['build'])).toContain(join('made', 'Counter.json'))
    expect(statSync(join(project, 'made/Counter.json')).size).toBeGreaterThan(100)
  })
})

/** What the command prints, notes included. */
function run(cwd: string, args: readonly string[], code = 0): string {
  const done = spawnSync(process.execPath, [command, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  expect(done.status, done.stderr).toBe(code)
  return done.stdout + done.stderr
}
