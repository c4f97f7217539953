// Lints are silenced where they are: `// allow W0902` on the line or alone on the line above. Errors can't be.
import { lineText, positionAt, type SourceFile } from '../source.ts'
import type { Comment } from '../syntax/lexer.ts'
import type { Diagnostic } from './types.ts'

/** Whether a comment silences this diagnostic. `comments` are by file. */
export function silenced(
  diagnostic: Diagnostic,
  files: readonly SourceFile[],
  comments: readonly (readonly Comment[])[],
): boolean {
  const { span, severity, code } = diagnostic
  const file = files[span.file]
  if (severity === 'error' || file === undefined) return false
  const line = positionAt(file, span.start).line
  return (comments[span.file] ?? []).some((comment) => {
    const at = positionAt(file, comment.span.start)
    const alone = lineText(file, at.line).slice(0, at.column).trim() === ''
    return (at.line === line || (alone && at.line === line - 1)) && allows(comment.text, code)
  })
}

function allows(comment: string, code: string): boolean {
  const list = /^\/\/\s*allow\s+([A-Z0-9,\s]+)/.exec(comment)?.[1]
  return list !== undefined && list.split(/[,\s]+/).includes(code)
}
