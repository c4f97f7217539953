// Quick fixes: the fixes that the compiler attached to its diagnostics.
import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver'
import type { Fix } from '../../compiler/diagnostics/types.ts'
import type { SourceFile } from '../../compiler/source.ts'
import type { Analysis } from '../analysis.ts'
import type { ClientFeatures } from '../client-features.ts'
import { toOffset, toRange } from '../convert.ts'
import type { FileName } from '../uri.ts'
import { toLsp } from './diagnostics.ts'

/** The fixes of diagnostics that touch the range. */
export function codeActions(
  { file, result }: Analysis,
  { range, context }: Pick<CodeActionParams, 'range' | 'context'>,
  client: ClientFeatures,
  nameOf: (path: string) => FileName,
): CodeAction[] {
  if (!wanted(context.only)) return []
  const start = toOffset(file, range.start)
  const end = toOffset(file, range.end)
  const { files } = result.program
  return result.diagnostics.flatMap((diagnostic) => {
    const { span, fix } = diagnostic
    if (fix === null || span.file !== file.id || span.start > end || span.end < start) return []
    const fixed = toLsp(diagnostic, files, client, (path) => nameOf(path).uri)
    const edit = toEdit(fix, files, client, nameOf)
    return [
      { title: fix.title, kind: CodeActionKind.QuickFix, isPreferred: true, diagnostics: [fixed], edit },
    ]
  })
}

/** An editor may ask for some kinds only; a kind includes those below it, and the empty one includes all. */
function wanted(only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((kind) => kind === CodeActionKind.QuickFix || kind === '')
}

function toEdit(
  fix: Fix,
  files: readonly SourceFile[],
  client: ClientFeatures,
  nameOf: (path: string) => FileName,
): WorkspaceEdit {
  const changed = files.flatMap((file) => {
    const edits: TextEdit[] = fix.edits
      .filter(({ span }) => span.file === file.id)
      .map(({ span, newText }) => ({ range: toRange(file, span), newText }))
    return edits.length === 0 ? [] : [{ ...nameOf(file.path), edits }]
  })
  if (client.versionedEdits) {
    return {
      documentChanges: changed.map(({ uri, version, edits }) => ({ textDocument: { uri, version }, edits })),
    }
  }
  return { changes: Object.fromEntries(changed.map(({ uri, edits }) => [uri, edits])) }
}
