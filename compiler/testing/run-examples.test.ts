// Examples in doc comments: what is one, what it means, and that each place in it is a place in the comment.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { examplesOf } from '../documentation/examples.ts'
import { memoryHost } from '../index.ts'
import { load } from '../load.ts'
import { spanText } from '../source.ts'
import { runExamples, type ExampleReport } from './run-examples.ts'

const OTHER = 'pub fn third(n: u64): u64 => n / 3\nfn hidden(): u64 => 1\n'
const HALF =
  'pub fn half(n: u64): u64 => n / 2\ncontract Cup { storage { n: u64 = 0 }\n pub fn put(m: u64) by anyone { n += m } }\n'

/** Runs the examples of a file whose doc comment this is. */
function run(comment: string, code = HALF): readonly ExampleReport[] {
  const lines = comment.split('\n').map((line) => `/// ${line}`.trimEnd())
  return runExamples(memoryHost({ 'src/a.silo': `${lines.join('\n')}\n${code}`, 'src/b.silo': OTHER }), [
    'src/a.silo',
  ])
}

function block(code: string, marks = ''): string {
  return `\`\`\`silo${marks === '' ? '' : ` ${marks}`}\n${code}\n\`\`\``
}

/** What each failure says, and the text that it points to. */
function failures(reports: readonly ExampleReport[]): (string | null)[] {
  return reports.flatMap(({ reports: own, files }) =>
    own.map(({ failure }) => {
      const file = files[failure?.span.file ?? 0]
      return failure === null || file === undefined
        ? null
        : `${failure.message} | ${spanText(file, failure.span)}`
    }),
  )
}

