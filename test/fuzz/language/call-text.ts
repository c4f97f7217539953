// Random silos about calls: by signatures, back in the middle of a call, from other silos and to them, with values that don't fit in a frame, BLAKE3 and
// fixed-point numbers in what they compute.
import { bytesFor } from '../../../compiler/testing/test-silo.ts'
import { randomFrom } from '../../support/random.ts'
import type { Random } from '../../support/random.ts'
import { hexOf } from '../agree/fingerprint.ts'

/** The silo whose calls these silos take, as their tests name it. */
export const PARTNER = 'silo 1'

/** Words of arguments and results that are more than go in slots. */
const BIG_FIELDS = 70

/** What a body is made with. */
interface Body {
  readonly random: Random
  readonly fresh: () => string
  /** An expression that is the address of whoever this is for. */
  readonly me: string
}

/** The text of a silo whose root is `Desk`; the same for the same seed. */
export function randomCallSilo(seed: number): string {
  const random = randomFrom(seed)
  let made = 0
  const body = (me: string): Body => ({ random, fresh: () => `k${made++}`, me })
  const partner = hexOf(bytesFor(PARTNER))
  const fields = Array.from({ length: BIG_FIELDS }, (_, i) => `f${i}`)
  return `
import { Fixed, whole, ratio_down, ratio_up, add, mul_down, mul_up } from "std/fixed"
struct Big { ${fields.map((name) => `${name}: u64`).join(', ')}, wide: u256 }
error Odd { v: u64, who: address }
event Done { v: u64, digest: hash, rate: Fixed }
fn big(n: u64): Big => Big { ${fields.map((name, i) => `${name}: n.wrapping_mul(${2 * i + 1})`).join(', ')}, wide: u256(n) * u256(n) }
fn turned(b: Big, n: u64): Big => Big { ${fields.map((name, i) => `${name}: b.f${(i + random.below(BIG_FIELDS)) % BIG_FIELDS} ^ n`).join(', ')}, wide: b.wide }
fn summed(b: Big): u64 => ${fields.map((name) => `b.${name}`).join(' ^ ')} ^ u64(b.wide % 65_537)
fn deep(n: u64, x: u64, who: address): u64 max 5 {
  let mut v: u64 = x
  let rate = whole(2)
  let text: bytes = "deep"
  ${crowd(body('who'), random.pick([2, 12, 110]), () => (random.below(2) === 0 ? 'if n > 0 { v ^= deep(n - 1, x: x, who: who) }' : 'v ^= summed(turned(big(v), n))'))}
  v
}
contract Desk {
  storage {
    partner: hash = 0x${partner}
    owner: address
    helper: Helper
    pot: coin = coin.zero()
    opened: u64 = 2
    closed: u64 = 0
    last: u64 = 0
    rate: Fixed = Fixed { units: 1_500_000_000_000_000_000 }
    held: map<address, u64 = 0>
  }
  invariant closed <= opened
  init(owner: address) {
    self.owner = owner
    helper = deploy Helper(self)
  }
  pub fn signed0(who: address, x: u64, q: bool, t: bytes<70>, signature: bytes<64>): u64 by sig(who) {
    ${lines(body('who'), 4)}
  }
  pub payable fn signed1(who: address, other: address, x: u64, t: bytes<70>, first: bytes<64>, second: bytes<64>, funds: coin): u64 by sig(who, other) {
    let q = who == other
    pot.join(funds)
    ${lines(body('other'), 3)}
  }
  pub fn signed2(x: u64, q: bool, signature: bytes<64>): u64 by sig(owner) {
    let t: bytes = bytes(owner)
    ${lines(body('owner'), 2)}
  }
  pub payable fn run(x: u64, q: bool, t: bytes<70>, funds: coin): u64 by anyone {
    pot.join(funds)
    ${lines(body('caller.address'), 5)}
  }
  pub fn large(list: [u64; ..${random.pick([9, 9, 9, 260])}], x: u64): [u64; ..${random.pick([8, 8, 8, 240])}] by anyone {
    let mut v: u64 = x
    for n in list { v = v.wrapping_mul(3) ^ n }
    last = v
    list.slice(0, if list.len < 8 { list.len } else { 8 })
  }
  pub reentrant fn back(n: u64): u64 by helper {
    closed += n
    last ^ n
  }
  pub reentrant view fn seen(): u64 => opened ^ closed
  remote payable fn receive(who: address, x: u64, funds: coin) by origin Final { silo: partner, .. } {
    let q = x % 2 == 0
    let t: bytes = bytes(who)
    pot.join(funds)
    ${lines(body('who'), 3).replace(/\n *v$/, '')}
  }
  remote fn told(x: u64, who: address) by origin Final { silo: partner, .. } or Unproven { .. } {
    let q = match origin { Final { .. } => true, Unproven { silo, .. } => silo == partner }
    let t: bytes = bytes(partner)
    ${lines(body('who'), 2).replace(/\n *v$/, '')}
  }
  on refund returned(funds: coin, who: address) {
    held[who] += 1
    pot.join(funds)
  }
}
contract Helper {
  storage { desk: Desk, used: u64 = 0 }
  init(desk: Desk) { self.desk = desk }
  pub fn use_it(n: u64): u64 by desk {
    used ^= n
    ${random.pick(['desk.back(n / 2)', 'desk.back(n) ^ desk.seen()', 'if n % 2 == 0 { desk.back(n) } else { desk.seen() }'])}
  }
}
`
}

