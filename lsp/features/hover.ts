// Hover: the declaration of the name under the pointer, its documentation and its steps.
import { MarkupKind, type Hover, type Position } from 'vscode-languageserver'
import { hoverAt } from '../../compiler/query/hover.ts'
import type { Analysis } from '../analysis.ts'
import type { ClientFeatures } from '../client-features.ts'
import { toOffset, toRange } from '../convert.ts'

/** Null where no declared name stands. */
export function hover({ file, result }: Analysis, position: Position, client: ClientFeatures): Hover | null {
  const found = hoverAt(result, file.id, toOffset(file, position))
  if (found === null) return null
  const doc = [found.doc, found.steps]
    .map((text) => (text === null || text === '' ? '' : `\n\n${text}`))
    .join('')
  return {
    range: toRange(file, found.span),
    contents: client.markdownHover
      ? { kind: MarkupKind.Markdown, value: `\`\`\`silo\n${found.code}\n\`\`\`${doc}` }
      : { kind: MarkupKind.PlainText, value: `${found.code}${doc}` },
  }
}
