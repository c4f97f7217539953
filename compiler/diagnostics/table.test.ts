import { describe, expect, test } from 'vitest'
import { analyse, type FrontendResult } from '../frontend.ts'
import { memoryHost } from '../load.ts'
import { compile } from '../index.ts'
import { EXAMPLE_OTHER, type DiagnosticEntry } from './entry.ts'
import { DIAGNOSTICS } from './table.ts'
import type { Diagnostic } from './types.ts'

const FILES = { 'other.silo': EXAMPLE_OTHER }

/** What is reported for an example. Fewer passes are quicker, and what the examples are about is the same. */
function diagnose(entry: DiagnosticEntry, which: 'failing' | 'working'): readonly Diagnostic[] {
  if (entry.build === undefined) return check(entry[which]).diagnostics
  const { contract, failingEntry = 'main.silo' } = entry.build
  const host = memoryHost({ ...FILES, 'main.silo': entry[which] })
  const path = which === 'failing' ? failingEntry : 'main.silo'
  return compile(host, path, { passes: [], ...(contract === undefined ? {} : { contract }) }).diagnostics
}

function check(text: string): FrontendResult {
  return analyse(memoryHost({ ...FILES, 'main.silo': text }), ['main.silo'])
}

describe('every code of the table', () => {
  for (const [code, entry] of Object.entries(DIAGNOSTICS)) {
    test(`${code} is reported for its failing example, alone`, () => {
      const found = diagnose(entry, 'failing')
      expect(found.map((d) => `${d.code} ${d.message}`)).toHaveLength(1)
      expect(found[0]?.code).toBe(code)
      expect(found[0]?.severity).toBe(entry.severity)
      expect(found[0]?.message).not.toMatch(/%\w+%/)
      expect(found[0]?.help ?? '').not.toMatch(/%\w+%/)
    })
    test(`${code} is absent from its working example`, () => {
      expect(diagnose(entry, 'working')).toEqual([])
    })
    test(`${code}: applying its fix leaves no such mistake`, () => {
      const before = check(entry.failing)
      const fix = before.diagnostics[0]?.fix
      if (fix === null || fix === undefined) return
      const text = fix.edits
        .toSorted((a, b) => b.span.start - a.span.start)
        .filter((edit) => before.program.files[edit.span.file]?.path === 'main.silo')
        .reduce((all, e) => all.slice(0, e.span.start) + e.newText + all.slice(e.span.end), entry.failing)
      if (text === entry.failing) return
      expect(check(text).diagnostics.map((d) => d.code)).not.toContain(code)
    })
  }
})

test('lints are silenced on their line or the line above', () => {
  const text =
    'pub fn f(): u64 {\n  // allow W0902\n  let a = 1\n  let b = 1 // allow W0902\n  let c = 1\n  2\n}'
  expect(check(text).diagnostics.map((d) => d.message)).toEqual(['the variable `c` is not used'])
})
