// silo doc as a user runs it: the site of a new project, broken links told, a folder that isn't its own left alone.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mustRun, silo, temporaryFolder } from './silo-command.ts'

const home = temporaryFolder()
const project = join(home.path, 'shop')
const page = (path: string): string => join(project, 'out/doc', path)

beforeAll(() => mustRun(home.path, ['new', 'shop', '--template', 'vault']))
afterAll(() => home.remove())

it('writes a site that begins at index.html', async () => {
  const { stdout } = await mustRun(project, ['doc'])
  expect(stdout).toContain('6 pages → out/doc/index.html')
  expect(readFileSync(page('index.html'), 'utf8')).toContain('href="modules/src/vault/Vault.html"')
  expect(readFileSync(page('modules/src/vault/Vault.html'), 'utf8')).toContain('id="deposit"')
  for (const file of ['search.js', 'style.css']) expect(existsSync(page(file)), file).toBe(true)
})

it('tells a link that leads nowhere with its place, and takes away pages of what is no more', async () => {
  renameSync(join(project, 'src/errors.silo'), join(project, 'src/failures.silo'))
  for (const name of ['vault', 'shares']) {
    const path = join(project, `src/${name}.silo`)
    writeFileSync(path, readFileSync(path, 'utf8').replace('./errors', './failures'))
  }
  const path = join(project, 'src/failures.silo')
  writeFileSync(
    path,
    `/// Like [\`Vault\`], not like [\`Volt\`].\npub error Odd {}\n\n${readFileSync(path, 'utf8')}`,
  )
  const { code, stderr, stdout } = await silo(project, ['doc'])
  expect(stderr).toContain('src/failures.silo:1:1: this link leads to `Volt`')
  expect(stderr).not.toContain('`Vault`')
  expect([code, stdout]).toEqual([1, expect.stringContaining('6 pages')])
  expect(existsSync(page('modules/src/errors.html'))).toBe(false)
  const { problems } = JSON.parse((await silo(project, ['doc', '--json'])).stdout)
  expect(problems).toMatchObject([{ file: 'src/failures.silo', line: 1, column: 1 }])
})

it('writes where it is told, but over nothing else', async () => {
  const other = join(home.path, 'other')
  mkdirSync(other)
  writeFileSync(join(other, 'index.html'), 'mine')
  const { code, stderr } = await silo(project, ['doc', '--out', '../other'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('holds something else')])
  expect(readFileSync(join(other, 'index.html'), 'utf8')).toBe('mine')
  await silo(project, ['doc', '--out', '../site'])
  expect(existsSync(join(home.path, 'site/index.html'))).toBe(true)
})

it('runs the examples of doc comments as tests, and tells where one fails', async () => {
  const vault = join(project, 'src/vault.silo')
  const written = readFileSync(vault, 'utf8')
  writeFileSync(vault, written.replaceAll('```silo', '```text'))
  expect((await silo(project, ['test', '--doc'])).stderr).toContain('have no examples')
  writeFileSync(vault, written)
  const path = join(project, 'src/half.silo')
  const example = (line: string): string => `/// Half.\n///\n/// \`\`\`silo\n/// ${line}\n/// \`\`\`\n`
  const half = 'pub fn half(n: u64): u64 => n / 2\n'
  writeFileSync(path, example('expect half(8) == 4') + half)
  const { stdout } = await mustRun(project, ['test', '--doc', '--gas'])
  expect(stdout).toContain('pass src/half.silo:4')
  // That of the template.
  expect(stdout).toMatch(/pass src\/vault\.silo:\d+/)
  writeFileSync(path, example('expect half(8) == half(9) + 1') + half)
  const failed = await silo(project, ['test', '--doc', 'half'])
  expect(failed.code).toBe(1)
  expect(failed.stdout).toContain('at src/half.silo:4:5')
  expect(failed.stdout).toContain('half(9) is 4')
  writeFileSync(path, example('expect half(8) == 4 kas') + half)
  const wrong = await silo(project, ['test', '--doc', '--json', 'src/half.silo'])
  expect([wrong.code, JSON.parse(wrong.stdout)]).toMatchObject([
    1,
    { passed: 0, failed: 1, tests: [{ name: 'src/half.silo:4', path: 'src/half.silo', line: 4 }] },
  ])
  const plain = await silo(project, ['test', '--doc'])
  expect(plain.stderr).toContain('--> src/half.silo:4:20')
  rmSync(path)
})

it('makes no site of a project that has errors', async () => {
  writeFileSync(join(project, 'src/broken.silo'), 'pub fn f(): u64 => g()\n')
  const { code, stderr } = await silo(project, ['doc', '--out', '../none'])
  expect([code, stderr]).toEqual([1, expect.stringContaining('src/broken.silo')])
  expect(existsSync(join(home.path, 'none'))).toBe(false)
})
