import { describe, expect, test } from 'vitest'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { CodeAction, Position } from 'vscode-languageserver'
import { memoryHost } from '../../compiler/load.ts'
import { analyseFile, type Analysis } from '../analysis.ts'
import { clientFeatures, type ClientFeatures } from '../client-features.ts'
import { toPosition } from '../convert.ts'
import { codeActions } from './code-actions.ts'
import { codeLenses, documentOfLens, resolvedLens } from './code-lens.ts'
import { definition } from './definition.ts'
import { diagnosticsOf } from './diagnostics.ts'
import { documentSymbols } from './document-symbols.ts'
import { formatting, lineEdits } from './formatting.ts'
import { hover } from './hover.ts'

const PLAIN = clientFeatures({})
const RICH: ClientFeatures = {
  markdownHover: true,
  symbolTree: true,
  definitionLinks: true,
  relatedInformation: true,
  diagnosticTags: true,
  codeActions: true,
  versionedEdits: true,
  watchFiles: true,
}
const TEXT = `import { Shared } from "./other"

/// Keeps coins.
contract Vault {
  storage {
    owner: address
  }
  init() { owner = caller.address }
  /// Says 😀 and \`code\`.
  pub fn draw(code: u64) by owner {
    require code > 1 else Shared { code }
  }
  test "" { expect 1 == 1 }
}
`
const OTHER = '/// For all.\npub error Shared { code: u64 }\n'
const uriOf = (path: string): string => `silo:${path}`
const nameOf = (path: string) => ({ uri: uriOf(path), version: path === '/main.silo' ? 7 : null })

function analyse(text: string, other = OTHER): Analysis {
  return analyseFile('/main.silo', memoryHost({ '/main.silo': text, '/other.silo': other }))
}

function at({ file }: Analysis, text: string, inside = 0): Position {
  return toPosition(file, file.text.indexOf(text) + inside)
}

const analysis = analyse(TEXT)
const broken = analyse(TEXT.replace('code > 1 else', 'code >\n'))

describe('hover', () => {
  test('shows code and documentation', () => {
    const found = hover(analysis, at(analysis, 'Vault {'), RICH)
    expect(found).toEqual({
      range: { start: { line: 3, character: 9 }, end: { line: 3, character: 14 } },
      contents: { kind: 'markdown', value: '```silo\ncontract Vault\n```\n\nKeeps coins.' },
    })
  })
  test('says how many steps a public function takes', () => {
    const found = hover(analysis, at(analysis, 'draw('), PLAIN)
    expect(found?.contents).toMatchObject({
      value: expect.stringMatching(/^pub fn draw\(code: u64\) by owner\n\nSays .*\n\nat most \d+ steps$/),
    })
  })
  test('is plain text for an editor that takes nothing else', () => {
    const found = hover(analysis, at(analysis, 'Vault {'), PLAIN)
    expect(found?.contents).toEqual({ kind: 'plaintext', value: 'contract Vault\n\nKeeps coins.' })
  })
  test('is not there on a keyword', () => {
    expect(hover(analysis, at(analysis, 'require'), RICH)).toBe(null)
  })
  test('works while a function is being typed', () => {
    expect(broken.result.ok).toBe(false)
    const found = hover(broken, at(broken, 'owner = caller'), PLAIN)
    expect(found?.contents).toMatchObject({ value: 'storage owner: address' })
  })
})

describe('definition', () => {
  const shared = { start: { line: 1, character: 10 }, end: { line: 1, character: 16 } }
  test('leads to another file', () => {
    const found = definition(analysis, at(analysis, 'Shared { code }', 2), PLAIN, uriOf)
    expect(found).toEqual({ uri: 'silo:/other.silo', range: shared })
  })
  test('says which word it belongs to where the editor asks for that', () => {
    const position = at(analysis, 'Shared { code }')
    const origin = { start: position, end: { ...position, character: position.character + 6 } }
    expect(definition(analysis, position, RICH, uriOf)).toEqual([
      {
        originSelectionRange: origin,
        targetUri: 'silo:/other.silo',
        targetRange: shared,
        targetSelectionRange: shared,
      },
    ])
  })
  test('of the path of an import is the file', () => {
    const found = definition(analysis, at(analysis, './other', 3), PLAIN, uriOf)
    const start = { line: 0, character: 0 }
    expect(found).toEqual({ uri: 'silo:/other.silo', range: { start, end: start } })
  })
  test.each(['require', 'import', './none'])('of %s there is none', (text) => {
    const other = analyse(`import { A } from "./none"\n${TEXT}`)
    expect(definition(other, at(other, text), PLAIN, uriOf)).toBe(null)
  })
})

