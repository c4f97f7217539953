import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readLiteral } from './config-literal.ts'

const TEMPLATES = join(import.meta.dirname, '../templates')

describe('a configuration of texts and objects of texts', () => {
  test.each([
    ['export default {}', {}],
    ["export default { entry: 'src/a.silo' }\n", { entry: 'src/a.silo' }],
    [
      '// one\nexport default {\n /** two */ entry: "a", /* three */ out: \'b\',\n};\n',
      { entry: 'a', out: 'b' },
    ],
    [
      "export default { entry: 'a', packages: { shapes: '../shapes', '@s/b': 'it\\'s' } }",
      { entry: 'a', packages: { shapes: '../shapes', '@s/b': "it's" } },
    ],
    ['export default { "packages": {} }', { packages: {} }],
    // JavaScript ends lines there, too.
    ["export default { // \u2028 entry: 'a'\n }", { entry: 'a' }],
  ])('%s', (text, settings) => {
    expect(readLiteral(text)).toEqual(settings)
  })

  test('what the templates have is one', () => {
    for (const name of readdirSync(TEMPLATES, { withFileTypes: true }).filter((entry) => entry.isDirectory()))
      expect(readLiteral(readFileSync(join(TEMPLATES, name.name, 'silo.config.ts'), 'utf8'))).toHaveProperty(
        'entry',
      )
  })
})

describe('anything else is left to Node', () => {
  test.each([
    '',
    'export default {{{',
    "export default { entry: 'a' + 'b' }",
    "export default { entry: 'a\\n' }",
    'export default { entri: 1 }',
    "export default { entry: 'a' out: 'b' }",
    "export default { __proto__: 'a' }",
    "export default { entry: 'a' } satisfies Config",
    "const entry = 'a'\nexport default { entry }",
    "export default { ...base, entry: 'a' }",
    "export default { entry: 'a' }, 1",
    'export default { entry: `a` }',
    "export default { entry: 'a' } /* open",
    "export default { packages: { __proto__: 'a' } }",
    "export default { packages: { a: { b: 'c' } } }",
    "export default { packages: { a: 'b' }",
    "export 'default' { entry: 'a' }",
  ])('%s', (text) => {
    expect(readLiteral(text)).toBe(undefined)
  })

  test('whatever the text is, it gives settings or nothing', () => {
    const part = fc.constantFrom(
      'export',
      ' ',
      'default',
      '{',
      '}',
      ':',
      ',',
      "'a'",
      '"',
      '/*',
      '*/',
      '//',
      '\n',
      'entry',
      '\\',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part).map((parts) => parts.join('')),
        ),
        (text) => {
          for (const value of Object.values(readLiteral(text) ?? {}))
            expect(['string', 'object']).toContain(typeof value)
        },
      ),
    )
  })
})
