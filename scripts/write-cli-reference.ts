// Writes docs/cli.md (npm run docs:cli).
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { cliReference } from '../cli/reference.ts'

const path = join(import.meta.dirname, '../docs/cli.md')
writeFileSync(path, await format(cliReference(), { parser: 'markdown', printWidth: 110 }))
