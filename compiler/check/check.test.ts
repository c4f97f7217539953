// Rules that one example in the table of diagnostics doesn't cover: each case is a body and the codes that it gives.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { analyse } from '../frontend.ts'
import { memoryHost } from '../load.ts'
import type { TypedExpr } from '../typed/tree.ts'
import { walkBlock } from '../typed/walk.ts'

function codes(text: string): string[] {
  return analyse(memoryHost({ 'a.silo': text }), ['a.silo']).diagnostics.map((d) => d.code)
}

/** A payable function with this body, and things that bodies need. */
function inFunction(body: string, more = ''): string {
  return `contract D {
    storage { n: u64 = 0, p: coin = coin.zero() }
    pub payable fn put(c: coin) by anyone { p.join(c) }
    pub view fn val(): u64 => n
    pub fn set(x: u64) by anyone { n = x }
  }
  contract C {
    storage {
      pool: coin = coin.zero(), purses: map<address, coin>, d: D, s: S = S { a: 1, b: true }
      m: map<u64, map<u8, S = S { a: 0, b: false }>>
    }
    init() { d = deploy D() }
    pub view fn seen(): bool => s.b or m[1][2].b
    ${more}
    pub payable fn f(x: u64, funds: coin): u64 by anyone {
      let _used = x
      ${body}
    }
  }
  struct S { a: u64, b: bool }
  pub error E {}
  pub error F { x: u64 }
  pub event V { x: u64 }`
}

const EAT = 'fn eat(c: coin): bool { pool.join(c); true }'

describe('names of variables', () => {
  test.each<[string, string, number]>([
    ['in one block, the one before', 'let a = 1\n let a = 2\n let a = 3\n a', 2],
    [
      'in blocks within each other, the outermost',
      'let a = 1\n if a > 0 { let a = 2\n if a > 0 { let a = 3 } }\n a',
      2,
    ],
  ])('a second one is told of with the first: %s', (_, body, count) => {
    const text = `fn f(): u64 { ${body} }`
    const { diagnostics } = analyse(memoryHost({ 'a.silo': text }), ['a.silo'])
    const twice = diagnostics.filter(({ code }) => code === 'E0302')
    expect(twice.length).toBe(count)
    const firsts = twice.map(
      ({ secondary }) => text.slice(0, secondary[0]?.span.start).split('let a').length - 1,
    )
    expect(firsts).toEqual(body.includes('{') ? [0, 0] : [0, 1])
  })
  test('behind its block a variable is gone, and the one around it is back', () => {
    expect(codes('fn f(x: bool): u64 { if x { let a = 1\n discard a }\n a }')).toContain('E0301')
    expect(codes('fn f(a: u64): bool { { let a = true\n discard a }\n a > 1 }')).toEqual(['E0302'])
  })
})

describe('coins', () => {
  test.each<[string, string[], string?]>([
    ['pool.join(funds); x', []],
    ['if x > 1 { pool.join(funds) }\n x', ['E0201']],
    ['if x > 1 { pool.join(funds) } else { pay(caller.address, funds) }\n x', []],
    ['if x > 1 { return 1 }\n pool.join(funds)\n x', ['E0201']],
    ['if x > 1 { trap E }\n pool.join(funds)\n x', []],
    ['match x { 0 => pool.join(funds), 1 => trap E, _ => { d.put(funds) } }\n x', []],
    ['match x { 0 => pool.join(funds), _ => {} }\n x', ['E0201']],
    ['let a = funds\n pool.join(a)\n x', []],
    ['let a = if x == 0 { funds } else { funds }\n pool.join(a)\n x', []],
    ['let a = if x == 0 { funds } else { pool.take(1 sompi) }\n pool.join(a)\n x', ['E0201']],
    [
      'for i in 0..3 { let p = funds.take(1 sompi)\n if i == 1 { break }\n pool.join(p) }\n pool.join(funds)\n x',
      ['E0201'],
    ],
    [
      'for i in 0..3 { let p = funds.take(1 sompi)\n if i == 1 { pool.join(p); break }\n pool.join(p) }\n pool.join(funds)\n x',
      [],
    ],
    ['purses[caller.address].join(funds)\n purses[caller.address] = coin.zero()\n x', ['E0204']],
    ['let c = purses[caller.address]\n pool.join(c)\n pool.join(funds)\n x', ['E0203']],
    ['pool.join(id(funds))\n x', [], 'fn id(c: coin): coin => c'],
    ['pool.join(id(funds))\n x', ['E0201'], 'fn id(c: coin): coin { pool.take(1 sompi) }'],
    ['funds.join(funds)\n x', ['E0202']],
    ['discard funds\n x', ['E0207']],
    ['discard x > 1 and eat(funds)\n x', ['E0201'], EAT],
    ['discard eat(funds) and x > 1\n x', [], EAT],
    ['let mut c = coin.zero()\n c = funds\n pool.join(c)\n x', ['E0204']],
    ['let mut c = funds\n pool.join(c)\n c = coin.zero()\n pool.join(c)\n x', []],
    ['while x > 1 max 5 { return 5 }\n pool.join(funds)\n x', ['E0201']],
    ['pool.join(funds.take(1 sompi))\n x', ['E0201']],
    ['d.put(funds)\n d.put(coin.zero())\n x', []],
    ['let c = pool.swap(funds)\n pool.join(c)\n x', []],
    ['let c = pool.swap(funds)\n discard c.amount\n x', ['E0201']],
    ['let c = pool.swap(funds)\n pool.join(c)\n pool.join(funds)\n x', ['E0202']],
  ])('%s', (body, expected, more) => {
    expect(codes(inFunction(body, more))).toEqual(expected)
  })
})

