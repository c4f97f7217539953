// An editor for tests: starts `silo lsp` as a child process, speaks the protocol with it, and keeps what it publishes.
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import {
  createProtocolConnection,
  type ClientCapabilities,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node'
import { start } from './silo-command.ts'

export interface Editor {
  readonly connection: ProtocolConnection
  readonly server: InitializeResult
  /** Opens a document with version 1 and gives its URI. */
  readonly open: (path: string, text: string) => Promise<string>
  /** The first message that fits, among those that came and those to come. Messages are taken once, in order. */
  readonly published: (
    fits: (params: PublishDiagnosticsParams) => boolean,
  ) => Promise<PublishDiagnosticsParams>
  /** Writes bytes past the protocol's library. */
  readonly raw: (bytes: string) => void
  /** `shutdown` and `exit`; the server's exit code and what it wrote to standard error. */
  readonly leave: () => Promise<{ readonly code: number | null; readonly stderr: string }>
  /** Closes the pipe without a word. */
  readonly vanish: () => Promise<number | null>
}

/** Starts a server and initialises it. */
export async function startEditor(cwd: string, capabilities: ClientCapabilities): Promise<Editor> {
  const child = start(cwd, ['lsp', '--stdio'])
  const { stdin, stdout, stderr } = child
  if (stdin === null || stdout === null || stderr === null) throw new Error('the child has no pipes')
  let errors = ''
  stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const ended = once(child, 'close')
  const exitCode = (): Promise<number | null> => ended.then(() => child.exitCode)

  const connection = createProtocolConnection(stdout, stdin)
  const arrived: PublishDiagnosticsParams[] = []
  let wake: () => void = () => {}
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    arrived.push(params)
    wake()
  })
  connection.onRequest('client/registerCapability', () => null)
  connection.listen()
  const server = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(cwd).href,
    capabilities,
  })
  await connection.sendNotification('initialized', {})

  return {
    connection,
    server,
    open: async (path, text) => {
      const uri = pathToFileURL(path).href
      const textDocument = { uri, languageId: 'silo', version: 1, text }
      await connection.sendNotification('textDocument/didOpen', { textDocument })
      return uri
    },
    published: async (fits) => {
      for (;;) {
        const index = arrived.findIndex(fits)
        const [found] = index < 0 ? [] : arrived.splice(0, index + 1).slice(-1)
        if (found !== undefined) return found
        await new Promise<void>((resume, fail) => {
          wake = resume
          void ended.then(() => fail(new Error(`the server ended with ${child.exitCode}:\n${errors}`)))
        })
      }
    },
    raw: (bytes) => stdin.write(bytes),
    leave: async () => {
      await connection.sendRequest('shutdown')
      await connection.sendNotification('exit')
      return { code: await exitCode(), stderr: errors }
    },
    vanish: () => {
      stdin.end()
      return exitCode()
    },
  }
}

/** The position of `text` in `source`, `inside` units further. */
export function positionOf(source: string, text: string, inside = 0): Position {
  const at = source.indexOf(text)
  if (at < 0) throw new Error(`no "${text}" in the source`)
  const before = source.slice(0, at + inside)
  const line = before.split('\n').length - 1
  return { line, character: before.length - (before.lastIndexOf('\n') + 1) }
}
