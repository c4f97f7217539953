// Why a text was not formatted.
import type { Diagnostic } from '../../compiler/diagnostics/types.ts'
import { positionAt, type SourceFile } from '../../compiler/source.ts'

/** Thrown to prettier, which expects a parser to throw; `loc` is in its form (lines and columns from 1). */
export class FormatRefused extends Error {
  readonly diagnostic: Diagnostic
  readonly loc: { readonly start: { readonly line: number; readonly column: number } }

  constructor(file: SourceFile, diagnostic: Diagnostic) {
    const { line, column } = positionAt(file, diagnostic.span.start)
    super(`${diagnostic.message} (${line + 1}:${column + 1})`)
    this.name = 'SyntaxError'
    this.diagnostic = diagnostic
    this.loc = { start: { line: line + 1, column: column + 1 } }
  }
}
