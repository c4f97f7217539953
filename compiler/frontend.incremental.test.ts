// An editor's front end gives what a fresh one gives, whatever was edited before, and checks again only what depends on the edit.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyse, openFrontEnd, type FrontendResult } from './frontend.ts'
import { memoryHost } from './load.ts'
import { typeName } from './typed/type-facts.ts'

const ENTRY = 'main.silo'

/** The project that most edits begin with: files that use each other in every way that the language has. */
const PROJECT: Readonly<Record<string, string>> = {
  [ENTRY]: `import { Bank } from "./bank"
import { half, pick, Pair, Shade } from "./tools"

/// The root.
contract Root {
  storage { bank: Bank
    pool: coin = coin.zero() }
  init() { bank = deploy Bank(caller.address) }
  pub fn share(a: u64): u64 by anyone { half(a) + bank.count() }
  pub payable fn feed(funds: coin): u64 by anyone {
    let sum = funds.amount
    pool.join(funds)
    bank.note(caller.address, sum.count)
  }
  pub view fn colour(n: u64): u64 { match shade(n) { Light => 1, Dark(depth) => depth } }
  view fn shade(n: u64): Shade { if n > 3 { Shade.Dark(n) } else { Shade.Light } }
  pub view fn both(): u64 { let p = Pair { first: pick(1, 2), second: 3 }
    p.first + p.second }
  test "halves" { expect half(4) == 2 }
}
`,
  'bank.silo': `import { half } from "./tools"
pub error Kept { by: u64 }
component Counting {
  storage { seen: u64 = 0 }
  fn more(n: u64): u64 { seen += n
    seen }
}
contract Bank {
  use Counting as counting
  storage { owner: address
    notes: map<address, u64 = 0>
    total: u64 = 0 }
  invariant total == sum(notes)
  init(first: address) { owner = first }
  pub view fn count(): u64 => total
  pub fn note(who: address, n: u64): u64 by anyone {
    require half(n) > 0 else Kept { by: n }
    notes[who] += n
    total += n
    counting.more(n)
  }
}
`,
  'tools.silo': `const LIMIT: u64 = 10
pub enum Shade { Light, Dark(u64) }
pub struct Pair { first: u64, second: u64 }
pub fn half(n: u64): u64 => n / 2
pub fn pick<T>(a: T, _b: T): T => a
pub fn least(n: u64): u64 { let o = Some(n)
  match o { Some(v) => if v < LIMIT { v } else { LIMIT }, None => 0 } }
`,
}

/** With something to warn of in each file. */
const UNTIDY: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(PROJECT).map(([path, text]) => [
    path,
    `${text}fn unused_${path.length}(): u64 { let gone = 1\n 2 }\n`,
  ]),
)

describe('what is checked again', () => {
  const bodies = work({}).bodies
  test('all, the first time', () => {
    expect(work({}, [])).toEqual({ files: 3, parsed: 3, bodies, checked: bodies })
  })
  test.each([
    ['nothing, when nothing has changed', 'bank.silo', '', '', 0, 0],
    ['nothing, when a comment has', 'bank.silo', 'contract Bank', '// More.\ncontract Bank', 1, 0],
    ['the body that has changed, not those behind it', 'bank.silo', 'total += n', 'total += n + 1', 1, 1],
    ['one body of the first file', ENTRY, 'n > 3', 'n > 4', 1, 1],
    ['the users of a function of another file', 'tools.silo', 'half(n: u64)', 'half(m: u64)', 1, 4],
    ['the users of a constant', 'tools.silo', '= 10', '= 11', 1, 1],
    ['the users of a variant', 'tools.silo', 'Light, Dark(u64)', 'Light, Dim, Dark(u64)', 1, 2],
    // A function with a parameter of the field's name counts as one.
    ['the users of a field', 'tools.silo', 'first: u64, second', 'second: u64, first', 1, 2],
    ['the users of a storage field', 'bank.silo', 'total: u64 = 0', 'total: u32 = 0', 1, 3],
    [
      'nothing else, when a function is added',
      'tools.silo',
      'pub fn half',
      'fn more_(): u64 => 1\npub fn half',
      1,
      1,
    ],
  ])('%s', (_what, path, from, to, parsed, checked) => {
    const text = PROJECT[path] ?? ''
    expect(from === '' || text.includes(from)).toBe(true)
    expect(work({ [path]: text.replace(from, to) })).toMatchObject({ files: 3, parsed, checked })
  })
})