describe('document symbols', () => {
  test('form a tree; a test without title still has a name', () => {
    const symbols = documentSymbols(analysis, RICH, 'silo:main')
    expect(symbols).toMatchObject([
      {
        name: 'Vault',
        selectionRange: { start: { line: 3, character: 9 }, end: { line: 3, character: 14 } },
        children: [
          { name: 'owner', detail: 'address' },
          { name: 'init', detail: '()' },
          { name: 'draw', detail: '(code: u64)' },
          { name: 'test' },
        ],
      },
    ])
  })
  test('are a list for an editor that takes no tree', () => {
    const symbols = documentSymbols(analysis, PLAIN, 'silo:main')
    expect(symbols[0]).toMatchObject({ name: 'Vault', location: { uri: 'silo:main' } })
    expect(symbols[1]).toMatchObject({ name: 'owner', containerName: 'Vault' })
    expect(symbols).toHaveLength(5)
  })
  test('are there while a function is being typed', () => {
    expect(documentSymbols(broken, PLAIN, '').map((s) => s.name)).toContain('draw')
  })
})

describe('diagnostics', () => {
  const twice = analyse('const A: u64 = 1\nconst A: u64 = 2\n')
  test('tell second places in the way that the editor takes', () => {
    const [rich] = diagnosticsOf(twice, twice.file.id, RICH, uriOf)
    expect(rich?.relatedInformation?.[0]?.location.uri).toBe('silo:/main.silo')
    const [plain] = diagnosticsOf(twice, twice.file.id, PLAIN, uriOf)
    expect(plain?.relatedInformation).toBe(undefined)
    const [message, help] = [`\`A\` is declared twice`, 'help: give one of them another name']
    expect(rich?.message).toBe(`${message}\n${help}`)
    expect(plain?.message).toBe(`${message}\nmain.silo:1: first declared here, as a constant\n${help}`)
  })
  test('of unused names are marked as such', () => {
    const unused = analyse('pub fn f(): u64 { let a = 1; 2 }\n')
    const [diagnostic] = diagnosticsOf(unused, unused.file.id, RICH, uriOf)
    expect(diagnostic).toMatchObject({ code: 'W0902', severity: 2, tags: [1] })
    expect(diagnostic?.message).toMatch(/\nhelp: /)
    expect(diagnosticsOf(unused, unused.file.id, PLAIN, uriOf)[0]?.tags).toBe(undefined)
  })
  test('are kept apart by file', () => {
    const both = analyse(TEXT, `${OTHER}pub const K: u64 = \n`)
    const [main, other] = both.result.program.files.map((f) => diagnosticsOf(both, f.id, RICH, uriOf))
    expect(main).toEqual([])
    expect(other?.[0]?.range.start.line).toBeGreaterThan(0)
  })
})

describe('quick fixes', () => {
  const typo = analyse(TEXT.replace('owner = caller', 'ownr = caller'))
  const start = at(typo, 'ownr')
  const range = { start, end: { ...start, character: start.character + 4 } }
  const ask = (client: ClientFeatures, only?: string[], where = { start, end: start }): CodeAction[] =>
    codeActions(
      typo,
      { range: where, context: { diagnostics: [], ...(only === undefined ? {} : { only }) } },
      client,
      nameOf,
    )
  test('carry the edit and the diagnostic that they mend', () => {
    expect(ask(RICH)).toMatchObject([
      {
        title: 'write `owner`',
        kind: 'quickfix',
        isPreferred: true,
        diagnostics: [{ code: 'E0301', range }],
        edit: {
          documentChanges: [
            {
              textDocument: { uri: 'silo:/main.silo', version: 7 },
              edits: [{ range, newText: 'owner' }],
            },
          ],
        },
      },
    ])
  })
  test('are plain changes for an editor without versions', () => {
    expect(ask(PLAIN)[0]?.edit).toEqual({
      changes: { 'silo:/main.silo': [{ range, newText: 'owner' }] },
    })
  })
  test('are offered where they apply and when they are asked for', () => {
    expect(ask(RICH, ['quickfix'])).toHaveLength(1)
    expect(ask(RICH, ['refactor', 'source.organizeImports'])).toEqual([])
    const top = { line: 0, character: 0 }
    expect(ask(RICH, undefined, { start: top, end: top })).toEqual([])
  })
})

