// Writes the tables of docs/machine.md (npm run docs:machine).
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { withTables } from '../vm/spec/reference.ts'

const path = join(import.meta.dirname, '../docs/machine.md')
const page = withTables(readFileSync(path, 'utf8'))
if (page === undefined) throw new Error(`${path} has no place for the tables`)
writeFileSync(path, await format(page, { parser: 'markdown', printWidth: 110 }))
