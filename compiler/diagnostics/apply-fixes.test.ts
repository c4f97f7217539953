// Fixes are applied as they stand, together where they can be; what they promise comes true for every example of the table that has one.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sourceFile } from '../source.ts'
import { analyse } from '../frontend.ts'
import { memoryHost } from '../load.ts'
import { applyFixes } from './apply-fixes.ts'
import { EXAMPLE_OTHER } from './entry.ts'
import { checkExample } from './examples.ts'
import { DIAGNOSTICS } from './table.ts'
import type { Diagnostic, TextEdit } from './types.ts'

const FILE = sourceFile(0, 'a.silo', 'one two three')

function diagnostic(...edits: TextEdit[]): Diagnostic {
  const span = edits[0]!.span
  const fix = { title: 'mend', edits }
  return { code: 'W0900', severity: 'warning', message: '', span, label: '', secondary: [], help: null, fix }
}
const edit = (start: number, end: number, newText: string): TextEdit => ({
  span: { file: FILE.id, start, end },
  newText,
})

describe('fixes', () => {
  it('are applied where they are apart, the first ones first', () => {
    const [first, second, third] = [
      diagnostic(edit(0, 3, '1'), edit(8, 13, '3')),
      diagnostic(edit(2, 5, 'X')),
      diagnostic(edit(4, 7, '')),
    ]
    expect(applyFixes([FILE], [first, second, third])).toEqual([
      { file: FILE, text: '1  3', fixed: [first, third] },
    ])
    expect(applyFixes([FILE], [])).toEqual([])
  })

  it('never lose text that no applied edit covers', () => {
    const piece = fc.record({ start: fc.nat(20), length: fc.nat(5) })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = 'abcdefghijklmnopqrstuvwxyz'
        const file = sourceFile(0, 'a.silo', text)
        const all = pieces.map(({ start, length }) => diagnostic(edit(start, start + length, '')))
        const [result] = applyFixes([file], all)
        const gone = (result?.fixed ?? []).flatMap((d) => d.fix?.edits ?? [])
        const kept = [...text].filter((_, i) => !gone.some(({ span }) => span.start <= i && i < span.end))
        expect(result?.text ?? text).toBe(kept.join(''))
      }),
    )
  })

  const fixable = Object.entries(DIAGNOSTICS).filter(
    ([code, { failing, build }]) =>
      build === undefined && checkExample(failing).diagnostics.some((d) => d.code === code && d.fix !== null),
  )
  it.each(fixable)('of %s make it go away', (code, { failing }) => {
    const { diagnostics, program } = checkExample(failing)
    const [result] = applyFixes(program.files, diagnostics)
    const host = memoryHost({ 'main.silo': result!.text, 'other.silo': EXAMPLE_OTHER })
    const after = analyse(host, ['main.silo']).diagnostics.map((d) => d.code)
    expect(after).not.toContain(code)
  })
})
