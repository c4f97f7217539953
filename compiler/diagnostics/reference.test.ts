import { readFileSync } from 'node:fs'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import { diagnosticsReference } from './reference.ts'

test('docs/diagnostics.md is what the table says (npm run docs:diagnostics)', async () => {
  const made = await format(diagnosticsReference(), { parser: 'markdown', printWidth: 110 })
  expect(readFileSync(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8')).toBe(made)
})
