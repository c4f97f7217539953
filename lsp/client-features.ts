// What the editor at the other end can take, as far as answers depend on it.
import type { ClientCapabilities } from 'vscode-languageserver'

export interface ClientFeatures {
  readonly markdownHover: boolean
  /** A tree of symbols; otherwise a flat list. */
  readonly symbolTree: boolean
  /** Definitions that also say which word they belong to. */
  readonly definitionLinks: boolean
  /** Second places of a diagnostic; otherwise they are told in its message. */
  readonly relatedInformation: boolean
  readonly diagnosticTags: boolean
  /** Actions that carry their edit; without them none are offered. */
  readonly codeActions: boolean
  /** Edits that name the version of the document which they were made for. */
  readonly versionedEdits: boolean
  /** The server may ask to be told of files that change on disk. */
  readonly watchFiles: boolean
}

export function clientFeatures(capabilities: ClientCapabilities): ClientFeatures {
  const { textDocument, workspace } = capabilities
  return {
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    symbolTree: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation === true,
    diagnosticTags: textDocument?.publishDiagnostics?.tagSupport !== undefined,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
  }
}
