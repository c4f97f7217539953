// Writes docs/diagnostics.md (npm run docs:diagnostics).
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { diagnosticsReference } from '../compiler/diagnostics/reference.ts'

const path = join(import.meta.dirname, '../docs/diagnostics.md')
writeFileSync(path, await format(diagnosticsReference(), { parser: 'markdown', printWidth: 110 }))
