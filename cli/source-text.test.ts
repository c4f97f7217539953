import { expect, it } from 'vitest'
import { decodeSource } from '../lsp/source-text.ts'
import { refusal } from './source-text.ts'

it('says the place as other tools do', () => {
  const wrong = decodeSource(Buffer.from([0x61, 0x0a, 0xe9, 0x20]))
  expect(refusal('a.silo', wrong)).toBe(
    'a.silo:2:1: this is not UTF-8: the byte 0xe9 belongs to no character',
  )
})
