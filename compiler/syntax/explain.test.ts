// What the grammar says about mistakes that people make, above all those who come from other languages.
import { expect, test } from 'vitest'
import { sourceFile, spanText } from '../source.ts'
import { parse } from './parser.ts'

/** Each problem as `code text: message (help) [second place]`. */
function told(text: string): string[] {
  const file = sourceFile(0, 'a.silo', text)
  return parse(file).problems.map(({ code, span, message, help, secondary }) => {
    const places = secondary.map((s) => ` [${spanText(file, s.span)} at ${s.span.start}]`).join('')
    return `${code} ${spanText(file, span)}: ${message}${help === null ? '' : ` (${help})`}${places}`
  })
}

const inside = (body: string): string => `contract C {\n fn f() {\n${body}\n }\n fn g() {}\n}`

test.each([
  [inside('var a = 1'), 'E0105 var: `var` is written `let mut` here'],
  ['contract C {\n function f() {}\n}', 'E0105 function: `function` is written `fn` here'],
  ['contract C {\n public fn f() {}\n}', 'E0105 public: `public` is written `pub` here'],
  [
    'contract C { storage {\n m: mapping(address => u64)\n} }',
    'E0105 mapping: `mapping` is written `map` here',
  ],
  [inside('a++'), 'E0100 +: expected an expression, found `+` (write `+= 1`)'],
  [inside('expect a = 1'), 'E0100 =: expected `}`, found `=` (to compare, write `==`)'],
  [inside('if a = 1 { }'), 'E0100 =: expected `{`, found `=` (to compare, write `==`)'],
  [
    inside('for (let i = 0; i < 3; i++) { }'),
    'E0100 (: expected a name, found `(` (write `for i in 0..10 { ... }`)',
  ],
  [
    inside('emit Moved(from, to)'),
    'E0100 (: expected `{`, found `(` (fields stand in braces: `Moved { ... }`)',
  ],
  [
    'import Fee from "./fees"',
    'E0100 Fee: expected `{`, found `Fee` (write `import { Name } from "./file"`)',
  ],
  [
    'contract C { }\n}',
    'E0100 }: expected a declaration (contract, interface, component, struct, resource, enum, error, event, const, fn, import or test), found `}` (there is a `}` too many here or above, or a `{` too few)',
  ],
])('%j', (text, first) => {
  expect(told(text)).toEqual([first])
})

test('a bracket that is not closed is shown where it was opened, unless that is in plain sight', () => {
  const text = 'contract C {\n fn f() {\n  let a = 1\n\n fn g() {}\n}'
  expect(told(text)).toEqual(['E0100 : expected `}`, found `fn` [{ at 21]'])
  expect(told(inside('a(1'))).toEqual(['E0100 : expected `)`, found `}`'])
})

test('what follows from an open text is not told', () => {
  expect(told('contract C {\n test "t {\n }\n}')).toEqual([expect.stringMatching(/^E0102 /)])
})

test('a mistake at the end of the file stands behind its last word', () => {
  const file = sourceFile(0, 'a.silo', '/// K.\npub const K: u64 = \n\n')
  expect(parse(file).problems.map(({ span }) => span.start)).toEqual([file.text.indexOf('=') + 1])
})
