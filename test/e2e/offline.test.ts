// The commands that need no devnet, as a user runs them: a project from each template, built, tested, formatted, inspected; and what they say when
// something is wrong.
import { schnorr } from '@noble/curves/secp256k1.js'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mustRun, ROOT, silo, temporaryFolder } from './silo-command.ts'

const home = temporaryFolder()
afterAll(home.remove)

const TEMPLATES = readdirSync(join(ROOT, 'templates'))

describe.each(TEMPLATES)('a project from the template %s', (template) => {
  const project = join(home.path, `my-${template}`)
  beforeAll(async () => {
    await mustRun(home.path, ['new', `my-${template}`, '--template', template])
  })

  it('builds, the same bytes each time', async () => {
    const first = await silo(project, ['build', '--json'])
    expect(first.code, first.stdout).toBe(0)
    const { artifact, codeRoot } = JSON.parse(first.stdout) as { artifact: string; codeRoot: string }
    const bytes = readFileSync(artifact, 'utf8')
    const second = await silo(project, ['build'])
    expect(second.code).toBe(0)
    expect(second.stdout).toContain(codeRoot)
    expect(readFileSync(artifact, 'utf8')).toBe(bytes)
  })

  it('passes its own tests', async () => {
    const all = await silo(project, ['test', '--gas', '--runs', '10'])
    expect(all.code, all.stdout + all.stderr).toBe(0)
    expect(all.stdout).toMatch(/[1-9]\d* passed, 0 failed/)
    expect(all.stdout).toMatch(/\d+ gas, \d+ steps/)
  })

  it('is formatted', async () => {
    const checked = await silo(project, ['fmt', '--check'])
    expect(checked.code, checked.stdout + checked.stderr).toBe(0)
  })

  it('shows its instructions beside source lines', async () => {
    const shown = await silo(project, ['inspect'])
    expect(shown.code).toBe(0)
    expect(shown.stdout).toMatch(/sstore \{\d+\} \{\d+\}/)
    expect(shown.stdout).toMatch(/; src\/\S+\.silo:\d+/)
    expect(shown.stdout).toMatch(/^steps at most\n {2}\w+\.\w+ +(?:at most \d+ steps?|not bounded: )/)
  })

  it('says how many steps its functions take', async () => {
    const text = await mustRun(project, ['build', '--steps'])
    expect(text.stdout).toMatch(/\n {2}\w+\.\S+ +at most \d+ steps?\n/)
    const data = JSON.parse((await mustRun(project, ['build', '--steps', '--json'])).stdout) as {
      steps: { steps: string | null; why?: string; path?: string; line?: number }[]
    }
    expect(data.steps.length).toBeGreaterThan(0)
    const told = data.steps.map(
      ({ steps, why, path, line }) => steps ?? `${why ?? ''} ${path ?? ''}:${line ?? ''}`,
    )
    for (const each of told) expect(each).toMatch(/^(?:[1-9]\d*|how often .+ \S+\.silo:\d+)$/)
  })
})

describe('silo new', () => {
  it('refuses a folder that is not empty, and leaves it alone', async () => {
    const folder = join(home.path, 'taken')
    mkdirSync(folder)
    writeFileSync(join(folder, 'mine.txt'), 'mine')
    const { code, stderr } = await silo(home.path, ['new', 'taken'])
    expect(code).toBe(2)
    expect(stderr).toContain('not empty')
    expect(existsSync(join(folder, 'silo.config.ts'))).toBe(false)
  })

  it('refuses names that are no names, and templates that do not exist', async () => {
    expect((await silo(home.path, ['new', 'My Vault'])).stderr).toContain('lower-case')
    const { code, stderr } = await silo(home.path, ['new', 'x', '--template', 'castle'])
    expect(code).toBe(2)
    expect(stderr).toContain('vault')
  })
})

