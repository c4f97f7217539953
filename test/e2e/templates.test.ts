// The README of every template, line by line, as a newcomer types it: in a new project, against the devnet that it starts, on real time.
import type { ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { interrupt, mustRun, printed, ROOT, silo, start, temporaryFolder } from './silo-command.ts'

const home = temporaryFolder()
let devnet: ChildProcess | undefined

afterEach(async () => {
  if (devnet !== undefined) await interrupt(devnet)
  devnet = undefined
})
afterAll(home.remove)

/** What a command must have said, by its name; all must end with exit code 0. */
const MUST_SAY: Readonly<Record<string, RegExp>> = {
  build: /code root {2}[0-9a-f]{64}/,
  test: /[1-9]\d* passed, 0 failed/,
  deploy: /silo {8}[0-9a-f]{64}/,
  deposit: /^ok /m,
  call: /^ok /m,
  withdraw: /paid {8}outbox entries \d+/,
  'sign-hash': /^0x[0-9a-f]{128}$/m,
}

/** Last words of a README: what its last command must have printed. */
const AT_THE_END: Readonly<Record<string, RegExp>> = {
  auction: /100000000|1 kas/,
  chess: /Won|Mate|Done/i,
  counter: /\b5\b/,
  escrow: /pay|paid/i,
  multisig: /Paid/,
  token: /\b50\b/,
  vault: /paid/,
}

it.each(readdirSync(join(ROOT, 'templates')))('of the template %s runs as written', async (template) => {
  await mustRun(home.path, ['new', template, '--template', template])
  const project = join(home.path, template)
  const signatures: string[] = []
  let hash = ''
  let last = ''
  for (const command of walkThrough(project)) {
    if (command === 'devnet') {
      devnet = start(project, ['devnet', '--port', '0'])
      await printed(devnet, /devnet at ws:/)
      continue
    }
    const list = JSON.stringify(signatures.map((bytes, i) => ({ key: String(2 * i), bytes })))
    const args = wordsOf(command.replace('HASH', hash).replace('SIGNATURES', `'${list}'`))
    // That all of them pass with as many made-up cases as users have is for offline.test.ts.
    if (args[0] === 'test') args.push('--runs', '3')
    const { code, stdout, stderr } = await silo(project, args)
    expect(code, `silo ${command}\n${stdout}\n${stderr}`).toBe(0)
    expect(stdout, command).toMatch(MUST_SAY[args[0] ?? ''] ?? /./)
    hash = /\b(?:0x)?([0-9a-f]{64})\b/.exec(stdout)?.[1] ?? hash
    if (args[0] === 'sign-hash') signatures.push(stdout.trim())
    last = stdout
  }
  expect(last).toMatch(AT_THE_END[template] ?? /^$/)
})

/** The commands of a project's README, without `silo` and without what is said about them. */
function walkThrough(project: string): string[] {
  const readme = readFileSync(join(project, 'README.md'), 'utf8')
  const block = /```\n(silo [\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const commands = [...block.matchAll(/^silo (\S+(?: \S+)*)/gm)].map(([, command = '']) => command)
  expect(commands.length).toBeGreaterThan(5)
  return commands
}

/** As a shell has them: apart at spaces, but not within single quotes. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain)
}