/** The statements of a function of the root, and its value. */
function lines(body: Body, count: number): string {
  const { random } = body
  const some = Array.from({ length: 1 + random.below(count) }, () => statement(body))
  return `let mut v: u64 = x
    let mut text: bytes = t
    ${some.join('\n    ')}
    require v % 13 != 4 else Odd { v, who: ${body.me} }
    last = v
    v`
}

function statement(body: Body): string {
  const { random, fresh, me } = body
  const n = (): string => number(body)
  const k = fresh()
  return random.pick([
    () => `v ^= ${n()}`,
    () => `v = v.wrapping_mul(${n()}) ^ u64(bytes(blake3(text))[${random.below(32)}])`,
    () => `text = text.concat(bytes(blake3(text))).slice(0, ${n()} % 64)`,
    () => `rate = add(rate, more: ${fixed(body)})`,
    () => `rate = ${random.pick(['mul_down', 'mul_up'])}(rate, by: ${fixed(body)})`,
    () => `held[${me}] += ${n()} % 1000`,
    () => `emit Done { v, digest: blake3(text), rate }`,
    () => `opened += ${n()} % 100 \n v ^= helper.use_it(${n()} % 8)`,
    // Out of order: whether the invariant holds where it is called back depends on what was opened before.
    () => `closed += 3 \n v ^= helper.use_it(${n()} % 3) \n opened += 4`,
    () =>
      `if pot.amount >= 1 kas { send Desk(partner).receive(${me}, x: v) with pot.take(1 kas) ${random.pick(['', 'fee 0.06 kas', 'fee 0.05 kas gas 400_000'])} on refund returned(${me}) }`,
    () =>
      `send Desk(partner${random.pick(['', ', 1'])}).told(${n()}, who: ${me}) ${random.pick(['', 'gas 70_000'])}`,
    () => `v ^= deep(${random.below(7)}, x: v, who: ${me})`,
    () => `v ^= summed(turned(big(${n()}), v))`,
    () => `let ${k} = turned(turned(big(v), ${n()}), x) \n v ^= ${k}.f${random.below(BIG_FIELDS)}`,
    () => `for ${k} in 0..(${n()} % 3) max 2 { v = v.wrapping_add(${k}) \n ${statement(body)} }`,
    () => `if q { ${statement(body)} } else { ${statement(body)} }`,
    () => crowd(body, random.pick([9, 120]), () => statement(body)),
  ])()
}

/** Many variables of all sizes, which live until the last of them is used; something happens between. */
function crowd(body: Body, count: number, between: () => string): string {
  const { random, fresh } = body
  const variables = Array.from({ length: count }, () => variable(body, fresh()))
  const uses = variables.map(({ use }) => use)
  for (let i = uses.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[uses[i], uses[j]] = [uses[j] ?? '', uses[i] ?? '']
  }
  return [...variables.map(({ declared }) => declared), between(), ...uses].join('\n    ')
}

function variable({ random, me }: Body, name: string): { readonly declared: string; readonly use: string } {
  const n = random.below(99)
  return random.pick([
    () => ({ declared: `let ${name} = v.wrapping_mul(${n}) ^ x`, use: `v = v.wrapping_mul(31) ^ ${name}` }),
    () => ({ declared: `let mut ${name} = v ^ ${n}`, use: `${name} ^= v \n v = v.wrapping_add(${name})` }),
    () => ({ declared: `let ${name} = u256(v) * u256(x ^ ${n})`, use: `v ^= u64(${name} % 65_537)` }),
    () => ({
      declared: `let ${name} = if v % 2 == 0 { ${me} } else { address(hash(bytes(${me}))) }`,
      use: `if ${name} == ${me} { v ^= ${n} }`,
    }),
    () => ({ declared: `let ${name}: [u64] = [v, ${n}]`, use: `v ^= ${name}[v % 2]` }),
    () => ({ declared: `let ${name} = (v, ${n} < x, x)`, use: `if ${name} == (x, true, v) { v ^= ${n} }` }),
  ])()
}

function fixed({ random }: Body): string {
  return random.pick([
    `ratio_down(v % 1000, of: ${1 + random.below(9)})`,
    `ratio_up(x % 1000, of: ${random.below(9)})`,
    `whole(v % 4)`,
    'rate',
  ])
}

function number({ random, me }: Body): string {
  return random.pick([
    'v',
    'x',
    'last',
    '(opened ^ closed)',
    `held[${me}]`,
    'text.len',
    'pot.amount.count',
    'nonce_of(owner)',
    `${random.below(12)}`,
    'u64(rate.units % 1_000_000)',
    `u64(mul_down(rate, by: ratio_up(v % 100, of: 7)).units % 1_000)`,
    'summed(big(v))',
  ])
}
