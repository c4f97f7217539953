import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyse } from '../frontend.ts'
import { memoryHost } from '../load.ts'
import { spanText } from '../source.ts'
import { documentation } from './extract.ts'
import { parseMarkdown } from './markdown.ts'
import type { CodePart, DocBlock, Documentation, DocEntry, DocInline } from './types.ts'

const BANK = `/// About the file: [Bank].

import { Owned } from "std/access"
import { NoMoney } from "./errors"

/// A ticket.
pub resource Ticket {
  /// Counted from [\`Bank.FIRST\`].
  number: u64,
}
enum Fate { Good, /** no doc */ Bad(u64) }
fn hidden(): u64 => 1

pub interface Counting {
  view fn count(of: address): u64
}

/// Counts.
contract Bank implements Counting {
  use Owned as admin
  const FIRST: u64 = 1
  storage {
    /// By address.
    counts: map<address, u64 = 0>
    fate: Fate = Fate.Good
  }
  event Put { who: address }
  invariant FIRST == 1
  init(owner: address) { admin.init(owner) }
  /// Fails with [\`NoMoney\`].
  pub payable fn put(
    /// The coins.
    funds: coin,
  ) by admin.owner or anyone {
    require funds.amount > 0 sompi else NoMoney {}
    counts[caller.address] += inner()
    emit Put { who: caller.address }
    pay(caller.address, funds)
  }
  pub view fn count(of: address): u64 =>
    counts[of]
  pub view fn end(): Fate => fate
  fn inner(): u64 => FIRST
  test "none" { expect 1 == 1 }
}
`
const FILES = { 'src/bank.silo': BANK, 'src/errors.silo': '/// None left.\npub error NoMoney {}\n' }

function extract(files: Readonly<Record<string, string>>, hidden = false): Documentation {
  const result = analyse(memoryHost(files), Object.keys(files))
  expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return documentation(result, { private: hidden })
}

function textOf(code: readonly CodePart[]): string {
  return code.map(({ text }) => text).join('')
}

function plain(inlines: readonly DocInline[]): string {
  return inlines.map((one) => ('inner' in one ? plain(one.inner) : one.text)).join('')
}

function entriesOf(doc: Documentation, module: string, page: string | null): readonly DocEntry[] {
  const there = doc.modules.find(({ name }) => name === module)
  const entries = page === null ? there?.entries : there?.pages.find(({ name }) => name === page)?.entries
  return entries ?? []
}

