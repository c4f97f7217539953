// What is written in doc comments is the same once it has been read and written again.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseMarkdown } from './markdown.ts'
import { codeSpan, listItem, markdownOf } from './to-markdown.ts'
import type { DocBlock, LinkTarget } from './types.ts'

const WEB: LinkTarget = { kind: 'web', url: 'https://example.org' }

function read(text: string): readonly DocBlock[] {
  return parseMarkdown(text, (written) => (written.startsWith('https') ? WEB : null))
}

/** Without places, which count the lines of the text. */
function said(blocks: readonly DocBlock[]): string {
  return JSON.stringify(blocks, (key, value: unknown) => (key === 'line' ? undefined : value))
}

it('writes what it has read', () => {
  const text = `A *word*, **two** and \`code\`, [there](https://example.org).

# Heading

- one
- two

  \`\`\`silo
  let a = 1

  let b = 2
  \`\`\`

More:

1. first
2. second`
  expect(markdownOf(read(text))).toBe(text)
})

it('comes to rest: what it wrote means the same to itself', () => {
  const line = fc.constantFrom(
    'a `b`',
    '**c** *d*',
    '# e',
    '- f',
    '  g',
    '2. h',
    '```silo',
    '```',
    '',
    '[i](https://example.org)',
    '[j]',
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
      const once = markdownOf(read(lines.join('\n')))
      const twice = markdownOf(read(once))
      expect(said(read(twice))).toBe(said(read(once)))
    }),
  )
})

it('keeps backticks in code, and lines in items', () => {
  expect(codeSpan('a`b')).toBe('`` a`b ``')
  expect(listItem('- ', 'a\n\nb\nc')).toBe('- a\n\n  b\n  c')
})