describe('what is wrong is said, with what to do', () => {
  const project = join(home.path, 'broken')
  beforeAll(async () => {
    await mustRun(home.path, ['new', 'broken', '--template', 'counter'])
  })

  it('outside a project', async () => {
    for (const command of [
      ['build'],
      ['test'],
      ['inspect'],
      ['fmt'],
      ['view', 'x', '--rpc', 'ws://127.0.0.1:9'],
    ]) {
      const { code, stderr } = await silo(home.path, command)
      expect(code, command.join(' ')).toBe(2)
      expect(stderr).toContain('silo ')
    }
  })

  it('errors in a contract: code, place, help; exit code 1; as data with --json', async () => {
    writeFileSync(
      join(project, 'src/broken.silo'),
      'contract Broken {\n  pub fn f(): u64 by anyone { nothing }\n  pub fn g() by anyone { let x: bool = 1 }\n}\n',
    )
    const config = readFileSync(join(project, 'silo.config.ts'), 'utf8')
    writeFileSync(join(project, 'silo.config.ts'), config.replace(/src\/\w+\.silo/, 'src/broken.silo'))
    const text = await silo(project, ['build'])
    expect(text.code).toBe(1)
    expect(text.stderr).toMatch(/error E\d{4}/)
    expect(text.stderr).toContain('src/broken.silo:2:')
    expect(text.stderr).toContain('src/broken.silo:3:')
    const data = await silo(project, ['build', '--json'])
    const { diagnostics, exitCode } = JSON.parse(data.stdout) as {
      exitCode: number
      diagnostics: { code: string }[]
    }
    expect(exitCode).toBe(1)
    expect(diagnostics.length).toBeGreaterThanOrEqual(2)
    writeFileSync(join(project, 'silo.config.ts'), config)
    rmSync(join(project, 'src/broken.silo'))
  })

  it('every stage of a program on one page', async () => {
    const { stdout } = await mustRun(project, ['build', '--dump'])
    const [path = ''] = /\S+\.stages\.html/.exec(stdout) ?? []
    const page = readFileSync(join(project, path), 'utf8')
    for (const title of [
      'source',
      'syntax tree',
      'typed tree',
      'mid-level code',
      'optimised',
      'instructions',
    ])
      expect(page).toContain(`<h2>${title} <small>`)
    expect(page).not.toMatch(/<(?:script|link)[^>]+(?:src|href)=/)
  })

  it('lints: shown with codes, mended where they say how, explained', async () => {
    const path = join(project, 'src/lints.silo')
    const text = 'pub fn f(a: u64): u64 {\n  let b = a\n  a\n}\n'
    writeFileSync(path, text)
    const before = await silo(project, ['lint'])
    expect(before.code).toBe(1)
    expect(before.stderr).toContain('src/lints.silo:2:')
    expect(before.stdout).toMatch(/0 errors, 1 warning, 0 fixed; silo lint --fix mends 1/)
    const code = /warning (W\d{4})/.exec(before.stderr)?.[1] ?? ''
    const explained = await mustRun(project, ['explain', code.toLowerCase()])
    expect(explained.stdout).toContain(`// allow ${code}`)
    expect(explained.stdout).toContain('Instead:')
    const mended = await mustRun(project, ['lint', '--fix'])
    expect(mended.stdout).toContain(`fixed src/lints.silo: ${code}`)
    expect(readFileSync(path, 'utf8')).toBe(text.replace('let b', 'let _b'))
    expect(JSON.parse((await mustRun(project, ['lint', '--json'])).stdout)).toMatchObject({ warnings: 0 })
    rmSync(path)
    expect((await silo(project, ['explain', 'E9999'])).stderr).toContain('docs/diagnostics.md')
  })

  it('a failing test: exit code 1, both sides of the comparison', async () => {
    writeFileSync(join(project, 'src/wrong.silo'), 'test "one is two" { expect 1 == 2 }\n')
    const { code, stdout } = await silo(project, ['test', 'one is two'])
    expect(code, stdout).toBe(1)
    expect(stdout).toContain('FAIL one is two')
    expect(stdout).toContain('src/wrong.silo:1')
    expect(stdout).toContain('0 passed, 1 failed')
    rmSync(join(project, 'src/wrong.silo'))
  })

  it('made-up inputs that fail: the smallest are told, kept, run first, and forgotten when they pass', async () => {
    const path = join(project, 'src/made-up.silo')
    const kept = join(project, '.silo/regressions/cases.json')
    const text = (limit: string) =>
      `test "small sums" (a: u64 in 0..1_000, b: u64 in 0..1_000) { expect a + b < ${limit} }\n`
    writeFileSync(path, text('1_500'))
    const failed = await silo(project, ['test', 'small sums', '--runs', '500'])
    expect(failed.code).toBe(1)
    const inputs = [...failed.stdout.matchAll(/^ +[ab] = (\d+)$/gm)].map(([, n]) => Number(n))
    expect(inputs.reduce((sum, n) => sum + n, 0)).toBe(1_500)
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toHaveProperty('small sums')
    expect((await silo(project, ['test', 'small sums'])).stdout).toContain('FAIL small sums  1 case\n')
    writeFileSync(path, text('2_000'))
    expect((await mustRun(project, ['test', 'small sums'])).stdout).toContain('pass small sums  101 cases')
    expect(existsSync(kept)).toBe(false)
    expect((await silo(project, ['test', '--runs', 'many'])).stderr).toContain('whole number')
    rmSync(path)
  })

  it('a test pattern that nothing matches, a function that does not exist', async () => {
    expect((await silo(project, ['test', 'no such test'])).stderr).toContain("no test's name contains")
    expect((await silo(project, ['inspect', 'no_such_function'])).stderr).toContain('It has:')
  })

  it('a damaged config', async () => {
    const config = readFileSync(join(project, 'silo.config.ts'), 'utf8')
    writeFileSync(join(project, 'silo.config.ts'), 'export default { entry: "src/none.silo" }\n')
    expect((await silo(project, ['build'])).stderr).toContain('does not exist')
    writeFileSync(join(project, 'silo.config.ts'), 'export default { entri: 1 }\n')
    expect((await silo(project, ['build'])).stderr).toContain('entri')
    writeFileSync(join(project, 'silo.config.ts'), 'export default {{{\n')
    expect((await silo(project, ['build'])).code).toBe(2)
    writeFileSync(join(project, 'silo.config.ts'), config)
  })

  it('commands, options and arguments that do not exist', async () => {
    expect((await silo(project, ['biuld'])).stderr).toContain('build')
    expect((await silo(project, ['build', '--fast'])).code).toBe(2)
    expect((await silo(project, ['call'])).code).toBe(2)
    expect((await silo(project, ['verify'])).code).toBe(2)
    expect((await silo(project, ['devnet', '--miners', 'many'])).stderr).toContain('whole number')
    expect((await silo(project, ['deposit', '5 apples'])).stderr).toContain('kas')
  })

  it('no devnet: exit code 3', async () => {
    for (const command of [
      ['deploy'],
      ['call', 'f'],
      ['view', 'f'],
      ['deposit', '1kas'],
      ['withdraw'],
      ['dispute'],
      ['debug', 'abcd'],
      ['prove', 'abcd', '1'],
      ['inspect', '--storage'],
    ]) {
      const { code, stderr } = await silo(project, [...command, '--rpc', 'ws://127.0.0.1:9'])
      expect(code, command.join(' ') + stderr).toBe(3)
      expect(stderr).toContain('silo devnet')
    }
    expect((await silo(project, ['view', 'f', '--rpc', 'not an address'])).code).toBe(2)
  })
})

