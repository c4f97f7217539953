// The README's walk-through, line by line, as a newcomer types it: in a new folder, against the devnet that it starts, on real time.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { afterAll, expect, it } from 'vitest'
import { interrupt, printed, ROOT, silo, start, temporaryFolder } from './silo-command.ts'

const home = temporaryFolder()
let devnet: ChildProcess | undefined

afterAll(async () => {
  if (devnet !== undefined) await interrupt(devnet)
  home.remove()
})

/** What a command must have said, by its name; all must end with exit code 0. */
const MUST_SAY: Readonly<Record<string, RegExp>> = {
  build: /code root {2}[0-9a-f]{64}/,
  test: /[1-9]\d* passed, 0 failed/,
  deploy: /silo {8}[0-9a-f]{64}/,
  deposit: /^ok deposit/m,
  view: /\d/,
  call: /^ok withdraw/m,
  withdraw: /paid {8}outbox entries \d+/,
  inspect: /sstore/,
  dispute: /the disputed instruction, step \d+: sstore[\s\S]*lost its stake/,
  debug: /step \d+ of|step \d+/,
  prove: /\d+ bytes →/,
  verify: /^valid/m,
  fmt: /files/,
}

it('runs as written', async () => {
  let folder = home.path
  let transaction = ''
  for (const line of walkThrough()) {
    for (const command of line.split('&&').map((part) => part.trim())) {
      const words = command.replace(/\bTX\b/, transaction).split(/\s+/)
      if (words[0] === 'cd') {
        folder = join(folder, words[1] ?? '')
        continue
      }
      expect(words[0], command).toBe('silo')
      const args = words.slice(1)
      if (args[0] === 'devnet') {
        devnet = start(folder, ['devnet', '--port', '0'])
        await printed(devnet, /devnet at ws:/)
        continue
      }
      const input = args[0] === 'debug' ? 'next\nstorage\nvariables\nback\nregisters\nhelp\nquit\n' : ''
      const { code, stdout, stderr } = await silo(folder, args, input)
      expect(code, `${command}\n${stdout}\n${stderr}`).toBe(0)
      expect(stdout, command).toMatch(MUST_SAY[args[0] ?? ''] ?? /./)
      transaction = /transaction ([0-9a-f]{64})/.exec(stdout)?.[1] ?? transaction
    }
  }
  expect(await interrupt(devnet as ChildProcess)).toBe(0)
  devnet = undefined
}, 300_000)

/** The commands of the README's section "Make something", without comments. */
function walkThrough(): string[] {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const section = readme.slice(readme.indexOf('## Make something'))
  const block = /```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? ''
  const lines = block.split('\n').map((line) => line.replace(/\s+#.*$/, '').trim())
  const commands = lines.filter((line) => line !== '')
  expect(commands.length).toBeGreaterThan(12)
  return commands
}