describe('an example', () => {
  it.each<[string, string, string | null]>([
    ['expect half(4) == 2', '', null],
    ['let n = half(4)\n\nexpect n == 2 // so it is', '', null],
    ['let n = half(4)\nexpect n == 3', '', 'the comparison does not hold | expect n == 3'],
    ['discard half(true)', '', 'the example does not compile: E0501 expected u64, found bool | true'],
    // Imports in front of statements, wherever they lead.
    [
      'import { third } from "./b"\nimport { min } from "std/math"\nexpect min(third(9), half(9)) == 3',
      '',
      null,
    ],
    [
      'import { third } from "./c"\nexpect third(9) == 3',
      '',
      'the example does not compile: E0305 there is no file `./c` to import from | "./c"',
    ],
    [
      'import {\n  thirt\n} from "./b"\nexpect thirt(9) == 3',
      '',
      'the example does not compile: E0306 `src/b.silo` declares no `thirt` | thirt',
    ],
    ['import { half } from "./a"\nexpect half(4) == 2', '', null],
    ['let c = deploy Cup()\nas bob { c.put(half(4)) }', '', null],
    // Declarations.
    ['fn quarter(n: u64): u64 => half(half(n))\ntest "it" { expect quarter(8) == 2 }', '', null],
    ['fn half(n: u64): u64 => n\ntest "its own" { expect half(8) == 8 }', '', null],
    ['pub fn quarter(n: u64): u64 => half(half(n))', '', null],
    [
      'pub fn quarter(n: u64): u64 => halve(n)',
      '',
      'the example does not compile: E0301 nothing here is called `halve` | halve',
    ],
    ['// nothing', '', null],
    ['if true {', '', 'the example does not compile: E0100 expected `}`, found the end of the file | {'],
    [
      'let x = 1 }',
      '',
      'the example does not compile: E0100 expected a declaration (contract, interface, component, struct, resource, enum, error, event, const, fn, import or test), found `}` | }',
    ],
    // What only a build finds.
    [
      'contract C {\n  @steps(max: 1)\n  pub view fn f(n: u64): u64 => n * n / 3\n}',
      '',
      'the example does not compile: E0706 `f` may take 4 steps, and promises at most 1 | f',
    ],
    // What it is for.
    ['expect half(4) == 3', 'no_run', null],
    ['expect half(4)', 'no_run', 'the example does not compile: E0501 expected bool, found u64 | half(4)'],
    ['this is no silo', 'ignore', null],
    ['discard half(true)', 'E0501', null],
    [
      'discard half(4)',
      'E0501',
      'the example should fail with E0501, and nothing is wrong with it | discard half(4)',
    ],
    [
      'discard halve(4)',
      'E0501',
      'the example should fail with E0501 and nothing else: E0301 nothing here is called `halve` | halve',
    ],
    ['let n = half(4)', 'W0902', null],
    [
      'let _n = half(4)',
      'W0902',
      'the example should fail with W0902, and nothing is wrong with it | let _n = half(4)',
    ],
    ['contract C {\n  @steps(max: 1)\n  pub view fn f(n: u64): u64 => n * n / 3\n}', 'E0706', null],
    [
      'expect true',
      'norun',
      'no example is marked `norun`: write `no_run`, `ignore` or a code such as `E0501` | expect true',
    ],
  ])('%s | %s', (code, marks, expected) => {
    const found = failures(run(block(code, marks)))
    expect(found.filter((one) => one !== null)).toEqual(expected === null ? [] : [expected])
  })

  it('goes by file and line, and its tests by their titles too', () => {
    const reports = run(
      `What it does.\n\n${block('expect true')}\n- item\n\n  ${block('  test "a" { expect true }\n  test "b" { expect false }').replaceAll('\n```', '\n  ```')}`,
    )
    expect(reports.flatMap((one) => one.reports.map(({ name }) => name))).toEqual([
      'src/a.silo:4',
      'src/a.silo:9 a',
      'src/a.silo:9 b',
    ])
    expect(failures(reports)).toEqual([null, null, 'expected this to be true | expect false'])
  })

  it('stands in any doc comment, and in no other block', () => {
    const text = `/// \`\`\`silo
/// expect half(2) == 1
/// \`\`\`

/// \`\`\`
/// not silo
/// \`\`\`
pub fn half(n: u64): u64 => n / 2
contract C {
  storage {
    /// \`\`\`silo
    /// expect half(2) == 2
    /// \`\`\`
    n: u64 = 0
  }
  pub fn f(
    /// \`\`\`silo
    /// expect half(4) == 2
    m: u64
  ) by anyone { n += m }
}
`
    const reports = runExamples(memoryHost({ 'a.silo': text }), ['a.silo'])
    expect(failures(reports)).toEqual([null, 'the comparison does not hold | expect half(2) == 2', null])
  })

  it('can be chosen', () => {
    const host = memoryHost({
      'a.silo': `/// ${block('expect true').replaceAll('\n', '\n/// ')}\npub fn f() { }`,
    })
    expect(runExamples(host, ['a.silo'], { select: (name) => name === 'a.silo:2' })).toHaveLength(1)
    expect(runExamples(host, ['a.silo'], { select: (name) => name === 'a.silo:1' })).toHaveLength(0)
  })
})

describe('the program of an example', () => {
  it('has the code where the comment has it, whatever that is', () => {
    const line = fc.constantFrom(
      'expect f()',
      'import { f } from "./a"',
      '```',
      '  ```silo no_run',
      'fn g() {',
      '"',
      '/* x',
      '- a',
      '',
      '}',
      'ü = 1',
      '/// no',
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), (lines, newline) => {
        const text = ['```silo', ...lines].map((one) => `  ///${one === '' ? '' : ' '}${one}`).join(newline)
        const [unit] = load(memoryHost({ 'a.silo': `${text}${newline}pub fn f() { }` }), ['a.silo'])
        for (const example of unit === undefined ? [] : examplesOf(unit)) {
          const { file } = example
          expect(example.text.length).toBeGreaterThanOrEqual(file.text.length)
          const opening = example.wrapped ? example.text.indexOf('test "" {') : file.text.length
          const strange = [...file.text].findIndex(
            (unit, at) =>
              example.text[at] !== unit && example.text[at] !== ' ' && !(opening <= at && at < opening + 9),
          )
          expect(strange).toBe(-1)
          for (let start = 0; start <= example.text.length; start += 3) {
            const span = example.place({
              file: file.id,
              start,
              end: Math.min(start + 2, example.text.length),
            })
            expect(0 <= span.start && span.start <= span.end && span.end <= file.text.length).toBe(true)
          }
        }
      }),
    )
  })
})
