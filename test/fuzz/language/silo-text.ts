// Random silos of two contracts: a generated one (compiler/optimise), deployed twice by a root that calls it, holds coins and pays out.
import { randomContract } from '../../../compiler/optimise/random-program.test-data.ts'
import { randomFrom } from '../../support/random.ts'
import type { Random } from '../../support/random.ts'

/** The text of a silo whose root is `Root`; the same for the same seed. */
export function randomSilo(seed: number): string {
  const random = randomFrom(seed)
  return `${randomContract(seed)}
contract Root {
  storage {
    pot: coin
    inner: Random
    other: Random
    seen: map<address, u64 = 5>
    last: u64 = 0
  }
  error Low { a: u64, b: u64 }
  event Paid { who: address, count: u64, a: u64 }
  init() {
    pot = coin.zero()
    inner = deploy Random()
    other = deploy Random()
  }
  pub payable fn put(x: u64, y: i64, z: u8, q: bool, funds: coin): u64 by anyone {
    let mut a: u64 = x
    let mut b: u64 = last
    ${lines(random, 3, false)}
    pot.join(funds)
    a ^ b
  }
  pub fn take(x: u64, y: i64, z: u8, q: bool): u64 by anyone {
    let mut a: u64 = x
    let mut b: u64 = seen[caller.address]
    ${lines(random, 5, true)}
    require a % 11 != 3 else Low { a, b }
    a ^ b
  }
  pub view fn peek(x: u64, y: i64, z: u8, q: bool): u64 { if q { x ^ last } else { pot.amount.count / (x + 1) } }
}
`
}

function lines(random: Random, count: number, pays: boolean): string {
  const any = (): string =>
    random.pick(['a', 'b', 'x', 'last', 'u64(z)', 'seen[caller.address]', '7', 'pot.amount.count'])
  const who = (): string => random.pick(['inner', 'other'])
  const call = (): string =>
    `${who()}.run${random.below(3)}(${any()}, y, z, ${random.pick(['q', 'not q', 'a > b'])})`
  const amount = (): string =>
    `sompi(${random.pick(['20_000_000', '19_999_990', `20_000_000 + ${any()} % 100_000_000`])})`
  const payment = (): string =>
    `pay(${random.pick(['caller.address', 'inner.address'])}, pot.take(${amount()}))`
  const plain: (() => string)[] = [
    () => `a = ${call()}`,
    () => `b = b.wrapping_add(${call()})`,
    () => `a = a.wrapping_mul(${any()}) ^ ${any()}`,
    () => `last = ${any()}`,
    () => `seen[caller.address] ^= ${any()}`,
    () => `if ${any()} % 3 == ${any()} % 2 { a = ${call()} }`,
    () => `for i in 0..(${any()} % 4) max 3 { b = b.wrapping_add(i) ^ ${call()} }`,
    () => `emit Paid { who: caller.address, count: ${any()}, a }`,
    () => `a = (if q { ${any()} } else { ${call()} })`,
    () => `b = ${any()} - ${any()} % 9`,
  ]
  const paying: (() => string)[] = [
    payment,
    () => `if ${any()} % 2 == 0 { ${payment()} }`,
    () => `for i in 0..(${any()} % 4) max 3 { ${payment()} \n a = a.wrapping_add(i) }`,
  ]
  const options = pays ? [...plain, ...paying, ...paying] : plain
  return Array.from({ length: 1 + random.below(count) }, () => random.pick(options)()).join('\n    ')
}
