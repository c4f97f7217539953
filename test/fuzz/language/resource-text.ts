// Random silos with resources: kept in storage and maps, in each other, with coins inside, made and taken back by another contract. Coins are split and joined;
// functions promise how many steps they take.
import { randomFrom } from '../../support/random.ts'
import type { Random } from '../../support/random.ts'
import { goalOf, OPERATIONS, type Names, type Operation } from './resource-goals.ts'

/** More steps than any function of these takes, so that the promise is kept whatever the optimiser does. */
export const PROMISED = 1_000_000_000n

/** The functions of the root that get a body. */
const FUNCTIONS = 3

/** The text of a silo whose root is `Root`; the same for the same seed. */
export function randomResourceSilo(seed: number): string {
  const random = randomFrom(seed)
  const goal = goalOf(seed)
  const promise = (): string => (random.below(2) === 0 ? `@steps(max: ${PROMISED})\n  ` : '')
  const functions = Array.from({ length: FUNCTIONS }, (_, i) => {
    const names = namesFor(random)
    const first = i === 0 ? operation(names, goal) : statements(names, 3, 1)
    return `${promise()}pub payable fn run${i}(x: u64, q: bool, funds: coin): u64 by anyone {
    let mut v: u64 = x
    come += funds.amount
    pot.join(funds)
    ${first}
    ${i === 0 ? '' : statements(names, 2, 1)}
    last = v
    v
  }`
  })
  return `
resource Ticket { seat: u64, paid: u64 }
resource Purse { owner: address, funds: coin }
resource Crate { inner: Ticket, weight: u64 }
resource Sealed<T> { value: T, seals: u64 }
error Odd { v: u64 }
event Did { what: u64 }
fn ticket(seat: u64, paid: u64): Ticket => Ticket { seat, paid }
${promise()}fn torn(t: Ticket): u64 {
  let Ticket { seat, paid } = t
  seat ^ paid
}
fn opened(c: Crate): (Ticket, u64) {
  let Crate { inner, weight } = c
  (inner, weight)
}
fn purse(owner: address, funds: coin): Purse => Purse { owner, funds }
fn emptied(p: Purse): (address, coin) {
  let Purse { owner, funds } = p
  (owner, funds)
}
fn broken<T>(s: Sealed<T>): T {
  let Sealed { value, .. } = s
  value
}
fn first_of(pair: (u64, bool)): u64 {
  let (a, b) = pair
  if b { a } else { 0 }
}
contract Office {
  storage { till: coin = coin.zero(), next: u64 = 1 }
  pub payable fn issue(funds: coin): Ticket by anyone {
    let paid = funds.amount.count
    till.join(funds)
    next += 1
    Ticket { seat: next, paid }
  }
  pub fn refund(t: Ticket): coin by anyone {
    let Ticket { paid, .. } = t
    till.take(sompi(paid))
  }
  pub view fn sold(): u64 => next
}
contract Root {
  storage {
    office: Office
    pot: coin = coin.zero()
    one: Ticket
    spare: Option<Ticket>
    held: map<u64, Ticket>
    purses: map<u64, Purse>
    crates: map<u64, Crate>
    sealed: Sealed<(u64, bool)>
    come: sompi = 0 sompi
    gone: sompi = 0 sompi
    last: u64 = 0
  }
  invariant come == gone + pot.amount + sum(purses, p => p.funds)
  invariant count(held) <= 3
  init() {
    office = deploy Office()
    one = ticket(1, paid: 2)
    sealed = Sealed { value: (3, true), seals: 0 }
  }
  ${functions.join('\n  ')}
  ${promise()}pub view fn look(x: u64, q: bool): u64 { if q { x ^ last } else { pot.amount.count ^ one.seat } }
}
`
}

function namesFor(random: Random): Names {
  let made = 0
  return {
    random,
    fresh: () => `k${made++}`,
    n: () =>
      random.pick([
        'v',
        'x',
        'last',
        'one.seat',
        'pot.amount.count',
        `${random.below(9)}`,
        '(v ^ x)',
        'count(held)',
      ]),
    slot: () => random.pick(['spare', 'held[0]', 'held[1]', 'held[2]']),
  }
}

/** Operations that go well, some of them under conditions and in loops; now and then one that doesn't. */
function statements(names: Names, count: number, depth: number): string {
  const { random } = names
  return Array.from({ length: 1 + random.below(count) }, () => statement(names, depth)).join('\n    ')
}

function statement(names: Names, depth: number): string {
  const { random, n, fresh } = names
  if (depth > 0 && random.below(3) === 0) {
    const inner = (): string => statements(names, 2, depth - 1)
    const i = fresh()
    return random.pick([
      () => `if ${n()} % 2 == ${n()} % 3 { ${inner()} } else { ${inner()} }`,
      () => `for ${i} in 0..(${n()} % 4) max 3 { v ^= ${i} \n ${inner()} }`,
      () => `if q { ${inner()} \n last = v \n return v }`,
      () => `match ${n()} % 3 { 0 => { ${inner()} } 1 => { v ^= 1 } _ => { ${inner()} } }`,
    ])()
  }
  const chosen = random.pick(OPERATIONS)
  // Most of what ends in a trap would keep everything else from being seen.
  if (chosen.ends !== null && random.below(4) > 0) return operation(names, random.pick(GOING_WELL))
  const text = operation(names, chosen)
  return chosen.ends === null ? text : `if x % 4 == 1 { ${text} }`
}

const GOING_WELL = OPERATIONS.filter(({ ends }) => ends === null)

/** An operation, and an event that tells that it went well. */
function operation(names: Names, chosen: Operation): string {
  const text = chosen.text(names)
  return chosen.ends === null ? `${text} \n emit Did { what: ${OPERATIONS.indexOf(chosen)} }` : text
}
