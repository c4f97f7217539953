// What happens around a command: readers that leave early, folders that can't be written, ends by signal, values that look like options.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { interrupt, mustRun, printed, silo, start, temporaryFolder } from './silo-command.ts'

const home = temporaryFolder()
const project = join(home.path, 'Zürich – my vaults', 'rough')
afterAll(home.remove)
beforeAll(async () => {
  mkdirSync(join(home.path, 'Zürich – my vaults'))
  await mustRun(join(home.path, 'Zürich – my vaults'), ['new', 'rough'])
})

it('a reader that leaves early is no fault', async () => {
  const child = start(project, ['inspect'])
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  child.stdout?.destroy()
  const [code] = (await once(child, 'close')) as [number | null]
  expect({ code, errors }).toEqual({ code: 0, errors: '' })
})

it('a path that cannot be written is told, not reported as a fault', async () => {
  const config = join(project, 'silo.config.ts')
  const before = readFileSync(config, 'utf8')
  writeFileSync(join(project, 'occupied'), 'a file where a folder should go')
  writeFileSync(config, before.replace("out: 'out'", "out: 'occupied/out'"))
  const { code, stderr } = await silo(project, ['build'])
  writeFileSync(config, before)
  expect(code).toBe(2)
  expect(stderr).toContain('occupied')
  expect(stderr).not.toContain('internal error')
})

describe('a source that is not UTF-8', () => {
  const bytes = Buffer.from('pub fn  one( ): u64 => 1 // caf\xe9\n', 'latin1')
  const path = join(project, 'src', 'latin.silo')
  afterAll(() => rmSync(path))
  it.each([['fmt'], ['fmt', '--check'], ['lint'], ['lint', '--fix'], ['test'], ['doc']])(
    'is refused by silo %s %s, and left as it is',
    async (...args) => {
      writeFileSync(path, bytes)
      const { code, stderr } = await silo(project, args)
      expect(code).toBe(args[0] === 'fmt' ? 1 : 2)
      expect(stderr).toContain('latin.silo:1:32: this is not UTF-8: the byte 0xe9')
      expect(readFileSync(path)).toEqual(bytes)
    },
  )
  it('is refused by a build that reads it', async () => {
    const entry = join(project, 'src', 'vault.silo')
    const before = readFileSync(entry, 'utf8')
    writeFileSync(entry, `import { one } from "./latin"\n${before}`)
    const { code, stderr } = await silo(project, ['build'])
    writeFileSync(entry, before)
    expect([code, stderr]).toEqual([2, expect.stringContaining('latin.silo:1:32')])
  })
})

describe('amounts on the command line', () => {
  it.each([
    ['-5kas', '-- -5kas'],
    ['5', '5kas'],
    ['0kas', 'more than 0'],
    ['99999999999999999999kas', 'at most'],
    ['1.5sompi', 'whole sompi'],
  ])('%s is refused with what to write', async (amount, says) => {
    const { code, stderr } = await silo(project, ['deposit', amount])
    expect(code).toBe(2)
    expect(stderr).toContain(says)
  })
})

it.each([[['biuld']], [['build', '--fast']], [['verify']], [['deposit', '-5kas']], [['deposit', '5']]])(
  '%j says one JSON value with --json',
  async (args) => {
    const { code, stdout, stderr } = await silo(project, [...args, '--json'])
    expect(code).toBe(2)
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ error: expect.any(String), exitCode: 2 })
  },
)

it('a devnet leaves its address in the project and takes only its own away', async () => {
  const record = join(project, '.silo', 'devnet.json')
  const first = start(project, ['devnet', '--port', '0', '--managers', '0'])
  await printed(first, /devnet at ws:/)
  writeFileSync(record, '{"url":"ws://127.0.0.1:9"}\n')
  expect(await interrupt(first)).toBe(0)
  expect(readFileSync(record, 'utf8')).toContain(':9')
})

it('several commands of one account at once take different coins', async () => {
  await mustRun(home.path, ['new', 'crowd', '--template', 'counter'])
  const crowd = join(home.path, 'crowd')
  const devnet = start(crowd, ['devnet', '--port', '0', '--managers', '0'])
  await printed(devnet, /devnet at ws:/)
  await mustRun(crowd, ['deploy'])
  const calls = await Promise.all([1, 2, 3, 4].map((step) => silo(crowd, ['call', 'raise', String(step)])))
  expect(calls.map(({ code, stderr }) => [code, /refused/.test(stderr)])).toEqual(calls.map(() => [0, false]))
  expect((await mustRun(crowd, ['view', 'current'])).stdout).toContain('10')
  expect(await interrupt(devnet)).toBe(0)
})

it('a command ends when the process that started it for an old Node is killed', async () => {
  const starter = `
    const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, process.argv.slice(1), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    console.log('pid ' + child.pid)`
  const entry = join(import.meta.dirname, '../../bin/silo.mjs')
  const parent = spawn(process.execPath, ['-e', starter, entry, 'devnet', '--port', '0'], { cwd: project })
  await printed(parent, /devnet at ws:/)
  parent.kill('SIGKILL')
  // The child holds the parent's pipes: they close when it ends too.
  const [code, signal] = (await once(parent, 'close')) as [number | null, string | null]
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' })
})

it('a devnet is steered and watched from outside: any method by silo rpc, metrics, a log', async () => {
  const log = join(project, 'devnet.log')
  const devnet = start(project, [
    'devnet',
    '--port',
    '0',
    '--managers',
    '0',
    '--log',
    'debug',
    '--log-file',
    log,
  ])
  const [, url = ''] = await printed(devnet, /devnet at (ws:\S+)/)
  const ask = async (...args: string[]) =>
    JSON.parse((await mustRun(project, ['rpc', ...args])).stdout) as Answer

  await ask('devnet_setMining', '{"on":false}')
  const { hashes } = await ask('devnet_mine', '{"count":4}')
  expect(hashes).toHaveLength(4)
  const { removed, added } = await ask('devnet_reorg', '{"depth":2}')
  expect(removed).toEqual([hashes?.[3], hashes?.[2]])
  expect((await ask('getSink'))['sink']).toBe(added?.at(-1))

  const page = await (await fetch(`${url.replace('ws:', 'http:')}/metrics`)).text()
  expect(page).toMatch(/silo_chain_blocks_removed_total\{node="miner-1"\} \d+\n/)
  const elsewhere = await silo(home.path, ['rpc', 'getSink', '--rpc', url])
  expect(elsewhere.code).toBe(0)
  const refused = await silo(project, ['rpc', 'devnet_reorg', '{"depth":0}'])
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('a reorg takes 1 to all')])
  expect((await silo(project, ['rpc', 'minE'])).stderr).toContain('devnet_mine')
  expect((await silo(project, ['rpc', 'devnet_mine', 'count=5'])).stderr).toContain('JSON object in quotes')
  expect(await interrupt(devnet)).toBe(0)
  const lines = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer)
  expect(lines.some(({ msg, node }) => msg === 'block added' && node === 'miner-1')).toBe(true)
})

type Answer = Readonly<Record<string, unknown>> & {
  readonly hashes?: readonly string[]
  readonly removed?: readonly string[]
  readonly added?: readonly string[]
}