function entry(doc: Documentation, name: string): DocEntry {
  const all = doc.modules.flatMap(({ entries, pages }) => [...entries, ...pages.flatMap((p) => p.entries)])
  const found = all.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no entry ${name}`)
  return found
}

describe('documentation of a program', () => {
  const doc = extract(FILES)

  test('has the own modules in front, and the library that is used', () => {
    expect(doc.modules.map(({ name, own }) => [name, own])).toEqual([
      ['src/bank', true],
      ['src/errors', true],
      ['std/access', false],
    ])
    expect(doc.modules[0]?.doc.length).toBe(1)
    expect(doc.problems).toEqual([])
  })

  test('shows what others can use, each with its kind', () => {
    expect(entriesOf(doc, 'src/bank', 'Bank').map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'use admin',
      'constant FIRST',
      'storage counts',
      'storage fate',
      'event Put',
      'invariant invariant 1',
      'constructor init',
      'function put',
      'view count',
      'view end',
    ])
    expect(entriesOf(doc, 'src/bank', 'Counting').map(({ kind }) => kind)).toEqual(['view'])
    // A type of the project's is shown without `pub`: it stands in a signature.
    expect(entriesOf(doc, 'src/bank', null).map(({ name }) => name)).toEqual(['Ticket', 'Fate'])
  })

  test('shows what is private where that is asked for', () => {
    const all = extract(FILES, true)
    expect(entriesOf(all, 'src/bank', 'Bank').map(({ name }) => name)).toContain('inner')
    expect(entriesOf(all, 'src/bank', null).map(({ name }) => name)).toContain('hidden')
  })

  test('writes signatures without bodies and comments, and says who may call', () => {
    const put = entry(doc, 'put')
    expect(textOf(put.code)).toBe('pub payable fn put(\n  funds: coin,\n) by admin.owner or anyone')
    expect(put.badges).toEqual(['pub', 'payable', 'by admin.owner or anyone'])
    expect(put.parts.map(({ name, code, doc: said }) => [name, textOf(code), said.length])).toEqual([
      ['funds', 'coin', 1],
    ])
    expect(textOf(entry(doc, 'end').code)).toBe('pub view fn end(): Fate')
    const count = entriesOf(doc, 'src/bank', 'Bank').find(({ name }) => name === 'count')
    expect(textOf(count?.code ?? [])).toBe('pub view fn count(of: address): u64')
    expect(textOf(entry(doc, 'Fate').code)).toBe('enum Fate { Good, Bad(u64) }')
    expect(textOf(entry(doc, 'init').code)).toBe('init(owner: address)')
  })

  test('links names in code to their declarations, also in other files, but none to itself', () => {
    const links = (name: string) =>
      entry(doc, name).code.flatMap(({ text, target }) => (target === null ? [] : [[text, target]]))
    expect(links('end')).toEqual([['Fate', { module: 'src/bank', page: null, entry: 'Fate' }]])
    expect(links('admin')).toEqual([['Owned', { module: 'std/access', page: 'Owned', entry: null }]])
    expect(links('put')).toContainEqual(['owner', { module: 'std/access', page: 'Owned', entry: 'owner' }])
  })

  test('follows links in doc comments, by what is imported too', () => {
    const [said] = entry(doc, 'put').doc
    expect(said?.kind === 'paragraph' && said.inlines[1]).toMatchObject({
      to: { kind: 'declared', target: { module: 'src/errors', page: null, entry: 'NoMoney' } },
    })
  })

  test('is the same each time', () => {
    expect(extract(FILES)).toEqual(doc)
  })

  test('tells links that lead nowhere, at the line where they stand', () => {
    const text =
      '/// One.\n/// Two [`nothing`],\n/// [x](Bank.none) and [y](javascript:alert(1)), [z](https://z.org).\npub struct A { x: u64 }\n'
    const result = analyse(memoryHost({ 'a.silo': text }), ['a.silo'])
    const [file] = result.program.files
    const { problems } = documentation(result, { private: false })
    expect(problems.map(({ span }) => file && spanText(file, span).slice(0, 7))).toEqual([
      '/// Two',
      '/// [x]',
      '/// [x]',
    ])
    expect(problems.map(({ message }) => message).join('\n')).toMatch(/nothing[^]*Bank\.none[^]*javascript/)
  })

  test('the whole standard library has one, without a broken link', () => {
    const uses = ['access', 'auction', 'math', 'token/fungible'].map((name) => `std/${name}`)
    const names = ['Owned', 'EnglishAuction', 'min', 'Fungible']
    const imports = uses.map((path, i) => `import { ${names[i]} } from "${path}"`).join('\n')
    const result = analyse(memoryHost({ 'a.silo': `${imports}\n` }), ['a.silo'])
    const { modules, problems } = documentation(result, { private: false })
    expect(problems).toEqual([])
    expect(modules.map(({ name }) => name)).toEqual(expect.arrayContaining(uses))
  })
})

describe('doc comments', () => {
  const parse = (text: string): readonly DocBlock[] => parseMarkdown(text, () => null)

  test('have paragraphs, headings, lists in lists, and code', () => {
    const blocks = parse(
      'One\ntwo.\n\n# Head\n- a\n  - b\n- c\n  more\n\n1. x\n```silo\nlet a = 1\n```\nEnd `code` **b** *i* _u_ a_b_c',
    )
    expect(blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'heading', 'list', 'code', 'paragraph'])
    expect(blocks[0]?.kind === 'paragraph' && plain(blocks[0].inlines)).toBe('One\ntwo.')
    const end = blocks[4]
    expect(end?.kind === 'paragraph' && end.inlines.map(({ kind }) => kind)).toEqual([
      'text',
      'code',
      'text',
      'strong',
      'text',
      'emphasis',
      'text',
      'emphasis',
      'text',
    ])
  })

  test('keep an array an array', () => {
    expect(parse('takes [u64] and a[i]')).toEqual([
      { kind: 'paragraph', inlines: expect.arrayContaining([{ kind: 'text', text: '[u64]' }]) },
    ])
  })

  test('colour code of the language only, and lose none of it', () => {
    const text = '// c\nlet fee: u64 = "a" 1 \u00a7 Some'
    for (const language of ['silo', 'sh', '']) {
      const [block] = parse(`\`\`\`${language}\n${text}\n\`\`\``)
      if (block?.kind !== 'code') throw new Error('no code')
      expect(textOf(block.code)).toBe(text)
      expect(block.code.some(({ style }) => style !== 'plain')).toBe(language === 'silo')
    }
  })

  test('any text at all is some tree', () => {
    const pieces = [
      '[',
      ']',
      '(',
      ')',
      '`',
      '```',
      '*',
      '**',
      '_',
      '- ',
      '1. ',
      '  ',
      '\n',
      '#',
      '# ',
      'a',
      '<b>',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (parts) => {
        const text = parts.join('')
        let asked = 0
        const blocks = parseMarkdown(text, (_, line) => {
          asked++
          expect(line).toBeLessThan(text.split('\n').length)
          return null
        })
        expect(asked).toBeLessThanOrEqual(text.length)
        expect(blocks.length > 0).toBe(text.trim() !== '')
      }),
      { numRuns: 300 },
    )
    expect(parse('- '.repeat(10_000)).length).toBe(1)
  })
})
