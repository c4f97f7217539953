// The README's walk-through, line by line, as a newcomer types it: in a new folder.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ROOT, temporaryFolder } from './silo-command.ts'
import { commandsOf, walk } from './walk-through.ts'

const home = temporaryFolder()
afterAll(home.remove)

it('runs as written', async () => {
  const last = await walk(home.path, {
    commands: commandsOf(readFileSync(join(ROOT, 'README.md'), 'utf8'), '## Make something'),
    says: {
      deposit: /^ok deposit/m,
      view: /\d/,
      call: /^ok withdraw/m,
      inspect: /sstore/,
      dispute: /the disputed instruction, step \d+: sstore[\s\S]*lost its stake/,
      debug: /step \d+ of|step \d+/,
      prove: /\d+ bytes →/,
      verify: /^valid/m,
      fmt: /files/,
    },
    types: { debug: 'next\nstorage\nvariables\nback\nregisters\nhelp\nquit\n' },
  })
  expect(JSON.parse(last)).toBeTypeOf('object')
}, 300_000)
