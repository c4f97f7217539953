// The documents that the editor has open: their text is the truth, whatever is on disk.
import type { TextDocumentContentChangeEvent, TextDocumentItem } from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { pathOfUri } from './uri.ts'

/** An open document as it is now. */
export interface OpenDocument {
  /** As the editor spells it: answers must use the same spelling. */
  readonly uri: string
  readonly path: string
  /** The editor's number for this text; it grows with every change. */
  readonly version: number
  readonly text: string
}

export interface Documents {
  readonly open: (item: TextDocumentItem) => OpenDocument
  /** Applies changes in order; undefined if the document isn't open. Throws if a change is malformed, and changes nothing then. */
  readonly change: (
    uri: string,
    version: number,
    changes: readonly TextDocumentContentChangeEvent[],
  ) => OpenDocument | undefined
  /** Whether it was open. */
  readonly close: (uri: string) => boolean
  readonly byUri: (uri: string) => OpenDocument | undefined
  readonly byPath: (path: string) => OpenDocument | undefined
  /** In the order in which they were opened. */
  readonly all: () => readonly OpenDocument[]
}

const LANGUAGE = 'silo'

export function createDocuments(): Documents {
  const documents = new Map<string, OpenDocument>()
  const byUri = (uri: string): OpenDocument | undefined => documents.get(pathOfUri(uri))
  const put = (document: OpenDocument): OpenDocument => {
    documents.set(document.path, document)
    return document
  }
  return {
    open: ({ uri, version, text }) => put({ uri, path: pathOfUri(uri), version, text }),
    change: (uri, version, changes) => {
      const before = byUri(uri)
      if (before === undefined) return undefined
      const text = TextDocument.create(uri, LANGUAGE, before.version, before.text)
      return put({ ...before, version, text: TextDocument.update(text, [...changes], version).getText() })
    },
    close: (uri) => documents.delete(pathOfUri(uri)),
    byUri,
    byPath: (path) => documents.get(path),
    all: () => [...documents.values()],
  }
}
