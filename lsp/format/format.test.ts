import { array, assert, asyncProperty, constantFrom, nat, record } from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { format as prettierFormat } from 'prettier'
import { describe, expect, test } from 'vitest'
import { sourceFile } from '../../compiler/source.ts'
import { plainTokens } from '../../compiler/syntax/lexer.ts'
import { parse } from '../../compiler/syntax/parser.ts'
import { changedMeaning, formatText } from './format.ts'
import * as plugin from './prettier-plugin.ts'

const folder = new URL('../../test/programs/', import.meta.url)
const programs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.silo'))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))

async function formatted(text: string): Promise<string> {
  const result = await formatText(text)
  if (!result.ok) throw new Error(result.reason === 'guard' ? result.message : result.diagnostic.message)
  return result.text
}

describe('the sample programs', () => {
  test.each(programs)('$name is formatted already', async ({ text }) => {
    expect(await formatted(text)).toBe(text)
  })
  test('come out the same from prettier itself with the plugin', async () => {
    for (const { text } of programs) {
      const result = await prettierFormat(text, { parser: 'silo', plugins: [plugin], printWidth: 110 })
      expect(result).toBe(text)
    }
  })
})

describe('layout', () => {
  test.each([
    [
      'spaces and lines',
      'const   A :u64=1+2*3\n\n\n\nconst B:u64 = 2',
      'const A: u64 = 1 + 2 * 3\n\nconst B: u64 = 2\n',
    ],
    ['semicolons', 'fn f(): u64 { let a = 1; a }', 'fn f(): u64 {\n  let a = 1\n  a\n}\n'],
    ['one statement stays on its line', 'fn f( ): u64 {1}', 'fn f(): u64 { 1 }\n'],
    ['unless the author broke it', 'fn f(): u64 {\n1}', 'fn f(): u64 {\n  1\n}\n'],
    ['amounts', 'const A: sompi = 0.5kas', 'const A: sompi = 0.5 kas\n'],
    [
      'else if',
      'fn f(a: u64): u64 {\nif a==1 {2} else if a==2 {\n3} else {4} }',
      'fn f(a: u64): u64 {\n  if a == 1 {\n    2\n  } else if a == 2 {\n    3\n  } else {\n    4\n  }\n}\n',
    ],
    ['an empty contract', 'contract   C{ }', 'contract C {}\n'],
    [
      'tests with inputs',
      'test "t"( a:u64 in 0 .. 9,b:bool ,)where a>1{ expect b }\ncampaign{ }\ncampaign  over C{actors:2,}',
      'test "t" (a: u64 in 0..9, b: bool) where a > 1 { expect b }\ncampaign {}\ncampaign over C { actors: 2 }\n',
    ],
    ['comments in empty braces', 'contract C { // nothing\n }', 'contract C {\n  // nothing\n}\n'],
    ['only a comment', '// hello', '// hello\n'],
    ['nothing', '', ''],
  ])('%s', async (_, before, after) => {
    expect(await formatted(before)).toBe(after)
  })

  test('what is too long breaks, and no line begins with an operator', async () => {
    const long = 'a_rather_long_name'
    const text = `fn f(${long}: u64): u64 { ${Array(9).fill(long).join(' - ')} + g(${Array(9).fill(long).join(', ')}) }`
    const lines = (await formatted(text)).split('\n')
    expect(lines.every((line) => line.length <= 110)).toBe(true)
    expect(lines.filter((line) => /^\s*[-+]/.test(line))).toEqual([])
  })

  test('comments stay with what they are about', async () => {
    const text = `// first

/// Doc of C.
contract C {
  // above storage
  storage {
    a: u64 = 1 // behind a
    // before b
    b: u64 = 2
  }

  /// Doc of f.
  pub fn f(a: u64, /* second */ b: u64): u64 by anyone {
    // only a comment
    require a > b // why
    match a {
      // zero
      0 => 1,
      _ => 2, // rest
    }
    // last
  }
}
// end
`
    expect(await formatted(text)).toBe(text)
  })
})

test('where a call from another silo must come from, in contracts and interfaces', async () => {
  const text = `interface Notes {
  remote fn note(n: u64)  by   origin Final{..}or Unproven{ .. }
}
contract C {
  storage { feed: hash, n: u64 = 0 }
  remote fn note(n: u64) by origin Final { silo:feed,instance:0,.. } or Unproven { .. } { self.n = n }
  remote fn last(number: u64, another_number: u64) by origin Final { silo: feed, .. } or Unproven { silo: feed, .. } { n = number }
}
`
  const formatted = `interface Notes {
  remote fn note(n: u64) by origin Final { .. } or Unproven { .. }
}
contract C {
  storage {
    feed: hash
    n: u64 = 0
  }
  remote fn note(n: u64) by origin Final { silo: feed, instance: 0, .. } or Unproven { .. } { self.n = n }
  remote fn last(number: u64, another_number: u64)
    by origin Final { silo: feed, .. } or Unproven { silo: feed, .. } { n = number }
}
`
  expect(await formatText(text)).toEqual({ ok: true, text: formatted })
})

test('a file with a syntax error is refused with the diagnostic', async () => {
  const result = await formatText('const A u64 = 1')
  expect(result).toMatchObject({ ok: false, reason: 'syntax', diagnostic: { code: 'E0100' } })
})

test('the guard sees lost words, other trees and lost comments', () => {
  expect(changedMeaning('const A: u64 = 1', 'const A: u64 = 2')).not.toBe(null)
  expect(changedMeaning('const A: u64 = (1)', 'const A: u64 = 1')).not.toBe(null)
  expect(changedMeaning('const A: u64 = 1 // one', 'const A: u64 = 1')).not.toBe(null)
  expect(changedMeaning('fn f() { a; b }', 'fn f() {\n  a\n  b\n}')).toBe(null)
})

test('comments inside of an import go in front of it, each on a line of its own', async () => {
  const text = 'import // c\n{ /* a\n b */ A, // d\n B } from "./errors" // e\n'
  const formatted = '// c\n/* a\n b */\n// d\nimport { A, B } from "./errors" // e\n'
  expect(await formatText(text)).toEqual({ ok: true, text: formatted })
  expect(await formatText(formatted)).toEqual({ ok: true, text: formatted })
})

test('comments anywhere and other spacing: nothing is lost, and formatting again changes nothing', async () => {
  const inserts = constantFrom('/* c */', ' // c\n', '\n', '\n\n\n', '   ', ' /* a\n b */ ')
  const change = record({
    program: nat(programs.length - 1),
    edits: array(record({ at: nat(100_000), insert: inserts }), { minLength: 1, maxLength: 6 }),
  })
  let formattedCount = 0
  await assert(
    asyncProperty(change, async ({ program, edits }) => {
      let text = programs[program]?.text ?? ''
      const gaps = plainTokens(sourceFile(0, 'a', text)).tokens.map((t) => t.span.start)
      const places = edits
        .map(({ at, insert }) => ({ at: gaps[at % gaps.length] ?? 0, insert }))
        .toSorted((a, b) => b.at - a.at)
      for (const { at, insert } of places) text = text.slice(0, at) + insert + text.slice(at)
      if (parse(sourceFile(0, 'a', text)).problems.length > 0) return
      formattedCount++
      const result = await formatText(text)
      expect({ ok: result.ok, text }).toEqual({ ok: true, text })
    }),
    { numRuns: 150 },
  )
  expect(formattedCount).toBeGreaterThan(50)
})
