// The corpus: cases on which something was wrong once, and never is again.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kindNamed } from './kinds/index.ts'
import { readCase, writeCase } from './tool/corpus.ts'

const folder = join(import.meta.dirname, 'corpus')
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'))

test.each(files)('%s', (name) => {
  const file = readCase(readFileSync(join(folder, name), 'utf8'))
  const kind = kindNamed(file.kind)
  expect(kind).toBeDefined()
  kind!.replay(file)
  expect(readCase(writeCase(file))).toEqual({ ...file, body: `${file.body.trimEnd()}\n` })
})
