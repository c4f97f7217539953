// The outline of a document: contracts with their members, and what stands beside them.
import { SymbolKind, type DocumentSymbol as LspSymbol, type SymbolInformation } from 'vscode-languageserver'
import { documentSymbols as outlineOf } from '../../compiler/query/document-symbols.ts'
import type { DocumentSymbol, SymbolKind as SiloKind } from '../../compiler/query/types.ts'
import { cover, type SourceFile } from '../../compiler/source.ts'
import type { Analysis } from '../analysis.ts'
import type { ClientFeatures } from '../client-features.ts'
import { toRange } from '../convert.ts'

const KIND: Readonly<Record<SiloKind, SymbolKind>> = {
  contract: SymbolKind.Class,
  interface: SymbolKind.Interface,
  component: SymbolKind.Module,
  storage: SymbolKind.Property,
  field: SymbolKind.Field,
  function: SymbolKind.Function,
  constructor: SymbolKind.Constructor,
  struct: SymbolKind.Struct,
  enum: SymbolKind.Enum,
  variant: SymbolKind.EnumMember,
  error: SymbolKind.Object,
  event: SymbolKind.Event,
  constant: SymbolKind.Constant,
  test: SymbolKind.Method,
}

/** As a tree where the editor takes one, otherwise as a list that names the containers. */
export function documentSymbols(
  { file, result }: Analysis,
  client: ClientFeatures,
  uri: string,
): LspSymbol[] | SymbolInformation[] {
  const tree = result.parsed[file.id]?.tree
  if (tree === undefined) return []
  const symbols = outlineOf(file, tree)
  return client.symbolTree
    ? symbols.map((symbol) => toTree(file, symbol))
    : symbols.flatMap((symbol) => toList(file, symbol, uri, undefined))
}

function toTree(file: SourceFile, symbol: DocumentSymbol): LspSymbol {
  return {
    name: shownName(symbol),
    detail: symbol.detail,
    kind: KIND[symbol.kind],
    // Editors refuse a symbol whose name lies outside its range.
    range: toRange(file, cover(symbol.span, symbol.nameSpan)),
    selectionRange: toRange(file, symbol.nameSpan),
    children: symbol.children.map((child) => toTree(file, child)),
  }
}

function toList(
  file: SourceFile,
  symbol: DocumentSymbol,
  uri: string,
  container: string | undefined,
): SymbolInformation[] {
  const name = shownName(symbol)
  return [
    {
      name,
      kind: KIND[symbol.kind],
      location: { uri, range: toRange(file, symbol.span) },
      ...(container === undefined ? {} : { containerName: container }),
    },
    ...symbol.children.flatMap((child) => toList(file, child, uri, name)),
  ]
}

/** Editors refuse empty names; a test may have an empty title. */
function shownName({ kind, name }: DocumentSymbol): string {
  return name.trim() === '' ? kind : name
}