describe('silo verify', () => {
  it('says what is wrong with a file', async () => {
    const cases: [string, string, number][] = [
      ['missing.json', '', 2],
      ['text.json', 'hello', 2],
      ['other.json', '{"format":"something else"}', 2],
      ['short.json', '{"format":"silo-step-proof-1","before":"00","after":"00","proof":""}', 2],
      [
        'empty.json',
        `{"format":"silo-step-proof-1","before":"${'00'.repeat(32)}","after":"${'00'.repeat(32)}","proof":""}`,
        1,
      ],
    ]
    for (const [name, text, expected] of cases) {
      if (text !== '') writeFileSync(join(home.path, name), text)
      const { code, stdout, stderr } = await silo(home.path, ['verify', name])
      expect(code, name).toBe(expected)
      expect(stdout + stderr).not.toContain('internal error')
    }
  })
})

describe('accounts and signatures', () => {
  it('are shown and made without a devnet', async () => {
    const { accounts } = JSON.parse((await mustRun(home.path, ['accounts', '--json'])).stdout) as {
      accounts: { name: string; publicKey: string; address: string }[]
    }
    expect(accounts.map(({ name }) => name)).toEqual(['alice', 'bob', 'carol', 'dave'])
    expect((await mustRun(home.path, ['accounts'])).stdout).toContain(accounts[3]?.address)
    const hash = '5e'.repeat(32)
    const signed = JSON.parse(
      (await mustRun(home.path, ['sign-hash', `0x${hash}`, '--as', 'bob', '--json'])).stdout,
    )
    expect(signed).toMatchObject({ account: 'bob', publicKey: accounts[1]?.publicKey, hash })
    const [signature, message, key] = [signed.signature.slice(2), hash, accounts[1]?.publicKey ?? ''].map(
      (hex) => Buffer.from(hex, 'hex'),
    )
    expect(schnorr.verify(signature!, message!, key!)).toBe(true)
  })

  it.each([
    [['5e5e'], 'a hash is 64 hex digits, not "5e5e"'],
    [['5e'.repeat(32), '--as', 'kaspasim:qq'], "--as can't stand for kaspasim:qq"],
    [['5e'.repeat(32), '--as', '00'.repeat(32)], 'no private key'],
  ])('sign-hash %j is refused', async (args, problem) => {
    const { code, stderr } = await silo(home.path, ['sign-hash', ...args])
    expect([code, stderr]).toEqual([2, expect.stringContaining(problem)])
  })
})
