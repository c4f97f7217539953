// Everything that an editor asks the language server about a document, and what must hold of the answers whatever the text is.
import type { CodeAction, DocumentSymbol, Position, Range } from 'vscode-languageserver'
import { usesAt } from '../../../compiler/query/navigation.ts'
import type { SourceFile } from '../../../compiler/source.ts'
import type { Analysis } from '../../../lsp/analysis.ts'
import type { ClientFeatures } from '../../../lsp/client-features.ts'
import { toPosition } from '../../../lsp/convert.ts'
import { codeActions } from '../../../lsp/features/code-actions.ts'
import { codeLenses, resolvedLens } from '../../../lsp/features/code-lens.ts'
import { definition } from '../../../lsp/features/definition.ts'
import { diagnosticsOf } from '../../../lsp/features/diagnostics.ts'
import { documentSymbols } from '../../../lsp/features/document-symbols.ts'
import { hover } from '../../../lsp/features/hover.ts'
import type { Random } from '../../support/random.ts'
import { Finding } from '../tool/finding.ts'

const [RICH, PLAIN] = [features(true), features(false)]

function features(all: boolean): ClientFeatures {
  return {
    markdownHover: all,
    symbolTree: all,
    definitionLinks: all,
    relatedInformation: all,
    diagnosticTags: all,
    codeActions: true,
    versionedEdits: all,
    watchFiles: all,
  }
}

const uriOf = (path: string): string => `file://${path}`
const nameOf = (path: string): { uri: string; version: number } => ({ uri: uriOf(path), version: 1 })

/** Asks everything about the document, at the ends and at some places between; gives how many answers there were. */
export function askAll(analysis: Analysis, random: Random, places: number): number {
  const { file } = analysis
  let answers = 0
  for (const client of [RICH, PLAIN]) {
    for (const { range } of diagnosticsOf(analysis, file.id, client, uriOf))
      mustBeIn(file, range, 'a diagnostic')
    answers += documentSymbols(analysis, client, uriOf(file.path)).length
  }
  for (const symbol of documentSymbols(analysis, RICH, '')) if ('range' in symbol) checkSymbol(file, symbol)
  for (const lens of codeLenses(analysis, uriOf(file.path))) {
    mustBeIn(file, lens.range, 'a code lens')
    resolvedLens(analysis, lens)
    answers++
  }
  const everywhere = { start: { line: 0, character: 0 }, end: toPosition(file, file.text.length) }
  for (const action of actionsIn(analysis, everywhere)) checkAction(analysis, action)
  for (const position of positions(file, random, places)) answers += askAt(analysis, position)
  return answers
}

/** Some places of the text, its ends, and places that are not in it. */
function positions(file: SourceFile, random: Random, places: number): Position[] {
  const inside = Array.from({ length: places }, () => toPosition(file, random.below(file.text.length + 1)))
  return [
    ...inside,
    { line: 0, character: 0 },
    toPosition(file, file.text.length),
    { line: 0, character: 1_000_000 },
    { line: 1_000_000, character: 7 },
  ]
}

function askAt(analysis: Analysis, position: Position): number {
  const { file, result } = analysis
  const found = hover(analysis, position, RICH)
  if (found?.range !== undefined) mustBeIn(file, found.range, 'a hover')
  hover(analysis, position, PLAIN)
  const target = definition(analysis, position, PLAIN, uriOf)
  const links = definition(analysis, position, RICH, uriOf)
  if ((target === null) !== (links === null)) throw new Finding('definitions differ by client', file.text)
  const offset = offsetOf(file, position)
  for (const span of usesAt(result, file.id, offset)) {
    const other = result.program.files[span.file]
    if (other === undefined || span.start > span.end || span.end > other.text.length)
      throw new Finding('a use is outside of its file', JSON.stringify(span))
  }
  const actions = actionsIn(analysis, { start: position, end: position })
  return actions.length + (found === null ? 0 : 1) + (target === null ? 0 : 1)
}

function actionsIn(analysis: Analysis, range: Range): CodeAction[] {
  return codeActions(analysis, { range, context: { diagnostics: [] } }, PLAIN, nameOf)
}

function offsetOf(file: SourceFile, { line, character }: Position): number {
  const start = file.text.split('\n').slice(0, line).join('\n').length
  return Math.min(file.text.length, start + character)
}

function checkSymbol(file: SourceFile, { range, selectionRange, children, name }: DocumentSymbol): void {
  mustBeIn(file, range, 'a symbol')
  if (before(selectionRange.start, range.start) || before(range.end, selectionRange.end))
    throw new Finding('the name of a symbol is outside of it', `${name}\n${file.text}`)
  for (const child of children ?? []) checkSymbol(file, child)
}

function checkAction({ result }: Analysis, { edit }: CodeAction): void {
  for (const [uri, edits] of Object.entries(edit?.changes ?? {})) {
    const target = result.program.files.find(({ path }) => uriOf(path) === uri)
    if (target === undefined) throw new Finding('a fix is for a file that is not there', uri)
    for (const { range } of edits) mustBeIn(target, range, 'a fix')
  }
}

function mustBeIn(file: SourceFile, { start, end }: Range, what: string): void {
  const last = toPosition(file, file.text.length)
  if (before(end, start) || before(last, end))
    throw new Finding(`${what} is outside of the text`, `${JSON.stringify({ start, end })}\n${file.text}`)
}

function before(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character)
}
