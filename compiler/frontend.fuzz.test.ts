// The front end never throws and never loops, whatever the text; and its trees cover what they say they do.
import {
  array,
  assert,
  constant,
  constantFrom,
  double,
  nat,
  oneof,
  property,
  record,
  string,
} from 'fast-check'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { renderDiagnostics } from './diagnostics/render.ts'
import { analyse } from './frontend.ts'
import { memoryHost } from './load.ts'
import type { TypedProgram } from './typed/tree.ts'
import { walkBlock } from './typed/walk.ts'
import { ALL_TOKENS } from './syntax/tokens.ts'

/** Every fixed token, and some of the others. */
const ALL_WORDS = ALL_TOKENS.map((t) => t.LABEL?.replaceAll('`', '') ?? '')
  .filter((w) => w !== '' && !w.includes(' '))
  .concat(
    'a b x f C self caller.address coin map u64 u8 sompi address pay 1 0 0x1f 2 "text" mul_div anyone'.split(
      ' ',
    ),
    ['2 kas', '\n', '// note\n', '/// doc\n', 'enum'],
  )

const folder = new URL('../test/programs/', import.meta.url)
const programs = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.silo'))
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  : []

/** A program without errors has no part that the back end could not lower. */
function isWhole(program: TypedProgram): boolean {
  let whole = true
  const functions = program.contracts.flatMap((c) =>
    c.init === null ? c.functions : [c.init, ...c.functions],
  )
  for (const { body, locals } of [...program.functions, ...functions, ...program.tests]) {
    if (locals.some((v) => v.type.kind === 'error')) whole = false
    walkBlock(body, {
      expr: (node) => {
        if (node.kind === 'invalid' || node.type.kind === 'error') whole = false
      },
    })
  }
  return whole
}

function survives(text: string): void {
  const result = analyse(memoryHost({ 'a.silo': text }), ['a.silo'])
  expect({ text, whole: !result.ok || isWhole(result.program) }).toEqual({ text, whole: true })
  renderDiagnostics(result.diagnostics, result.program.files)
  for (const { span, fix } of result.diagnostics) {
    expect(span.start).toBeGreaterThanOrEqual(0)
    expect(span.end).toBeLessThanOrEqual(text.length + 1)
    expect(span.start).toBeLessThanOrEqual(span.end)
    for (const edit of fix?.edits ?? []) expect(edit.span.start).toBeLessThanOrEqual(edit.span.end)
  }
}

describe('any text gives a result', () => {
  test('random characters', () => {
    assert(property(string({ unit: 'binary', maxLength: 200 }), survives), { numRuns: 300 })
  })
  test('random words of the language', () => {
    const word = constantFrom(...ALL_WORDS)
    assert(
      property(array(word, { maxLength: 120 }), (words) => survives(words.join(' '))),
      { numRuns: 1_000 },
    )
  })
  test('random words in the body of a function', () => {
    const word = constantFrom(...ALL_WORDS)
    assert(
      property(array(word, { maxLength: 60 }), (words) =>
        survives(
          `contract C { storage { a: coin\n b: map<u64, u64 = 0> }\n pub fn f(x: u64): u64 {\n${words.join(' ')}\n} }`,
        ),
      ),
      { numRuns: 1_000 },
    )
  })
  test('mutated programs', () => {
    expect(programs.length).toBeGreaterThan(0)
    const mutation = record({
      program: nat(programs.length - 1),
      at: double({ min: 0, max: 1, noNaN: true }),
      cut: nat(40),
      insert: oneof(constant(''), constantFrom(...ALL_WORDS), string({ maxLength: 5 })),
    })
    assert(
      property(mutation, ({ program, at, cut, insert }) => {
        const text = programs[program] ?? ''
        const start = Math.floor(at * text.length)
        survives(text.slice(0, start) + insert + text.slice(start + cut))
      }),
      { numRuns: 600 },
    )
  })
  test('deep nesting and long chains', () => {
    expect.hasAssertions()
    for (const n of [50, 99, 150, 5_000]) {
      survives(`pub const A: u64 = ${'('.repeat(n)}1${')'.repeat(n)}`)
      survives(`pub const A: u64 = ${'1 + '.repeat(n)}1`)
      survives(`pub const A: bool = ${'not '.repeat(n)}true`)
      survives(`pub const A: i64 = ${'-'.repeat(n)}1`)
      survives(`pub fn f(): u64 { ${'if true { '.repeat(n)}${'}'.repeat(n)} }`)
      survives(`pub fn f(): u64 { ${'if true { 1 } else '.repeat(n)} { 2 } }`)
      survives(`pub fn f(a: u64): u64 => a${'.b'.repeat(n)}`)
      survives(`pub fn f(a: u64): u64 => a${'(1)'.repeat(n)}`)
      survives(`contract C { storage { m: ${'map<u64, '.repeat(n)}u64 = 0${'>'.repeat(n)} } }`)
      survives('{'.repeat(n) + '/*'.repeat(n))
    }
  })
})
