import { describe, expect, test } from 'vitest'
import { checkExample, runExample } from './examples.ts'
import { DIAGNOSTICS } from './table.ts'

describe('every code of the table', () => {
  for (const [code, entry] of Object.entries(DIAGNOSTICS)) {
    test(`${code} is reported for its failing example, alone`, () => {
      const found = runExample(entry, 'failing').diagnostics
      expect(found.map((d) => `${d.code} ${d.message}`)).toHaveLength(1)
      expect(found[0]?.code).toBe(code)
      expect(found[0]?.severity).toBe(entry.severity)
      expect(found[0]?.message).not.toMatch(/%\w+%/)
      expect(found[0]?.help ?? '').not.toMatch(/%\w+%/)
    })
    test(`${code} is absent from its working example`, () => {
      expect(runExample(entry, 'working').diagnostics).toEqual([])
    })
    test(`${code}: applying its fix leaves no such mistake`, () => {
      const before = checkExample(entry.failing)
      const fix = before.diagnostics[0]?.fix
      if (fix === null || fix === undefined) return
      const text = fix.edits
        .toSorted((a, b) => b.span.start - a.span.start)
        .filter((edit) => before.program.files[edit.span.file]?.path === 'main.silo')
        .reduce((all, e) => all.slice(0, e.span.start) + e.newText + all.slice(e.span.end), entry.failing)
      if (text === entry.failing) return
      expect(checkExample(text).diagnostics.map((d) => d.code)).not.toContain(code)
    })
  }
})

test('lints are silenced on their line or the line above', () => {
  const text =
    'pub fn f(): u64 {\n  // allow W0902\n  let a = 1\n  let b = 1 // allow W0902\n  let c = 1\n  2\n}'
  expect(checkExample(text).diagnostics.map((d) => d.message)).toEqual(['the variable `c` is not used'])
})
