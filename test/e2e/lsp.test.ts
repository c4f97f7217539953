// The language server as an editor meets it: a child process on pipes, in a folder whose name has spaces and umlauts.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  ClientCapabilities,
  CodeAction,
  CodeLens,
  DocumentSymbol,
  Hover,
  Location,
  TextEdit,
} from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { positionOf, startEditor, type Editor } from './lsp-client.ts'
import { ROOT, temporaryFolder } from './silo-command.ts'

const FULL: ClientCapabilities = {
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    publishDiagnostics: { relatedInformation: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
  },
  workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
}

const temporary = temporaryFolder()
const folder = join(temporary.path, 'Zürich vaults – ünï')
const vaultPath = join(folder, 'vault.silo')
const errorsPath = join(folder, 'errors.silo')
const vault = readFileSync(join(ROOT, 'test/programs/vault.silo'), 'utf8')
const errors = readFileSync(join(ROOT, 'test/programs/errors.silo'), 'utf8')
let editor: Editor

beforeAll(async () => {
  mkdirSync(folder)
  cpSync(join(ROOT, 'test/programs'), folder, { recursive: true })
  editor = await startEditor(folder, FULL)
})
afterAll(() => temporary.remove())

function change(uri: string, version: number, contentChanges: readonly object[]): Promise<void> {
  return editor.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges,
  })
}

test('an editing session', async () => {
  const { connection } = editor
  expect(editor.server.serverInfo?.name).toBe('silo')
  expect(editor.server.capabilities).toMatchObject({
    hoverProvider: true,
    definitionProvider: true,
    documentSymbolProvider: true,
    codeLensProvider: { resolveProvider: true },
    documentFormattingProvider: true,
    codeActionProvider: { codeActionKinds: ['quickfix'] },
  })

  const wrong = vault.replace('shares.total(), round: down))', 'sharez.total(), round: down))')
  const uri = await editor.open(vaultPath, wrong)
  const textDocument = { uri }
  const seen = await editor.published((p) => p.uri === uri)
  expect(seen.version).toBe(1)
  expect(seen.diagnostics).toHaveLength(1)
  const [diagnostic] = seen.diagnostics
  expect(diagnostic).toMatchObject({ severity: 1, source: 'silo', code: 'E0301' })
  expect(diagnostic?.range).toEqual({
    start: positionOf(wrong, 'sharez'),
    end: positionOf(wrong, 'sharez', 'sharez'.length),
  })

  const actions = await connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument,
    range: diagnostic?.range,
    context: { diagnostics: seen.diagnostics },
  })
  expect(actions.map((action) => action.title)).toEqual(['write `shares`'])
  const fix = actions[0]?.edit?.changes?.[uri] ?? []
  expect(fix).toEqual([{ range: diagnostic?.range, newText: 'shares' }])

  await change(
    uri,
    2,
    fix.map(({ range, newText }) => ({ range, text: newText })),
  )
  const cleared = await editor.published((p) => p.uri === uri && p.version === 2)
  expect(cleared.diagnostics).toEqual([])

  const hover = await connection.sendRequest<Hover>('textDocument/hover', {
    textDocument,
    position: positionOf(vault, 'TooSmall { amount: owed'),
  })
  expect(hover.contents).toEqual({
    kind: 'markdown',
    value:
      '```silo\nerror TooSmall { amount: sompi, min: sompi }\n```\n\nThe amount is below the least that makes sense.',
  })

  const lenses = await connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument })
  const lens = lenses.find(({ range }) => range.start.line === positionOf(vault, 'withdraw(').line)
  expect(lens?.command).toBeUndefined()
  const resolved = await connection.sendRequest<CodeLens>('codeLens/resolve', lens)
  expect(resolved.command?.title).toMatch(/^at most \d+ steps$/)

  const target = await connection.sendRequest<Location>('textDocument/definition', {
    textDocument,
    position: positionOf(vault, 'TooSmall { amount: owed', 3),
  })
  expect(target).toEqual({
    uri: pathToFileURL(errorsPath).href,
    range: { start: positionOf(errors, 'TooSmall'), end: positionOf(errors, 'TooSmall', 'TooSmall'.length) },
  })

  const symbols = await connection.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
    textDocument,
  })
  expect(symbols.map((s) => s.name)).toEqual(['Shares', 'Vault'])
  expect(symbols[1]?.children?.map((s) => s.name)).toContain('owed_for')

  const ugly = vault.replace('    pool = coin.zero()\n', '      pool   =coin.zero( )\n')
  await change(uri, 3, [{ text: ugly }])
  const edits = await connection.sendRequest<TextEdit[]>('textDocument/formatting', {
    textDocument,
    options: { tabSize: 2, insertSpaces: true },
  })
  expect(edits).toHaveLength(1)
  expect(TextDocument.applyEdits(TextDocument.create(uri, 'silo', 3, ugly), edits)).toBe(vault)
  await connection.sendNotification('textDocument/didClose', { textDocument })
})

