// The scanner against the library's lexer: where it reads a text at all, it reads the same tokens and comments; and it leaves only texts with mistakes.
import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tokenize } from './lexer.ts'
import { scan } from './scanner.ts'
import { ALL_TOKENS, COMMENTS, COMPOUND_ASSIGNMENTS, WORDS } from './tokens.ts'

/** Every token that is always the same text. */
const FIXED = [
  ...WORDS.keys(),
  ...COMPOUND_ASSIGNMENTS,
  ...ALL_TOKENS.map(({ PATTERN }) => PATTERN).filter((pattern) => typeof pattern === 'string'),
]
const NUMBERS_AND_NAMES = 'a await_ awaits x9 _ ifx 0 7 0x 0xF_ 0xg 1_0 1.5 1. 1..2 1_.5_'.split(' ')
const OTHERS = [
  '"a"',
  '"',
  '"\\"',
  '"\\\\"',
  '"\\n"',
  '//',
  '// a',
  '/**/',
  '/*/',
  '/* a */',
  '/* \n */',
  '*/',
  ' ',
  '\n',
  '\r\n',
  '\t',
  '\v',
  '\u00a0',
  '\u2028',
  'é',
  '#',
  '\\',
  '$',
]
const PIECES = [...FIXED, ...NUMBERS_AND_NAMES, ...OTHERS]

function agrees(text: string): boolean {
  const { tokens, groups, errors } = tokenize(text)
  const scanned = scan(text)
  const right = errors.length === 0 && groups['unterminated']?.length === 0
  if (scanned === null) return !right || [...text].some((one) => one > '\u007f')
  expect({ text, right }).toEqual({ text, right: true })
  expect(scanned.tokens).toEqual(tokens)
  const comments = groups[COMMENTS]?.map(({ startOffset: start, image }) => ({
    start,
    end: start + image.length,
  }))
  expect(scanned.comments).toEqual(comments)
  return true
}

test('any text', () => {
  const piece = oneof(constantFrom(...PIECES), string({ maxLength: 3 }))
  assert(
    property(array(piece, { maxLength: 30 }), (pieces) => agrees(pieces.join(''))),
    { numRuns: 5_000 },
  )
})

test('pairs of pieces', () => {
  expect.hasAssertions()
  for (const one of PIECES)
    for (const two of PIECES) expect([one, two, agrees(one + two)]).toEqual([one, two, true])
})

test('programs', () => {
  const folder = new URL('../../test/programs/', import.meta.url)
  const names = readdirSync(folder).filter((name) => name.endsWith('.silo'))
  expect(names.length).toBeGreaterThan(0)
  for (const name of names)
    expect([name, agrees(readFileSync(new URL(name, folder), 'utf8'))]).toEqual([name, true])
})
