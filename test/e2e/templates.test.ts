// The README of every template, line by line, as a newcomer types it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { mustRun, ROOT, temporaryFolder } from './silo-command.ts'
import { commandsOf, walk } from './walk-through.ts'

const home = temporaryFolder()
afterAll(home.remove)

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
  const last = await walk(project, {
    commands: commandsOf(readFileSync(join(project, 'README.md'), 'utf8')),
    // That all of them pass with as many made-up cases as users have is for offline.test.ts.
    adds: { test: ['--runs', '3'] },
  })
  expect(last).toMatch(AT_THE_END[template] ?? /^$/)
})
