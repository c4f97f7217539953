// Coins and resources are neither copied nor lost, whatever the way: each of these programs would do so, or forge one.
import { describe, expect, it } from 'vitest'
import { analyse } from '../frontend.ts'
import { memoryHost } from '../load.ts'

const TICKETS = `
pub resource Ticket { seat: u64 }
pub resource Purse { owner: address, funds: coin, inner: Ticket }
pub fn ticket(seat: u64): Ticket => Ticket { seat }
pub fn burn(ticket: Ticket) { let Ticket { .. } = ticket }
pub fn purse(funds: coin): Purse => Purse { owner: 0x${'11'.repeat(32)}, funds, inner: ticket(1) }
`

function codes(text: string): string[] {
  const files = { 'tickets.silo': TICKETS, 'a.silo': text }
  return analyse(memoryHost(files), ['a.silo']).diagnostics.map(({ code }) => code)
}

/** A contract with the statements in a function of it. */
function inBody(statements: string, more = ''): string {
  return `import { Purse, Ticket, burn, purse, ticket } from "./tickets"
contract C {
  storage {
    pool: coin = coin.zero(), one: Ticket, held: map<u64, Ticket>, maybe: Option<Ticket>, purses: map<u64, Purse>
  }
  init() { one = ticket(1) }
  ${more}
  fn keep(t: Ticket): bool {
    burn(t)
    true
  }
  pub payable fn f(n: u64, funds: coin) by anyone {
    let _used = n
    ${statements}
    pool.join(funds)
  }
  pub fn used() by anyone {
    burn(one.swap(maybe.take()))
    burn(held[1].take())
    discard keep(ticket(2))
    purses[1].put(purse(coin.zero()))
  }
}`
}

describe('what is right', () => {
  it.each([
    ['a ticket that is put away', 'held[n].put(ticket(n))'],
    ['one on each path', 'let t = ticket(n)\nif n > 1 { burn(t) } else { held[n].put(t) }'],
    ['a path that traps', 'let t = ticket(n)\nrequire n > 1\nburn(t)'],
    ['a part that is changed where it may be', 'discard purses[n].funds.amount + 1 sompi'],
    ['one made in each round', 'for i in 0..3 {\nlet t = ticket(i)\nburn(t)\n}'],
    ['a tuple', 'let both = (ticket(n), ticket(2))\nlet (a, b) = both\nburn(a)\nburn(b)'],
    ['a variable that is filled again', 'let mut t = ticket(n)\nburn(t)\nt = ticket(2)\nburn(t)'],
    ['a block that gives one', 'burn(if n > 1 { ticket(1) } else { ticket(2) })'],
  ])('%s', (_name, statements) => {
    expect(codes(inBody(statements))).toEqual([])
  })
})

describe('what is refused', () => {
  it.each([
    ['a ticket that is forgotten', 'let _t = ticket(n)', 'E0201'],
    ['one that is forgotten on a path', 'let t = ticket(n)\nif n > 1 { burn(t) }', 'E0201'],
    ['one that is left by return', 'let t = ticket(n)\nif n > 1 { burn(t) } else { return }', 'E0201'],
    ['two uses', 'let t = ticket(n)\nburn(t)\nburn(t)', 'E0202'],
    ['a field of what is gone', 'let t = ticket(n)\nburn(t)\ndiscard t.seat', 'E0202'],
    ['one twice in a tuple', 'let t = ticket(n)\nlet (a, b) = (t, t)\nburn(a)\nburn(b)', 'E0202'],
    ['storage that is emptied', 'burn(one)', 'E0203'],
    ['an entry that is emptied', 'burn(held[n])', 'E0501'],
    ['storage that is written over', 'one = ticket(n)', 'E0204'],
    ['an entry that is written over', 'held[n] = None', 'E0204'],
    ['a variable that is written over', 'let mut t = ticket(n)\nt = ticket(2)\nburn(t)', 'E0204'],
    ['one from outside a loop', 'let t = ticket(n)\nfor _ in 0..3 { burn(t) }', 'E0205'],
    ['one for each round', 'let mut t = ticket(n)\nburn(t)\nfor i in 0..3 { t = ticket(i) }', 'E0206'],
    ['a result that is dropped', 'ticket(n)', 'E0207'],
    ['a result that is discarded', 'discard ticket(n)', 'E0207'],
    ['a field of a result', 'discard ticket(n).seat', 'E0211'],
    ['forging', 'burn(Ticket { seat: n })', 'E0213'],
    ['taking apart', 'let Ticket { seat } = ticket(n)\ndiscard seat', 'E0213'],
    ['changing', 'let mut t = ticket(n)\nt.seat = 9\nburn(t)', 'E0213'],
    ['changing in storage', 'held[n].seat = 9', 'E0213'],
    ['taking coins that are inside', 'pool.join(purses[n].funds.take(1 sompi))', 'E0213'],
    ['swapping what is inside', 'burn(purses[n].inner.swap(ticket(n)))', 'E0213'],
    ['a guard', 'let t = ticket(n)\nmatch n {\n0 if keep(t) => { },\n_ => burn(t),\n}', 'E0214'],
    ['a part', 'let p = purse(coin.zero())\nburn(p.inner)\npurses[n].put(p)', 'E0215'],
    ['a match', 'match ticket(n) {\n_ => { },\n}', 'E0216'],
    ['a place for nothing', 'let (a, _) = (ticket(n), ticket(2))\nburn(a)', 'E0217'],
    ['an array', 'let list = [ticket(n)]\ndiscard list.len', 'E0516'],
    ['an Option', 'let t = Some(ticket(n))\ndiscard t', 'E0516'],
    ['comparing', 'let t = ticket(n)\nlet other = ticket(2)\nrequire t == other', 'E0502'],
    ['a place that may be empty, as a value', 'let t: Option<Ticket> = None\ndiscard t', 'E0516'],
  ])('%s', (_name, statements, code) => {
    const found = codes(inBody(statements))
    expect(found[0]).toBe(code)
    expect(new Set(found).size).toBe(1)
  })

  it.each([
    ['in a struct', 'struct S { t: Ticket }', 'E0516'],
    ['in an enum', 'enum E { One(Ticket) }', 'E0516'],
    ['in an event', 'event E { t: Ticket }', 'E0516'],
    ['as a type argument', 'fn odd(x: Result<Ticket, u64>) { discard x }', 'E0516'],
    ['as a constant', 'const T: Ticket = ticket(1)', 'E0516'],
  ])('%s', (_name, member, code) => {
    expect(codes(inBody('', member))).toContain(code)
  })

  it('a default of a map of them', () => {
    const text = 'resource T { n: u64 }\ncontract C { storage { held: map<u64, T = T { n: 1 }> } }'
    expect(codes(text)).toEqual(['E0604'])
  })

  it('a generic function over them', () => {
    const text = `import { ticket } from "./tickets"
fn same<T>(x: T): T => x
fn g() { discard same(ticket(1)) }`
    expect(codes(text).length).toBeGreaterThan(0)
  })
})
