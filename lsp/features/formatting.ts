// Formatting: one edit over the lines that differ, so that the cursor, folds and marks elsewhere stay where they are.
import type { TextEdit } from 'vscode-languageserver'
import { sourceFile } from '../../compiler/source.ts'
import { toRange } from '../convert.ts'

export type FormattingResult =
  | { readonly ok: true; readonly edits: TextEdit[] }
  /** Why the text stays as it is. */
  | { readonly ok: false; readonly message: string }

/** Edits that format a text as `silo fmt` does; none if it has syntax errors. */
export async function formatting(text: string): Promise<FormattingResult> {
  // Prettier takes a while to load, and many sessions never need it.
  const { formatText } = await import('../format/format.ts')
  const formatted = await formatText(text)
  if (formatted.ok) return { ok: true, edits: lineEdits(text, formatted.text) }
  return {
    ok: false,
    message: formatted.reason === 'syntax' ? formatted.diagnostic.message : formatted.message,
  }
}

/** At most one edit that turns `before` into `after`, which has `\n` only; line breaks of `before` are kept. */
export function lineEdits(before: string, after: string): TextEdit[] {
  const wanted = before.includes('\r\n') ? after.replaceAll('\n', '\r\n') : after
  if (before === wanted) return []
  const file = sourceFile(0, '', before)
  const [old, now] = [linesOf(before), linesOf(wanted)]
  let head = 0
  while (head < old.length && head < now.length && old[head] === now[head]) head++
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) {
    tail++
  }
  const start = lengthOf(old.slice(0, head))
  const end = before.length - lengthOf(old.slice(old.length - tail))
  return [{ range: toRange(file, { start, end }), newText: now.slice(head, now.length - tail).join('') }]
}

/** The lines of a text, each with its line break. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0)
}
