import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert, constantFrom, property, string } from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { sourceFile } from '../compiler/source.ts'
import { toOffset, toPosition, toRange } from './convert.ts'
import { openDisk } from './disk.ts'
import { createDocuments } from './documents.ts'
import { pathOfUri, uriOfPath } from './uri.ts'

describe('URIs and paths', () => {
  test.each([
    ['/a/b.silo', 'file:///a/b.silo'],
    ['/a b/ü – %.silo', 'file:///a%20b/%C3%BC%20%E2%80%93%20%25.silo'],
    ['/a/#1?.silo', 'file:///a/%231%3F.silo'],
  ])('%s is %s', (path, uri) => {
    expect(uriOfPath(path)).toBe(uri)
    expect(pathOfUri(uri)).toBe(path)
  })
  test('other spellings of a URI are the same path', () => {
    expect(pathOfUri('file:///a b/ü.silo')).toBe('/a b/ü.silo')
    expect(pathOfUri('file:///a//x/../%62.silo')).toBe('/a/b.silo')
  })
  test.each(['untitled:Untitled-1', 'file://host/x.silo', 'file:///%zz', 'file:///a%2Fb', ''])(
    '"%s" stands for itself',
    (uri) => {
      expect(pathOfUri(uri)).toBe(uri)
    },
  )
})

describe('places', () => {
  test('are counted in UTF-16 units, lines end in any of the three ways', () => {
    const file = sourceFile(0, '', 'a\r\n"😀ü"x\rb\nc')
    const at = file.text.indexOf('x')
    expect(toPosition(file, at)).toEqual({ line: 1, character: 5 })
    expect(toOffset(file, { line: 1, character: 5 })).toBe(at)
    expect(toRange(file, { start: at + 2, end: at + 4 })).toEqual({
      start: { line: 2, character: 0 },
      end: { line: 3, character: 0 },
    })
    expect(toOffset(file, { line: 0, character: 99 })).toBe(1)
    expect(toOffset(file, { line: 99, character: 99 })).toBe(file.text.length)
  })
  test('of every offset outside a line break lead back', () => {
    assert(
      property(string({ unit: constantFrom('a', 'ü', '😀', '\r', '\n', '\u2028') }), (text) => {
        const file = sourceFile(0, '', text)
        const inBreak = (offset: number): boolean => text[offset - 1] === '\r' && text[offset] === '\n'
        const offsets = [...Array(text.length + 1).keys()].filter((offset) => !inBreak(offset))
        expect(offsets.map((offset) => toOffset(file, toPosition(file, offset)))).toEqual(offsets)
      }),
    )
  })
})

describe('open documents', () => {
  const uri = 'file:///a.silo'
  const item = { uri, languageId: 'silo', version: 1, text: 'one\ntwo\n' }

  test('changes apply in order', () => {
    const documents = createDocuments()
    documents.open(item)
    const at = (line: number, character: number) => ({ line, character })
    const changed = documents.change(uri, 2, [
      { range: { start: at(0, 0), end: at(0, 3) }, text: '1\n1' },
      { range: { start: at(2, 0), end: at(2, 1) }, text: 'T' },
    ])
    expect(changed).toEqual({ uri, path: '/a.silo', version: 2, text: '1\n1\nTwo\n' })
    expect(documents.byPath('/a.silo')).toBe(changed)
  })
  test('a malformed change changes nothing', () => {
    const documents = createDocuments()
    documents.open(item)
    const malformed = JSON.parse('[{"text":"x"},{"range":"everywhere"}]')
    expect(() => documents.change(uri, 2, malformed)).toThrow('Unknown change event')
    expect(documents.byUri(uri)?.text).toBe(item.text)
  })
  test('closing forgets', () => {
    const documents = createDocuments()
    documents.open(item)
    expect(documents.close(uri)).toBe(true)
    expect(documents.close(uri)).toBe(false)
    expect(documents.all()).toEqual([])
  })
})

describe('the disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'silo-disk-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('gives nothing for what is no readable file', () => {
    const disk = openDisk()
    mkdirSync(join(folder, 'folder.silo'))
    expect(disk.read(join(folder, 'folder.silo'))).toBe(undefined)
    expect(disk.read(join(folder, 'none.silo'))).toBe(undefined)
    expect(disk.read('package.json')).toBe(undefined)
  })
  test('says where a file is no text', () => {
    const disk = openDisk()
    const path = join(folder, 'latin.silo')
    writeFileSync(path, Buffer.from([0x61, 0x0a, 0x62, 0xe9, 0x63]))
    expect(disk.read(path)).toBe('a\nb\uFFFDc')
    expect(disk.refusal(path)).toEqual({ ok: false, byte: 0xe9, line: 2, column: 2 })
    writeFileSync(path, 'a\nbéc')
    expect(disk.read(path)).toBe('a\nbéc')
    expect(disk.refusal(path)).toBe(null)
  })
  test('notices changes', () => {
    const disk = openDisk()
    const path = join(folder, 'ä.silo')
    writeFileSync(path, 'one')
    expect(disk.read(path)).toBe('one')
    writeFileSync(path, 'two two')
    expect(disk.read(path)).toBe('two two')
    writeFileSync(path, 'six six')
    utimesSync(path, 1, 1)
    expect(disk.read(path)).toBe('six six')
    rmSync(path)
    expect(disk.read(path)).toBe(undefined)
  })
})
