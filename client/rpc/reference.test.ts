import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { describe, expect, it } from 'vitest'
import { METHODS } from './methods.ts'
import { rpcReference } from './reference.ts'

describe('docs/rpc.md', () => {
  it('is what the tables say', async () => {
    const written = readFileSync(join(import.meta.dirname, '../../docs/rpc.md'), 'utf8')
    expect(written).toBe(await format(rpcReference(), { parser: 'markdown', printWidth: 110 }))
  })

  it('has every method, and explains every type that it names', () => {
    const page = rpcReference()
    for (const name of Object.keys(METHODS)) expect(page).toContain(`### ${name}\n`)
    for (const name of ['NodeInfo', 'DisputeTurn', 'KnownPoint', 'SiloConfig', 'InboxEntry']) {
      expect(page).toContain(`### ${name}\n`)
    }
  })
})
