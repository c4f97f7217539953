// E04xx: who may call what, and from where.
import type { DiagnosticEntry } from '../entry.ts'

export const ACCESS = {
  E0401: {
    severity: 'error',
    message: "`%name%` pays but doesn't say who may call it",
    help: 'add `by anyone`, or `by owner` with a field of storage that holds an address or a contract',
    failing: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub fn give() { pay(caller.address, pool.take(1 sompi)) }
}`,
    working: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub fn give() by anyone { pay(caller.address, pool.take(1 sompi)) }
}`,
  },
  E0402: {
    severity: 'error',
    message: 'a `by` clause has no meaning here: %why%',
    help: null,
    failing: 'contract C { pub view fn one(): u64 by anyone => 1 }',
    working: 'contract C { pub view fn one(): u64 => 1 }',
  },
  E0403: {
    severity: 'error',
    message: "this doesn't say who somebody is",
    help: 'write `anyone`, or a field of storage of type `address`, `contract` or a handle',
    failing: 'contract C { storage { limit: u64 = 0 }\n pub fn raise(most: u64) by limit { limit += most } }',
    working:
      'contract C { storage { limit: u64 = 0, owner: address }\n init(owner: address) { self.owner = owner }\n pub fn raise(most: u64) by owner { limit += most } }',
  },
  E0404: {
    severity: 'error',
    message: 'the view `%name%` %what%',
    help: 'a `view` changes nothing: remove `view`, or the change',
    failing: 'contract C { storage { n: u64 = 0 }\n pub view fn next(): u64 { n += 1; n } }',
    working: 'contract C { storage { n: u64 = 0 }\n pub fn next(): u64 by anyone { n += 1; n } }',
  },
  E0405: {
    severity: 'error',
    message: '`%what%` is not possible here: there is no contract and no message',
    help: 'this works in the functions of a contract',
    failing: 'pub fn sender(): address => caller.address',
    working: 'contract C { pub view fn sender(): address => caller.address }',
  },
  E0406: {
    severity: 'error',
    message: '`%name%` is private to the contract `%contract%`',
    help: 'declare it with `pub`, or call a public function',
    failing: `contract C { pub view fn one(): u64 => two()\n view fn two(): u64 => 2 }
test "t" { let c = deploy C(); expect c.two() == 2 }`,
    working: `contract C { pub view fn one(): u64 => two()\n view fn two(): u64 => 2 }
test "t" { let c = deploy C(); expect c.one() == 2 }`,
  },
  E0407: {
    severity: 'error',
    message: '`deploy` works in `init` only',
    help: 'it binds a contract that is linked into the silo when it is built; no code is made at run time',
    failing: `contract A { pub view fn one(): u64 => 1 }
contract B { pub fn make() by anyone { let a = deploy A(); discard a.one() } }`,
    working: `contract A { pub view fn one(): u64 => 1 }
contract B { storage { a: A }\n init() { a = deploy A() } }`,
  },
  E0408: {
    severity: 'error',
    message: '%what% works in tests only',
    help: null,
    failing: 'contract C { pub view fn f(): u64 { expect 1 == 1; 1 } }',
    working: 'contract C { pub view fn f(): u64 { require 1 == 1; 1 } }',
  },
  E0409: {
    severity: 'error',
    message: "a test can't use %what%: it is outside the contract",
    help: 'a test deploys contracts and calls their public functions: `let v = deploy Vault()`',
    failing: 'contract C { storage { n: u64 = 0 }\n test "t" { expect n == 0 } }',
    working:
      'contract C { storage { n: u64 = 0 }\n pub view fn value(): u64 => n\n test "t" { let c = deploy C(); expect c.value() == 0 } }',
  },
  E0410: {
    severity: 'error',
    message: 'these contracts call each other in a circle: %chain%',
    help: 're-entrance is ruled out by having no circles: let one contract call, and the other be called; or declare what is called back `reentrant`',
    failing: `contract Ping { storage { pong: Pong }\n init() { pong = deploy Pong(self) }\n pub fn hit() by anyone { pong.back() } }
contract Pong { storage { ping: Ping }\n init(ping: Ping) { self.ping = ping }\n pub fn back() by ping { ping.hit() } }`,
    working: `contract Ping { storage { pong: Pong }\n init() { pong = deploy Pong(self) }\n pub fn hit() by anyone { pong.back() } }
contract Pong { storage { ping: contract, n: u64 = 0 }\n init(ping: contract) { self.ping = ping }\n pub fn back() by ping { n += 1 } }`,
  },
  E0411: {
    severity: 'error',
    message: 'this recursion has no bound: %chain%',
    help: 'say how deep at most, behind the result type: `fn f(n: u64): u64 max 20`; going on beyond it traps',
    failing: 'pub fn sum(n: u64): u64 => if n == 0 { 0 } else { n + sum(n - 1) }',
    working: 'pub fn sum(n: u64): u64 max 50 => if n == 0 { 0 } else { n + sum(n - 1) }',
  },
  E0412: {
    severity: 'error',
    message: "`%word%` can't stand here: %why%",
    help: null,
    failing: 'pub view fn one(): u64 => 1',
    working: 'pub fn one(): u64 => 1',
  },
  E0413: {
    severity: 'error',
    message: '`init` belongs in a contract',
    help: 'move it into the contract that it sets up',
    failing: 'init() { }',
    working: 'contract C { init() { } }',
  },
  E0415: {
    severity: 'error',
    message: 'a value of type `contract` says which contract it is, not what it can do',
    help: 'give it the type of the contract, for instance `shares: Shares`',
    failing:
      'contract C { storage { other: contract }\n init(other: contract) { self.other = other }\n pub fn f() by anyone { other.g() } }',
    working: `contract D { storage { n: u64 = 0 }\n pub fn g() by anyone { n += 1 } }
contract C { storage { other: D }\n init() { other = deploy D() }\n pub fn f() by anyone { other.g() } }`,
  },
  E0416: {
    severity: 'error',
    message: "each `deploy` is one contract of the silo, so it can't stand in a loop",
    help: 'write one `deploy` for each contract',
    failing: `contract A { pub view fn one(): u64 => 1 }
contract B { storage { a: A }\n init() { a = deploy A()\n for _ in 0..2 { a = deploy A() } } }`,
    working: `contract A { pub view fn one(): u64 => 1 }
contract B { storage { a: A }\n init() { a = deploy A() } }`,
  },
  E0417: {
    severity: 'error',
    message: '`init` gives no result',
    help: 'remove the type',
    failing: 'contract C { init(): u64 { } }',
    working: 'contract C { init() { } }',
  },
  E0418: {
    severity: 'error',
    message: '`%name%` is `reentrant`, but %why%: %chain%',
    help: 'it may be called in the middle of a call of its contract, but not call back what calls it, nor be asked by an invariant',
    failing: `contract Ping { storage { pong: Pong, n: u64 = 0 }
 init() { pong = deploy Pong(self) }
 pub fn hit() by anyone { pong.back() }
 pub reentrant fn told() by pong { n += 1; pong.back() }
 pub view fn count_now(): u64 => n }
contract Pong { storage { ping: Ping }\n init(ping: Ping) { self.ping = ping }\n pub fn back() by ping { ping.told() } }`,
    working: `contract Ping { storage { pong: Pong, n: u64 = 0 }
 init() { pong = deploy Pong(self) }
 pub fn hit() by anyone { pong.back() }
 pub reentrant fn told() by pong { n += 1 }
 pub view fn count_now(): u64 => n }
contract Pong { storage { ping: Ping }\n init(ping: Ping) { self.ping = ping }\n pub fn back() by ping { ping.told() } }`,
  },
} as const satisfies Record<string, DiagnosticEntry>
