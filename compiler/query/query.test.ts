import { describe, expect, test } from 'vitest'
import { analyse } from '../frontend.ts'
import { memoryHost } from '../load.ts'
import type { FileId } from '../source.ts'
import { documentSymbols } from './document-symbols.ts'
import { hoverAt } from './hover.ts'
import { definitionAt, usesAt } from './navigation.ts'

const TEXT = `import { Shared } from "./other"

/// Keeps coins.
contract Vault {
  const LEAST: sompi = 0.2 kas

  storage {
    /// The coins themselves.
    pool: coin = coin.zero()
    owner: address
  }

  init() { owner = caller.address }

  /// Takes \`part\` out.
  pub fn draw(part: sompi): OutboxId by owner {
    require part >= LEAST else Shared { code: 1 }
    pay(caller.address, pool.take(part))
  }

  test "draws" {
    let v = deploy Vault()
    v.draw(1 kas)
  }
}
`
const OTHER = '/// For all.\npub error Shared { code: u64 }\n'

function run(text: string) {
  return analyse(memoryHost({ 'main.silo': text, 'other.silo': OTHER }), ['main.silo'])
}

const main = 0 as FileId
const result = run(TEXT)
const at = (text: string, from = 0) => TEXT.indexOf(text, from)

describe('hover', () => {
  test.each([
    ['LEAST else', 'const LEAST: sompi = 0.2 kas', null],
    ['pool.take', 'storage pool: coin = coin.zero()', 'The coins themselves.'],
    ['part))', 'part: sompi', null],
    ['draw(1', 'pub fn draw(part: sompi): OutboxId by owner', 'Takes `part` out.'],
    ['Shared {', 'error Shared { code: u64 }', 'For all.'],
    ['Vault()', 'contract Vault', 'Keeps coins.'],
    ['v.draw', 'let v: Vault', null],
  ])('at %s', (text, code, doc) => {
    const hover = hoverAt(result, main, at(text))
    expect(hover?.code).toBe(code)
    expect(hover?.doc).toBe(doc)
  })
  test('there is none on a keyword', () => {
    expect(hoverAt(result, main, at('require'))).toBe(null)
  })
})

describe('definition', () => {
  test('of a storage field', () => {
    expect(definitionAt(result, main, at('pool.take') + 2)?.start).toBe(at('pool: coin'))
  })
  test('of a name of another file', () => {
    const span = definitionAt(result, main, at('Shared {'))
    expect(span).toEqual({ file: 1, start: OTHER.indexOf('Shared'), end: OTHER.indexOf(' {') })
  })
  test('of a function through a handle', () => {
    expect(definitionAt(result, main, at('draw(1'))?.start).toBe(at('draw(part'))
  })
})

test('uses are found with the declaration, in order', () => {
  const starts = usesAt(result, main, at('owner {')).map((s) => s.start)
  expect(starts).toEqual([at('owner: address'), at('owner = caller'), at('owner {')])
})

test('the outline nests members', () => {
  const [vault] = documentSymbols(result.program.files[0]!, result.parsed[0]!.tree)
  expect(vault?.name).toBe('Vault')
  expect(vault?.children.map((s) => `${s.kind} ${s.name} ${s.detail}`.trim())).toEqual([
    'constant LEAST sompi',
    'storage pool coin',
    'storage owner address',
    'constructor init ()',
    'function draw (part: sompi): OutboxId',
    'test draws',
  ])
})

test('all of it works on a file that is being typed', () => {
  const broken = run(TEXT.replace('pay(caller.address, pool.take(part))', 'pay(caller.address, pool.\n'))
  const text = broken.program.files[0]!.text
  expect(broken.ok).toBe(false)
  expect(hoverAt(broken, main, text.indexOf('pool.\n'))?.code).toBe('storage pool: coin = coin.zero()')
  expect(definitionAt(broken, main, text.indexOf('LEAST else'))?.start).toBe(at('LEAST'))
  expect(documentSymbols(broken.program.files[0]!, broken.parsed[0]!.tree)[0]?.children).toHaveLength(6)
})