describe('the same as a fresh check', () => {
  test('when what a message tells has moved', () => {
    const lossy = {
      ...PROJECT,
      'bank.silo': `${PROJECT['bank.silo'] ?? ''}fn lose(c: coin) { let _n = c.amount }\n`,
    }
    const moved = { ...lossy, 'bank.silo': `\n\n// More.\n${lossy['bank.silo']}` }
    const frontEnd = openFrontEnd()
    for (const files of [lossy, moved]) {
      const host = memoryHost(files)
      const found = frontEnd.analyse(host, [ENTRY])
      expect(found.diagnostics.map(({ code }) => code)).toContain('E0201')
      expect(told(found)).toEqual(told(analyse(host, [ENTRY])))
    }
  })
  test('after any edits', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(fc.array(edit(), { minLength: 1, maxLength: 8 }), (edits) => {
        const frontEnd = openFrontEnd()
        let files: Files = UNTIDY
        frontEnd.analyse(memoryHost(files), [ENTRY])
        for (const change of edits) {
          files = change(files)
          const host = memoryHost(files)
          expect(told(frontEnd.analyse(host, [ENTRY]))).toEqual(told(analyse(host, [ENTRY])))
        }
      }),
      { numRuns: Number(process.env['EDIT_RUNS'] ?? 30) },
    )
  })
})

/** The work of the analysis after an edit of the project. */
function work(
  edited: Readonly<Record<string, string>>,
  before = [PROJECT],
): ReturnType<ReturnType<typeof openFrontEnd>['work']> {
  const frontEnd = openFrontEnd()
  for (const files of [...before, { ...PROJECT, ...edited }]) frontEnd.analyse(memoryHost(files), [ENTRY])
  return frontEnd.work()
}

type Files = Readonly<Record<string, string>>

/** Edits as people make them: words put in place of others, lines moved, doubled and left out, characters typed and deleted. */
function edit(): fc.Arbitrary<(files: Files) => Files> {
  const words = [
    'u64',
    'u32',
    'half',
    'pick',
    'Bank',
    'Pair',
    'Shade',
    'Light',
    'total',
    'n',
    'a',
    'view',
    'pub',
    '{',
    '}',
    ')',
    '"',
    '/*',
    '// x\n',
    '\n',
    ' ',
    'coin',
    'Some',
    'sum',
    'fn f(): u64 => half(1)\n',
    'LIMIT',
    'self.',
  ]
  const change = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .constantFrom(...words)
        .map((word) => (tokens: string[], at: number) => tokens.with(at, word)),
    },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom(...words)
        .map((word) => (tokens: string[], at: number) => tokens.toSpliced(at, 0, word)),
    },
    { weight: 2, arbitrary: fc.constant((tokens: string[], at: number) => tokens.toSpliced(at, 1)) },
  )
  const inTokens = fc.tuple(change, fc.nat()).map(([apply, n]) => (text: string) => {
    const tokens = text.match(/\w+|\s+|[^\w\s]/g) ?? ['']
    return apply([...tokens], n % tokens.length).join('')
  })
  const inLines = fc
    .tuple(fc.nat(), fc.nat(), fc.constantFrom('move', 'double', 'drop'))
    .map(([a, b, how]) => (text: string) => {
      const lines = text.split('\n')
      const [from, to] = [a % lines.length, b % lines.length]
      const line = lines[from] ?? ''
      if (how === 'double') return lines.toSpliced(to, 0, line).join('\n')
      const rest = lines.toSpliced(from, 1)
      return (how === 'drop' ? rest : rest.toSpliced(to, 0, line)).join('\n')
    })
  const back = fc
    .constantFrom(...Object.keys(PROJECT))
    .map((path) => (files: Files): Files => ({ ...files, [path]: UNTIDY[path] ?? '' }))
  const one = fc
    .tuple(fc.constantFrom(...Object.keys(PROJECT)), fc.oneof({ weight: 3, arbitrary: inTokens }, inLines))
    .map(([path, apply]) => (files: Files): Files => ({ ...files, [path]: apply(files[path] ?? '') }))
  return fc.oneof({ weight: 4, arbitrary: one }, { weight: 1, arbitrary: back })
}

/** All that an editor shows of a result: no number of a symbol is in it. */
function told({ ok, diagnostics, references, program }: FrontendResult): unknown {
  const spans = references.map(({ span, symbol }) => {
    const known = program.symbols.get(symbol)
    return [span, known?.kind, known?.declaration.nameSpan]
  })
  const functions = [...program.functions, ...program.contracts.flatMap((contract) => contract.functions)]
  return {
    ok,
    diagnostics,
    spans,
    trees: functions.map(({ name, body, locals }) => [
      name,
      plain(body),
      locals.map(({ span, type }) => [span, typeName(type)]),
    ]),
    contracts: program.contracts.map(({ name, deploys, aggregates, events, errors }) => [
      name,
      deploys.map(({ span }) => span),
      aggregates.map(({ operation, path }) => [operation, path]),
      [...events, ...errors].map((id) => program.symbols.get(id)?.declaration.nameSpan),
    ]),
    enums: program.enums.map(({ name }) => name),
    structs: program.structs.map(({ name }) => name),
  }
}

/** A tree with places in place of the numbers of symbols, which are left out. */
function plain(tree: unknown): string {
  const symbols = new Set([
    'variable',
    'field',
    'function',
    'contract',
    'event',
    'error',
    'struct',
    'symbol',
    'enum',
    'template',
    'param',
  ])
  return JSON.stringify(tree, (key, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`
    return typeof part === 'number' && symbols.has(key) ? '#' : part
  })
}
