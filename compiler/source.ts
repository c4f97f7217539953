// Source files and places in them. A span is a half-open range of UTF-16 offsets in one file; lines and
// columns are worked out only when a person or an editor wants to see them.

/** Index of a file in `Program.files`, in the order in which files were first read. */
export type FileId = number & { readonly __brand: 'FileId' }

/** A file's path and text. `lineStarts[i]` is the offset at which line i (from 0) begins. */
export interface SourceFile {
  readonly id: FileId
  readonly path: string
  readonly text: string
  readonly lineStarts: readonly number[]
}

/** The range `[start, end)` of offsets in the file `file`. */
export interface Span {
  readonly file: FileId
  readonly start: number
  readonly end: number
}

/** A line and column, both counted from 0; the column counts UTF-16 units, as editors do. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Wraps a text as a source file and finds where its lines begin (`\n`, `\r\n` and lone `\r` end a line). */
export function sourceFile(id: number, path: string, text: string): SourceFile {
  const lineStarts = [0]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) lineStarts.push(i + 1)
  }
  return { id: id as FileId, path, text, lineStarts }
}

/** The line and column of an offset. Offsets outside the file are clamped to it. */
export function positionAt(file: SourceFile, offset: number): Position {
  const target = Math.max(0, Math.min(offset, file.text.length))
  let low = 0
  let high = file.lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((file.lineStarts[middle] ?? 0) <= target) low = middle
    else high = middle - 1
  }
  return { line: low, column: target - (file.lineStarts[low] ?? 0) }
}

/** The offset of a line and column, clamped to the line and the file. */
export function offsetAt(file: SourceFile, position: Position): number {
  const line = Math.max(0, Math.min(position.line, file.lineStarts.length - 1))
  const start = file.lineStarts[line] ?? 0
  return Math.max(start, Math.min(start + position.column, lineEnd(file, line)))
}

/** The text of a line (from 0) without its line break; empty outside the file. */
export function lineText(file: SourceFile, line: number): string {
  const start = file.lineStarts[line]
  return start === undefined ? '' : file.text.slice(start, lineEnd(file, line))
}

/** The text that a span covers. */
export function spanText(file: SourceFile, span: Span): string {
  return file.text.slice(span.start, span.end)
}

/** The smallest span that covers both; they must be of one file. */
export function cover(first: Span, last: Span): Span {
  return {
    file: first.file,
    start: Math.min(first.start, last.start),
    end: Math.max(first.end, last.end),
  }
}

/** Whether an offset lies in a span or just behind it (where a cursor still touches the word). */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end
}

function lineEnd(file: SourceFile, line: number): number {
  let end = file.lineStarts[line + 1] ?? file.text.length
  while (end > (file.lineStarts[line] ?? 0) && isBreak(file.text.charCodeAt(end - 1))) end--
  return end
}

/** Whether a UTF-16 unit is one of those that break lines. */
export function isBreak(unit: number): boolean {
  return unit === 10 || unit === 13
}