describe('formatting', () => {
  const apply = (text: string, edits: ReturnType<typeof lineEdits>): string =>
    TextDocument.applyEdits(TextDocument.create('', '', 0, text), edits)

  test.each([
    ['a\nb\nc\n', 'a\nB\nc\n', 1],
    ['a\nb\nc', 'a\nb\nc\n', 2],
    ['a\na\na\n', 'a\na\n', 2],
    ['a\n', 'a\na\na\n', 1],
    ['', 'a\n', 0],
    ['x\ny\n', '', 0],
    ['a\r\nb  \r\nc\r\n', 'a\nb\nc\n', 1],
  ])('%j to %j begins at line %i', (before, after, line) => {
    const edits = lineEdits(before, after)
    expect(edits).toHaveLength(1)
    expect(edits[0]?.range.start.line).toBe(line)
    expect(apply(before, edits).replaceAll('\r\n', '\n')).toBe(after)
    expect(apply(before, edits).includes('\r\n')).toBe(before.includes('\r\n'))
  })
  test('leaves a formatted text alone', async () => {
    const formatted = await formatting('const A: u64 =   1\n')
    if (!formatted.ok) throw new Error(formatted.message)
    const text = apply('const A: u64 =   1\n', formatted.edits)
    expect(text).toBe('const A: u64 = 1\n')
    expect(await formatting(text)).toEqual({ ok: true, edits: [] })
  })
  test('leaves a text with syntax errors alone, and says why', async () => {
    expect(await formatting('const A: u64 = = 1\n')).toEqual({ ok: false, message: expect.any(String) })
  })
})

describe('code lenses', () => {
  const uri = 'silo:/main.silo'

  test('say the most steps of constructors and functions that messages call', () => {
    const lenses = codeLenses(analysis, uri)
    expect(lenses.map(({ range }) => range)).toEqual([
      { start: at(analysis, 'init()'), end: at(analysis, 'init()', 4) },
      { start: at(analysis, 'draw('), end: at(analysis, 'draw(', 4) },
    ])
    for (const lens of lenses) {
      expect(documentOfLens(lens.data)).toBe(uri)
      const { command, range } = resolvedLens(analysis, lens)
      expect(command).toEqual({ title: expect.stringMatching(/^at most \d+ steps$/), command: '' })
      expect(range).toEqual(lens.range)
    }
  })

  test('say why there is no most', () => {
    const endless = analyse(
      'contract C {\n  pub view fn count(a: u64): u64 {\n    let list = [a, 2]\n    let mut n = 0\n    for x in list.slice(0, a) { n += x }\n    n\n  }\n}\n',
    )
    const [lens] = codeLenses(endless, uri)
    expect(resolvedLens(endless, lens!).command?.title).toMatch(/^not bounded: .*main\.silo:5\)$/)
  })

  test('are not there while the program has errors, and know nothing of what is gone', () => {
    expect(codeLenses(broken, uri)).toEqual([])
    const [lens] = codeLenses(analysis, uri)
    for (const other of [broken, undefined, analyse(`\n${TEXT}`)])
      expect(resolvedLens(other, lens!).command?.title).toBe('steps not known')
    for (const data of [null, 7, {}, { uri }, { uri: 7, start: 1 }]) {
      expect(documentOfLens(data)).toBeUndefined()
      expect(resolvedLens(analysis, { ...lens!, data }).command?.title).toBe('steps not known')
    }
  })
})
