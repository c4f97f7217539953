// W09xx: lints. Each can be silenced by `// allow CODE` on its line or the line above.
import type { DiagnosticEntry } from '../entry.ts'

export const LINTS = {
  W0901: {
    severity: 'warning',
    message: "`%name%` changes the contract but doesn't say who may call it",
    help: 'add `by anyone`, or `by owner` with a field of storage that holds an address or a contract',
    failing: 'contract C { storage { n: u64 = 0 }\n pub fn next() { n += 1 } }',
    working: 'contract C { storage { n: u64 = 0 }\n pub fn next() by anyone { n += 1 } }',
  },
  W0902: {
    severity: 'warning',
    message: 'the %what% `%name%` is not used',
    help: 'remove it, or begin its name with `_`',
    failing: 'pub fn f(): u64 { let a = 1; 2 }',
    working: 'pub fn f(): u64 { let _a = 1; 2 }',
  },
  W0903: {
    severity: 'warning',
    message: 'nothing from here on is ever reached',
    help: 'remove it, or what ends the path before',
    failing: 'pub fn f(): u64 { return 1; return 2 }',
    working: 'pub fn f(): u64 { return 1 }',
  },
  W0904: {
    severity: 'warning',
    message: '`%first%` and `%second%` of `%callee%` have one type and are easily swapped',
    help: 'say which is which: `%first%: ..., %second%: ...`',
    failing: 'fn less(a: u64, b: u64): u64 => a - b\npub fn f(): u64 => less(2, 1)',
    working: 'fn less(a: u64, b: u64): u64 => a - b\npub fn f(): u64 => less(a: 2, b: 1)',
  },
  W0905: {
    severity: 'warning',
    message: '`%name%` hides the storage field of that name',
    help: 'give it another name; `self.%name%` is the field',
    failing: 'contract C { storage { n: u64 = 0 }\n pub view fn f(): u64 { let n = 1; n + self.n } }',
    working: 'contract C { storage { n: u64 = 0 }\n pub view fn f(): u64 { let m = 1; m + n } }',
  },
  W0906: {
    severity: 'warning',
    message: '`%name%` never changes',
    help: 'remove `mut`',
    failing: 'pub fn f(): u64 { let mut a = 1; a }',
    working: 'pub fn f(): u64 { let a = 1; a }',
  },
  W0907: {
    severity: 'warning',
    message: 'this is %type% already',
    help: 'remove the conversion',
    failing: 'pub fn f(a: u64): u64 => u64(a)',
    working: 'pub fn f(a: u64): u64 => a',
  },
  W0908: {
    severity: 'warning',
    message: 'the loop writes `%name%` to storage in each round',
    help: 'change a variable in the loop and write it once behind; a write that happens once belongs before `break` or `return`',
    failing:
      'contract C { storage { n: u64 = 0 }\n pub fn f(k: u8) by anyone { for i in 0..k max 9 { n += u64(i) } } }',
    working:
      'contract C { storage { n: u64 = 0 }\n pub fn f(k: u8) by anyone { let mut sum = n\n for i in 0..k max 9 { sum += u64(i) }\n n = sum } }',
  },
  W0909: {
    severity: 'warning',
    message: '`%name%` counts just what is in `%coin%`',
    help: 'keep the coins themselves, in a `map<_, coin>`: then nothing has to be kept equal',
    failing:
      'contract C { storage { pool: coin = coin.zero()\n held: map<address, sompi = 0 kas> }\n pub payable fn put(funds: coin) by anyone { held[caller.address] += funds.amount\n pool.join(funds) }\n pub fn out(part: sompi) by anyone { held[caller.address] -= part\n pay(caller.address, pool.take(part)) } }',
    working:
      'contract C { storage { held: map<address, coin> }\n pub payable fn put(funds: coin) by anyone { held[caller.address].join(funds) }\n pub fn out(part: sompi) by anyone { pay(caller.address, held[caller.address].take(part)) } }',
  },
  W0910: {
    severity: 'warning',
    message: 'the hash of a block is no chance: who makes the block chooses it',
    help: 'use commitments that are revealed later, as `Draw` of `std/random` does',
    failing: 'contract C { pub view fn f(): hash => sha256(bytes(context.reference_block)) }',
    working: 'contract C { pub view fn f(): hash => context.reference_block }',
  },
  W0911: {
    severity: 'warning',
    message: "`%name%` doesn't call itself, so its `max` means nothing",
    help: 'remove it',
    failing: 'pub fn one(): u64 max 5 => 1',
    working: 'pub fn one(): u64 => 1',
  },
  W0912: {
    severity: 'warning',
    message: 'the storage field `%name%` is never read',
    help: 'remove it, or begin its name with `_` if it is there for those who look into the storage from outside',
    failing: 'contract C { storage { last: u64 = 0 }\n pub fn f(n: u64) by anyone { last = n } }',
    working:
      'contract C { storage { last: u64 = 0 }\n pub fn f(n: u64) by anyone { last = n }\n pub view fn latest(): u64 => last }',
  },
  W0913: {
    severity: 'warning',
    message: 'nothing emits the event `%name%`',
    help: 'remove it, or `emit %name% { ... }` where it happens',
    failing: 'contract C { event Moved { count: u64 }\n pub fn f(_n: u64) by anyone { } }',
    working:
      'contract C { event Moved { count: u64 }\n pub fn f(n: u64) by anyone { emit Moved { count: n } } }',
  },
  W0914: {
    severity: 'warning',
    message: 'nothing ends in the error `%name%`',
    help: 'remove it, or name it behind a `require ... else` or `trap`',
    failing: 'error TooMany {}\npub fn f(n: u64): u64 { require n < 9\n n }',
    working: 'error TooMany {}\npub fn f(n: u64): u64 { require n < 9 else TooMany {}\n n }',
  },
  W0915: {
    severity: 'warning',
    message: 'no value is ever `%name%`',
    help: 'remove the variant; nothing makes one, and none can come from outside',
    failing:
      'enum Sort { Odd, Even, Other }\nfn sort_of(n: u64): Sort => if n % 2 == 0 { Even } else { Odd }\npub fn f(n: u64): u64 => match sort_of(n) { Odd => 1, Even => 2, Other => 3 }',
    working:
      'enum Sort { Odd, Even }\nfn sort_of(n: u64): Sort => if n % 2 == 0 { Even } else { Odd }\npub fn f(n: u64): u64 => match sort_of(n) { Odd => 1, Even => 2 }',
  },
  W0916: {
    severity: 'warning',
    message: '`%name%` is `reentrant`, but the contract calls no other, so nothing calls it back',
    help: 'remove `reentrant`: only a contract that calls others can be called in the middle of its call',
    failing: 'contract C { storage { n: u64 = 0 }\n pub reentrant fn f() by anyone { n += 1 } }',
    working: 'contract C { storage { n: u64 = 0 }\n pub fn f() by anyone { n += 1 } }',
  },
} as const satisfies Record<string, DiagnosticEntry>
