// Applies the fixes that diagnostics carry: as many as don't touch one another, the first in the file first. Who wants the rest checks again.
import type { FileId, SourceFile } from '../source.ts'
import type { Diagnostic, TextEdit } from './types.ts'

export interface FixedFile {
  readonly file: SourceFile
  readonly text: string
  /** The diagnostics whose fixes are in the text. */
  readonly fixed: readonly Diagnostic[]
}

/** The files that change, in order. Edits of one fix go together or not at all. */
export function applyFixes(
  files: readonly SourceFile[],
  diagnostics: readonly Diagnostic[],
): readonly FixedFile[] {
  const chosen = new Map<FileId, TextEdit[]>()
  const fixed: Diagnostic[] = []
  for (const diagnostic of diagnostics) {
    const edits = diagnostic.fix?.edits ?? []
    const clear = edits.every((edit) =>
      (chosen.get(edit.span.file) ?? []).every((other) => apart(edit, other)),
    )
    if (edits.length === 0 || !clear) continue
    fixed.push(diagnostic)
    for (const edit of edits) chosen.set(edit.span.file, [...(chosen.get(edit.span.file) ?? []), edit])
  }
  return files.flatMap((file) => {
    const edits = chosen.get(file.id)
    return edits === undefined
      ? []
      : [{ file, text: edited(file.text, edits), fixed: fixed.filter(({ span }) => span.file === file.id) }]
  })
}

/** Whether two edits leave each other's text alone; two insertions at one place don't. */
function apart(a: TextEdit, b: TextEdit): boolean {
  return a.span.end < b.span.start || b.span.end < a.span.start
}

function edited(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((sum, { span, newText }) => sum.slice(0, span.start) + newText + sum.slice(span.end), text)
}
