// Places of the compiler (offsets) and of the protocol (lines and characters). Both count UTF-16 units, which is the
// position encoding that every editor has to understand.
import type { Position, Range } from 'vscode-languageserver'
import { offsetAt, positionAt, type SourceFile, type Span } from '../compiler/source.ts'

export function toPosition(file: SourceFile, offset: number): Position {
  const { line, column } = positionAt(file, offset)
  return { line, character: column }
}

export function toRange(file: SourceFile, span: Pick<Span, 'start' | 'end'>): Range {
  return { start: toPosition(file, span.start), end: toPosition(file, span.end) }
}

/** The offset of a position, clamped to its line and the file. */
export function toOffset(file: SourceFile, position: Position): number {
  return offsetAt(file, { line: position.line, column: position.character })
}
