import { readFileSync } from 'node:fs'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import { OPCODE_LIST } from './opcodes.ts'
import { withTables } from './reference.ts'

const page = readFileSync(new URL('../../docs/machine.md', import.meta.url), 'utf8')

test('the tables of docs/machine.md are those of the machine (npm run docs:machine)', async () => {
  expect(page).toBe(await format(withTables(page) ?? '', { parser: 'markdown', printWidth: 110 }))
})

test('every opcode has a row', () => {
  for (const { name, code } of OPCODE_LIST)
    expect(page).toMatch(new RegExp(`^\\| ${code.toString(16).padStart(2, '0')} +\\| \`${name}[ \`]`, 'm'))
})

test('a page without a place for the tables is told', () => {
  expect(withTables('# The silo machine')).toBeUndefined()
})
