// Go to definition: from a name to its declaration, and from the path of an import to that file.
import type { Definition, DefinitionLink, Position } from 'vscode-languageserver'
import { declarationOf, referenceAt } from '../../compiler/query/navigation.ts'
import { touches, type Span } from '../../compiler/source.ts'
import type { Analysis } from '../analysis.ts'
import type { ClientFeatures } from '../client-features.ts'
import { toOffset, toRange } from '../convert.ts'

/** Where the name at a position was declared; null if it isn't a declared name. */
export function definition(
  analysis: Analysis,
  position: Position,
  client: ClientFeatures,
  uriOf: (path: string) => string,
): Definition | DefinitionLink[] | null {
  const { file, result } = analysis
  const offset = toOffset(file, position)
  const found = ofName(analysis, offset) ?? ofImport(analysis, offset)
  const target = found === null ? undefined : result.program.files[found.to.file]
  if (found === null || target === undefined) return null
  const range = toRange(target, found.to)
  const targetUri = uriOf(target.path)
  if (!client.definitionLinks) return { uri: targetUri, range }
  const originSelectionRange = toRange(file, found.from)
  return [{ originSelectionRange, targetUri, targetRange: range, targetSelectionRange: range }]
}

interface Jump {
  readonly from: Span
  readonly to: Span
}

function ofName({ file, result }: Analysis, offset: number): Jump | null {
  const reference = referenceAt(result, file.id, offset)
  const to = reference === null ? null : declarationOf(result, reference.symbol)
  return reference === null || to === null ? null : { from: reference.span, to }
}

function ofImport({ file, result }: Analysis, offset: number): Jump | null {
  const parsed = result.parsed[file.id]
  for (const item of parsed?.tree.items ?? []) {
    if (item.kind !== 'import' || !touches(item.path.span, offset)) continue
    const target = parsed?.resolve(item.path.text)
    if (target?.ok === true) return { from: item.path.span, to: { file: target.file.id, start: 0, end: 0 } }
  }
  return null
}