describe('one mistake, one message', () => {
  test.each<[string, string[]]>([
    ['undefined_thing + 1', ['E0301']],
    ['let z = undefined_thing\n z.foo(z[1] + 2)', ['E0301']],
    ['d.val() + d.foo()', ['E0309']],
    ['d.val(1, 2)', ['E0505']],
    ['let y: u8 = 300\n u64(y)', ['E0504']],
    ['1 kas + 5', ['E0503']],
    ['let y: Unknown = 5\n y + 1', ['E0303']],
    ['require x == 2 else F { y: 1 }\n x', ['E0308']],
    ['if x = 1 { 1 } else { 2 }', ['E0100']],
    ['require x > 1, E\n x', ['E0105']],
    ['x +', ['E0100']],
    ['foo(x, , 2)', ['E0100']],
    ['let = 5\n x', ['E0100']],
    ['match x { 0 => 1, 0 => 2, _ => 3 }', ['E0515']],
    ['for i in 0..x { }\n x', ['E0702']],
    ['m[1] = 5\n x', ['E0518']],
    ['s.a = true\n x', ['E0501']],
    ['m[true][1].a', ['E0501']],
  ])('%s', (body, expected) => {
    const found = codes(inFunction(`pool.join(funds)\n${body}`))
    expect(found.filter((c) => !c.startsWith('W'))).toEqual(expected)
  })
})

describe('programs that mean something', () => {
  test.each([
    's.a = 5\n s = S { b: false, a: 2 }\n m[1][2].a += 3\n m[1][2] = S { a: 1, b: true }\n let t = m[1][2]\n t.a',
    'let mut t = S { a: 1, b: true }\n t.a = 5\n t.a',
    'd.set(x)\n let e = d\n e.set(x: 2)\n e.val()',
    'let a: i64 = -5\n if a < -2 { 1 } else { 2 }',
    'x\n + 1',
    'x.wrapping_add(1).saturating_sub(2)',
    'let o = pay(caller.address, pool.take(1 sompi))\n o.number',
    'if self == d { 1 } else if d.address == caller.address { 2 } else { 3 }',
    'match x == 1 { true => 1, false => trap F { x } }',
    'let mut n = 0\n for i in 1..x max 9 { if i == 3 { continue }; n += i << 2 >> 1 }\n n',
    'if x > 3 and not (x == 5) or x % 2 == 0 { return 1 }\n 2',
    '(2 kas * x + 1 sompi).count',
  ])('%s', (body) => {
    expect(codes(inFunction(`pool.join(funds)\n${body}`))).toEqual([])
  })
})

describe('the sample programs', () => {
  const folder = new URL('../../test/programs/', import.meta.url)
  const entries = ['vault.silo', 'token.silo', 'counter.silo']
  const read = (path: string): string | undefined => {
    const url = new URL(path, folder)
    return existsSync(url) ? readFileSync(url, 'utf8') : undefined
  }
  const result = analyse({ read }, entries)
  test('check cleanly', () => {
    expect(result.diagnostics).toEqual([])
    expect(result.program.files.map((f) => f.path)).toEqual([
      'vault.silo',
      'token.silo',
      'counter.silo',
      'errors.silo',
    ])
  })
  test('have nothing unresolved, and every expression lies in its file', () => {
    const bodies = [...result.program.contracts.flatMap((c) => c.functions), ...result.program.tests]
    let count = 0
    for (const { body, file } of bodies) {
      const text = result.program.files[file]!.text
      walkBlock(body, {
        expr: (node: TypedExpr) => {
          count++
          expect(node.kind).not.toBe('invalid')
          expect(node.type.kind).not.toBe('error')
          expect(node.span.file).toBe(file)
          expect(node.span.end).toBeLessThanOrEqual(text.length)
          expect(node.span.start).toBeLessThan(node.span.end)
        },
      })
    }
    expect(count).toBeGreaterThan(300)
  })
  test('give the same program every time', () => {
    const again = analyse({ read }, entries)
    expect(again.program).toEqual(result.program)
  })
})
