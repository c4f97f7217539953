import { describe, expect, test } from 'vitest'
import { sourceFile } from '../source.ts'
import type { ParsedExpr } from './ast.ts'
import { parse } from './parser.ts'

function run(text: string) {
  return parse(sourceFile(0, 'a.silo', text))
}

/** An expression with all its brackets written. */
function grouped(node: ParsedExpr): string {
  switch (node.kind) {
    case 'binary':
      return `(${grouped(node.left)} ${node.operator} ${grouped(node.right)})`
    case 'unary':
      return `(${node.operator} ${grouped(node.operand)})`
    case 'name':
      return node.name.text
    case 'integer':
      return String(node.value)
    case 'member':
      return `${grouped(node.object)}.${node.name.text}`
    case 'call':
      return `${grouped(node.callee)}(${node.args.map((a) => grouped(a.value)).join(', ')})`
    case 'index':
      return `${grouped(node.object)}[${grouped(node.index)}]`
    case 'paren':
      return grouped(node.inner)
    default:
      return node.kind
  }
}

function expression(text: string): string {
  const { tree, problems } = run(`const A: u64 = ${text}`)
  expect(problems).toEqual([])
  const [item] = tree.items
  return item?.kind === 'const' ? grouped(item.value) : ''
}

describe('operators bind', () => {
  test.each([
    ['a + b * c - d', '((a + (b * c)) - d)'],
    ['a or b and not c == d', '(a or (b and (not (c == d))))'],
    ['not a and b', '((not a) and b)'],
    ['a | b ^ c & d << 1 + e', '(a | (b ^ (c & (d << (1 + e)))))'],
    ['a >> b > c', '((a >> b) > c)'],
    ['-a.b(c)[d] * -e', '((- a.b(c)[d]) * (- e))'],
    ['a < b and b < c', '((a < b) and (b < c))'],
    ['(a + b) * c', '((a + b) * c)'],
    ['a\n  + b\n  .c', '(a + b.c)'],
  ])('%s', (text, tree) => {
    expect(expression(text)).toBe(tree)
  })
})

test('a line that begins with `(`, `[` or `-` is a statement of its own', () => {
  const { tree, problems } = run('fn f() {\n a\n (b)\n c\n -d\n}')
  expect(problems).toEqual([])
  const [fn] = tree.items
  const kinds =
    fn?.kind === 'function' ? fn.body.statements.map((s) => s.kind === 'expression' && s.value.kind) : []
  expect(kinds).toEqual(['name', 'paren', 'name', 'unary'])
})

test('spans cover exactly what was written', () => {
  const text = 'contract C { pub fn f(a: u64): u64 by anyone { let b = a + 1; b * (2) } }'
  const [contract] = run(text).tree.items
  const fn = contract?.kind === 'contract' ? contract.members[0] : undefined
  const of = (node: { span: { start: number; end: number } } | null | undefined) =>
    node === null || node === undefined ? '' : text.slice(node.span.start, node.span.end)
  if (fn?.kind !== 'function') throw new Error('no function')
  expect(of(fn)).toBe('pub fn f(a: u64): u64 by anyone { let b = a + 1; b * (2) }')
  expect(of(fn.access)).toBe('by anyone')
  expect(of({ span: fn.paramsSpan })).toBe('(a: u64)')
  expect(fn.body.statements.map(of)).toEqual(['let b = a + 1', 'b * (2)'])
})

test('doc comments belong to what follows them', () => {
  const { tree } = run(
    '/// One.\n///  Two.\ncontract C {\n /// Three.\n storage { /// Four.\n a: u64 = 0 }\n}\n//// none\nconst A: u64 = 1',
  )
  const [contract, constant] = tree.items
  expect(contract?.kind === 'contract' && contract.doc).toBe('One.\n Two.')
  const storage = contract?.kind === 'contract' ? contract.members[0] : undefined
  expect(storage?.kind === 'storage' && storage.fields[0]?.doc).toBe('Four.')
  expect(constant?.kind === 'const' && constant.doc).toBe(null)
})

test.each([
  ['/// The file.\n\nconst A: u64 = 1', null],
  ['/// The file.\r\n  \r\nconst A: u64 = 1', null],
  ['/// The file.\n\n/// Of it.\n// not of it\n/// More.\nconst A: u64 = 1', 'Of it.\nMore.'],
  ['/// The file.\n\n// a note\nconst A: u64 = 1', null],
  ['/// Of it.\n// a note\n\nconst A: u64 = 1', null],
  ['/// Of it.\r\nconst A: u64 = 1', 'Of it.'],
  ['const B: u64 = 1 /// Of it.\nconst A: u64 = 1', 'Of it.'],
])('a comment above an empty line is of the file: %j', (text, doc) => {
  const last = run(text).tree.items.at(-1)
  expect(last?.kind === 'const' && last.doc).toBe(doc)
})

test('several mistakes are found, each once, and the rest is kept', () => {
  const text = `contract V {
  storage {
    pool: coin
    m: map<address,
  }
  init() { pool = }
  pub fn x( { }
  fn y(a: u64): u64 { let = 5
    a +
  }
  pub const X: u64 = 5
}
fn after() {}
`
  const { tree, problems } = run(text)
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length
  expect(problems.map((p) => [p.code, lineOf(p.span.start)])).toEqual([
    ['E0100', 4],
    ['E0100', 6],
    ['E0100', 7],
    ['E0100', 8],
    ['E0100', 9],
  ])
  const [contract, after] = tree.items
  expect(contract?.kind === 'contract' && contract.members.map((m) => m.kind)).toEqual([
    'storage',
    'function',
    'function',
    'function',
    'const',
  ])
  expect(after?.kind).toBe('function')
})
