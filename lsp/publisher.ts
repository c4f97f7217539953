// Which diagnostics the editor shows at present, and which messages bring it up to date. An open document is judged by
// its own check; a file that is only imported shows what the checks of open documents found in it.
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver'
import type { FileName } from './uri.ts'

/** What one check found in one of its files. */
export interface FileReport {
  readonly path: string
  readonly diagnostics: readonly Diagnostic[]
}

export interface Publisher {
  /** The check of the open document at `path`, of its text of that version. */
  readonly put: (path: string, version: number, reports: readonly FileReport[]) => void
  /** The document at `path` is closed. */
  readonly drop: (path: string) => void
  /** Sends what differs from what was sent. Files whose version is null are not open. */
  readonly flush: (nameOf: (path: string) => FileName) => void
}

interface Check {
  readonly version: number
  readonly reports: readonly FileReport[]
}

export function createPublisher(send: (params: PublishDiagnosticsParams) => void): Publisher {
  const checks = new Map<string, Check>()
  const sent = new Map<string, PublishDiagnosticsParams>()

  function emit(path: string, params: PublishDiagnosticsParams): void {
    const before = sent.get(path)
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(params)) return
    if (before?.uri !== params.uri) withdraw(before)
    if (params.version === undefined && params.diagnostics.length === 0) sent.delete(path)
    else sent.set(path, params)
    send(params)
  }

  /** Takes back what was shown under a URI that the editor has stopped using. */
  function withdraw(before: PublishDiagnosticsParams | undefined): void {
    if (before !== undefined && before.diagnostics.length > 0) send({ uri: before.uri, diagnostics: [] })
  }

  return {
    put: (path, version, reports) => checks.set(path, { version, reports }),
    drop: (path) => checks.delete(path),
    flush: (nameOf) => {
      const imported = importedDiagnostics(checks)
      for (const [path, { version, reports }] of checks) {
        const own = reports.find((report) => report.path === path)
        emit(path, { uri: nameOf(path).uri, version, diagnostics: [...(own?.diagnostics ?? [])] })
      }
      for (const [path, diagnostics] of imported) {
        // An open document that was not checked yet keeps what it shows until it is.
        const { uri, version } = nameOf(path)
        if (version === null && (diagnostics.length > 0 || sent.has(path))) emit(path, { uri, diagnostics })
      }
      for (const path of sent.keys()) {
        const { uri, version } = nameOf(path)
        if (version === null && !imported.has(path)) emit(path, { uri, diagnostics: [] })
      }
    },
  }
}

/** By path of every file that some check has seen, each diagnostic once. */
function importedDiagnostics(checks: ReadonlyMap<string, Check>): Map<string, Diagnostic[]> {
  const found = new Map<string, Map<string, Diagnostic>>()
  for (const { reports } of checks.values()) {
    for (const { path, diagnostics } of reports) {
      const here = found.get(path) ?? new Map<string, Diagnostic>()
      found.set(path, here)
      for (const diagnostic of diagnostics) here.set(JSON.stringify(diagnostic), diagnostic)
    }
  }
  return new Map([...found].map(([path, here]) => [path, [...here.values()]]))
}
