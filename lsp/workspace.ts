// The open documents and what the compiler says about them. Requests are answered from the newest text at once;
// diagnostics wait until typing pauses, go one document at a time, and stop where newer text arrives.
import type {
  Diagnostic,
  PublishDiagnosticsParams,
  TextDocumentContentChangeEvent,
  TextDocumentItem,
} from 'vscode-languageserver'
import { openFrontEnd, type FrontEnd } from '../compiler/frontend.ts'
import type { Host } from '../compiler/load.ts'
import { analyseFile, isCurrent, type Analysis } from './analysis.ts'
import type { ClientFeatures } from './client-features.ts'
import { STD_FOLDER } from '../compiler/paths.ts'
import type { Disk } from './disk.ts'
import { createDocuments, type OpenDocument } from './documents.ts'
import { diagnosticsOf, refusalOf } from './features/diagnostics.ts'
import { createPublisher, type FileReport } from './publisher.ts'
import { readThroughPackages } from './project-packages.ts'
import type { Scheduler } from './scheduler.ts'
import { uriOfPath, type FileName } from './uri.ts'

/** How long typing must pause before diagnostics are worked out, in milliseconds. */
export const TYPING_PAUSE = 150

export interface WorkspaceOptions {
  readonly disk: Disk
  readonly scheduler: Scheduler
  /** Where the sources of the standard library lie, with a `/` behind it: to show them. */
  readonly library: string
  readonly client: ClientFeatures
  readonly publish: (params: PublishDiagnosticsParams) => void
  /** Told of faults of the compiler, which must not end the server. */
  readonly fault: (what: string, error: unknown) => void
}

export interface Workspace {
  readonly open: (item: TextDocumentItem) => void
  readonly change: (uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]) => void
  readonly close: (uri: string) => void
  /** Files may have changed on disk. */
  readonly refresh: () => void
  readonly document: (uri: string) => OpenDocument | undefined
  /** Of the newest text of an open document; undefined if it isn't open. */
  readonly analysis: (uri: string) => Analysis | undefined
  readonly nameOf: (path: string) => FileName
  readonly uriOf: (path: string) => string
  /** Takes everything off the scheduler. */
  readonly dispose: () => void
}

export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { disk, scheduler, client, fault } = options
  const documents = createDocuments()
  const analyses = new Map<string, Analysis>()
  const frontEnds = new Map<string, FrontEnd>()
  const publisher = createPublisher(options.publish)
  const packages = readThroughPackages((path) => documents.byPath(path)?.text ?? disk.read(path))
  const host: Host = packages
  const nothing = (): void => {}
  let cancelPass: () => void = nothing

  const nameOf = (path: string): FileName => {
    const place = path.startsWith(STD_FOLDER)
      ? options.library + path.slice(STD_FOLDER.length)
      : packages.place(path)
    const open = documents.byPath(place)
    return open === undefined
      ? { uri: uriOfPath(place), version: null }
      : { uri: open.uri, version: open.version }
  }
  const uriOf = (path: string): string => nameOf(path).uri

  function analysisOf(path: string): Analysis {
    const known = analyses.get(path)
    if (known !== undefined && isCurrent(known, host)) return known
    const frontEnd = frontEnds.get(path) ?? openFrontEnd()
    // One that fails may remember half of a check: it is kept only when it is done.
    frontEnds.delete(path)
    const made = analyseFile(path, host, frontEnd)
    frontEnds.set(path, frontEnd)
    analyses.set(path, made)
    return made
  }

  /** Looks at all open documents after a while, `first` before the others. */
  function schedulePass(delay: number, first: string | undefined): void {
    cancelPass()
    const paths = documents.all().map((document) => document.path)
    const ordered =
      first === undefined || !paths.includes(first) ? paths : [first, ...paths.filter((p) => p !== first)]
    cancelPass = scheduler.after(delay, () => stepPass(ordered))
  }

  function stepPass([path, ...rest]: readonly string[]): void {
    cancelPass = nothing
    if (path === undefined) return
    diagnose(path)
    // Between two documents the editor's messages get their turn.
    if (rest.length > 0) cancelPass = scheduler.after(0, () => stepPass(rest))
  }

  function diagnose(path: string): void {
    const document = documents.byPath(path)
    if (document === undefined) return
    try {
      publisher.put(path, document.version, reportsOf(analysisOf(path)))
      publisher.flush(nameOf)
    } catch (error) {
      fault(`checking ${document.uri}`, error)
    }
  }

  function reportsOf(analysis: Analysis): FileReport[] {
    return analysis.result.program.files.map(({ id, path }): FileReport => {
      const place = packages.place(path)
      const refusal = documents.byPath(place) === undefined ? disk.refusal(place) : null
      const diagnostics: Diagnostic[] =
        refusal === null ? diagnosticsOf(analysis, id, client, uriOf) : [refusalOf(refusal)]
      return { path, diagnostics }
    })
  }

  return {
    open: (item) => {
      const { path } = documents.open(item)
      schedulePass(0, path)
    },
    change: (uri, version, changes) => {
      const document = documents.change(uri, version, changes)
      if (document !== undefined) schedulePass(TYPING_PAUSE, document.path)
    },
    close: (uri) => {
      const document = documents.byUri(uri)
      if (document === undefined) return
      documents.close(uri)
      analyses.delete(document.path)
      frontEnds.delete(document.path)
      publisher.drop(document.path)
      publisher.flush(nameOf)
      schedulePass(0, undefined)
    },
    refresh: () => schedulePass(0, undefined),
    document: documents.byUri,
    analysis: (uri) => {
      const document = documents.byUri(uri)
      return document === undefined ? undefined : analysisOf(document.path)
    },
    nameOf,
    uriOf,
    dispose: () => cancelPass(),
  }
}
