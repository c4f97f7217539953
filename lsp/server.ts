// The wiring of the language server: which message leads to which feature. It holds no rules of the language.
import { createConnection, type Connection, type WatchDog } from 'vscode-languageserver'
import {
  createProtocolConnection,
  CodeActionKind,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node'
import { COMPILER_VERSION } from '../compiler/artifact.ts'
import type { Analysis } from './analysis.ts'
import { clientFeatures, type ClientFeatures } from './client-features.ts'
import { openDisk } from './disk.ts'
import { codeActions } from './features/code-actions.ts'
import { codeLenses, documentOfLens, resolvedLens } from './features/code-lens.ts'
import { definition } from './features/definition.ts'
import { documentSymbols } from './features/document-symbols.ts'
import { formatting } from './features/formatting.ts'
import { hover } from './features/hover.ts'
import { systemScheduler, type Scheduler } from './scheduler.ts'
import { createWorkspace, type Workspace } from './workspace.ts'

export interface ServerOptions {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
  readonly scheduler?: Scheduler
  /** Where the sources of the standard library lie, with a `/` behind it. */
  readonly library: string
}

/** What exists from `initialize` on. */
interface Session {
  readonly client: ClientFeatures
  readonly workspace: Workspace
}

/**
 * Serves one editor until it says `exit` or goes away. The answer is whether it left in order: after `shutdown`. An
 * editor that dies closes the input, so there is no need to watch its process.
 */
export function serve(options: ServerOptions): Promise<boolean> {
  return new Promise((done) => {
    let session: Session | null = null
    let finished = false
    const finish = (): void => {
      if (finished) return
      finished = true
      session?.workspace.dispose()
      connection.dispose()
      done(watchDog.shutdownReceived)
    }
    const watchDog: WatchDog = { shutdownReceived: false, initialize: () => {}, exit: finish }
    const connection = createConnection(
      (logger) => createProtocolConnection(options.input, options.output, logger),
      watchDog,
    )
    options.input.once('end', finish)
    options.input.once('close', finish)
    connection.onInitialize((params) => {
      session?.workspace.dispose()
      session = startSession(connection, params, options)
      return answerTo(session.client)
    })
    register(connection, () => {
      if (watchDog.shutdownReceived) throw new ResponseError(ErrorCodes.InvalidRequest, 'shut down already')
      if (session === null) throw new ResponseError(ErrorCodes.ServerNotInitialized, 'not initialised yet')
      return session
    })
    connection.listen()
  })
}

function startSession(connection: Connection, params: InitializeParams, options: ServerOptions): Session {
  const client = clientFeatures(params.capabilities)
  const workspace = createWorkspace({
    disk: openDisk(),
    scheduler: options.scheduler ?? systemScheduler,
    library: options.library,
    client,
    publish: (diagnostics) => {
      // It fails only when the editor is gone, and then nobody waits for it.
      connection.sendDiagnostics(diagnostics).catch(() => {})
    },
    fault: (what, error) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
      connection.console.error(`A fault of silo while ${what}; please report it.\n${detail}`)
    },
  })
  return { client, workspace }
}

function answerTo(client: ClientFeatures): InitializeResult {
  return {
    serverInfo: { name: 'silo', version: COMPILER_VERSION },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: {
        openClose: true,
        change: TextDocumentSyncKind.Incremental,
        save: { includeText: false },
      },
      hoverProvider: true,
      definitionProvider: true,
      documentSymbolProvider: true,
      codeLensProvider: { resolveProvider: true },
      documentFormattingProvider: true,
      codeActionProvider: client.codeActions ? { codeActionKinds: [CodeActionKind.QuickFix] } : false,
    },
  }
}

function register(connection: Connection, current: () => Session): void {
  registerDocuments(connection, current)

  /** Runs a feature on a document; null where it isn't open. */
  const on = <T>(uri: string, feature: (analysis: Analysis, session: Session) => T): T | null => {
    const session = current()
    const analysis = session.workspace.analysis(uri)
    return analysis === undefined ? null : feature(analysis, session)
  }
  connection.onHover(({ textDocument, position }) =>
    on(textDocument.uri, (analysis, { client }) => hover(analysis, position, client)),
  )
  connection.onDefinition(({ textDocument, position }) =>
    on(textDocument.uri, (analysis, { client, workspace }) =>
      definition(analysis, position, client, workspace.uriOf),
    ),
  )
  connection.onDocumentSymbol(({ textDocument }) =>
    on(textDocument.uri, (analysis, { client }) => documentSymbols(analysis, client, textDocument.uri)),
  )
  connection.onCodeLens(({ textDocument }) =>
    on(textDocument.uri, (analysis) => codeLenses(analysis, textDocument.uri)),
  )
  connection.onCodeLensResolve((lens) => {
    const { workspace } = current()
    const uri = documentOfLens(lens.data)
    return resolvedLens(uri === undefined ? undefined : workspace.analysis(uri), lens)
  })
  connection.onCodeAction((params) =>
    on(params.textDocument.uri, (analysis, { client, workspace }) =>
      codeActions(analysis, params, client, workspace.nameOf),
    ),
  )
  connection.onDocumentFormatting(async ({ textDocument }) => {
    const { workspace } = current()
    const document = workspace.document(textDocument.uri)
    if (document === undefined) return null
    const result = await formatting(document.text)
    if (workspace.document(textDocument.uri)?.version !== document.version) {
      return new ResponseError<void>(LSPErrorCodes.ContentModified, 'the document has changed meanwhile')
    }
    if (result.ok) return result.edits
    connection.console.info(`not formatted: ${result.message}`)
    return null
  })
}

function registerDocuments(connection: Connection, current: () => Session): void {
  connection.onInitialized(() => {
    if (!current().client.watchFiles) return
    connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*.silo' }] })
      .catch(() => connection.console.warn('the editor refused to watch files; saved changes show on edits'))
  })
  connection.onDidOpenTextDocument(({ textDocument }) => current().workspace.open(textDocument))
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) =>
    current().workspace.change(textDocument.uri, textDocument.version, contentChanges),
  )
  connection.onDidCloseTextDocument(({ textDocument }) => current().workspace.close(textDocument.uri))
  connection.onDidSaveTextDocument(() => current().workspace.refresh())
  connection.onDidChangeWatchedFiles(() => current().workspace.refresh())
}
