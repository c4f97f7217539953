import { assert, integer, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { lineText, offsetAt, positionAt, sourceFile } from './source.ts'

test('lines end with \\n, \\r\\n or \\r', () => {
  const file = sourceFile(0, 'a', 'ab\ncd\r\n\refg')
  expect(file.lineStarts).toEqual([0, 3, 7, 8])
  expect([0, 1, 2, 3, 4].map((line) => lineText(file, line))).toEqual(['ab', 'cd', '', 'efg', ''])
  expect(positionAt(file, 4)).toEqual({ line: 1, column: 1 })
  expect(positionAt(file, 99)).toEqual({ line: 3, column: 3 })
  expect(offsetAt(file, { line: 1, column: 99 })).toBe(5)
})

test('offsets and positions are each other’s inverse', () => {
  assert(
    property(string({ maxLength: 60 }), integer({ min: 0, max: 60 }), (text, at) => {
      const file = sourceFile(0, 'a', text)
      const offset = Math.min(at, text.length)
      const position = positionAt(file, offset)
      // Inside a line break the nearest place is the end of the line before it.
      const back = offsetAt(file, position)
      const beyond = position.column - lineText(file, position.line).length
      expect(back).toBe(offset - Math.max(0, beyond))
    }),
  )
})