test('an imported file that changes shows where it is imported, opened or not', async () => {
  const { connection } = editor
  const uri = await editor.open(vaultPath, vault)
  expect((await editor.published((p) => p.uri === uri && p.version === 1)).diagnostics).toEqual([])

  const errorsUri = await editor.open(errorsPath, errors)
  await change(errorsUri, 2, [{ text: errors.replace('TooSmall', 'TooLittle') }])
  const missing = await editor.published((p) => p.uri === uri && p.diagnostics.length > 0)
  expect(missing.diagnostics.map((d) => d.range.start.line)).toContain(0)

  // Closed without saving: the file on disk counts again.
  await connection.sendNotification('textDocument/didClose', { textDocument: { uri: errorsUri } })
  expect((await editor.published((p) => p.uri === uri)).diagnostics).toEqual([])

  writeFileSync(errorsPath, `${errors}\npub error {`)
  await connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: errorsUri, type: 2 }],
  })
  const imported = await editor.published((p) => p.uri === errorsUri && p.diagnostics.length > 0)
  expect(imported.diagnostics[0]?.severity).toBe(1)

  await connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
  expect((await editor.published((p) => p.uri === errorsUri)).diagnostics).toEqual([])
  writeFileSync(errorsPath, errors)
})

describe('what should not be sent', () => {
  test.each([
    ['textDocument/hover', null],
    ['textDocument/hover', { textDocument: {}, position: 7 }],
    ['textDocument/definition', { textDocument: { uri: 3 } }],
    ['textDocument/documentSymbol', []],
    ['textDocument/codeAction', { textDocument: { uri: 'file:///%zz' } }],
    ['textDocument/formatting', {}],
    ['textDocument/codeLens', { textDocument: 7 }],
    ['codeLens/resolve', null],
    ['textDocument/unheardOf', { a: 1 }],
  ])('the request %s with %j gets an answer', async (method, params) => {
    const answer = await editor.connection.sendRequest(method, params).catch((error: Error) => error)
    expect(answer === null || answer instanceof Error).toBe(true)
  })

  test('notifications and bytes out of order leave the server alive', async () => {
    const { connection } = editor
    await connection.sendNotification('textDocument/didOpen', {})
    await connection.sendNotification('textDocument/didChange', { textDocument: { uri: 'file:///no' } })
    await connection.sendNotification('textDocument/didClose', { textDocument: null })
    const uri = await editor.open(join(folder, 'odd.silo'), 'contract')
    await change(uri, 2, [{ text: 'const A: u64 = 1\n' }, { range: 'everywhere' }])
    editor.raw('Content-Length: 9\r\n\r\nnot json!')
    editor.raw('Content-Length: 2\r\n\r\n[]')
    editor.raw('Content-Length: 4\r\n\r\nnull')
    const symbols = await connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } })
    expect(symbols).toEqual([])
    await connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
  })
})

test('leaving in order ends the server with 0 and nothing on standard error', async () => {
  expect(await editor.leave()).toEqual({ code: 0, stderr: '' })
})

test('an editor that dies takes the server along', async () => {
  const other = await startEditor(folder, {})
  expect(other.server.capabilities.codeActionProvider).toBe(false)
  expect(await other.vanish()).toBe(1)
})
