// Writes docs/rpc.md (npm run docs:rpc).
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { rpcReference } from '../client/rpc/reference.ts'

const path = join(import.meta.dirname, '../docs/rpc.md')
writeFileSync(path, await format(rpcReference(), { parser: 'markdown', printWidth: 110 }))
