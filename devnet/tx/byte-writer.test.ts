// Writers lend each other their buffers: none may see or change what another writes.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { ByteWriter } from './byte-writer.ts'

const pieces = fc.array(fc.uint8Array({ maxLength: 900 }), { maxLength: 5 })

it('writers at work at once, and those after them, write what they are given', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 4 }), (texts) => {
      const writers = texts.map(() => new ByteWriter())
      for (const [i, text] of texts.entries()) for (const piece of text) writers[i]?.bytes(piece)
      const written = writers.map((writer) => writer.finish())
      new ByteWriter().bytes(new Uint8Array(2000).fill(0xee)).finish()
      expect(written).toEqual(texts.map((text) => Uint8Array.from(text.flatMap((piece) => [...piece]))))
    }),
  )
})

it('a writer that has finished takes nothing more', () => {
  const writer = new ByteWriter().u8(1)
  expect(writer.finish()).toEqual(Uint8Array.of(1))
  expect(() => writer.u8(2)).toThrow('after the end')
})
