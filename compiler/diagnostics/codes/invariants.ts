// E10xx: invariants, and the sums and counts that they are about.
import type { DiagnosticEntry } from '../entry.ts'

export const INVARIANTS = {
  E1001: {
    severity: 'error',
    message: '`%operation%` is about a whole map in storage',
    help: 'write the name of the map: `sum(held)`, `count(held)`, `sum(positions, p => p.size)`',
    failing: 'contract C { storage { m: map<u64, u64 = 0>, n: u64 = 0 }\n invariant sum(n) == 0 }',
    working: 'contract C { storage { m: map<u64, u64 = 0>, n: u64 = 0 }\n invariant sum(m) == n }',
  },
  E1002: {
    severity: 'error',
    message: 'a sum of values of type %type% is not kept',
    help: 'whole numbers of up to 64 bits, amounts and coins add up; of a struct write which field: `sum(m, v => v.field)`',
    failing: 'contract C { storage { m: map<u64, bool = false> }\n invariant sum(m) == 0 }',
    working: 'contract C { storage { m: map<u64, bool = false> }\n invariant count(m) < 100 }',
  },
  E1003: {
    severity: 'error',
    message: 'the sum over `%name%` has no end: entries that were never written are not 0',
    help: "give the map's values the default 0, or count them",
    failing: 'contract C { storage { m: map<u64, u64 = 1> }\n invariant sum(m) < 9 }',
    working: 'contract C { storage { m: map<u64, u64 = 0> }\n invariant sum(m) < 9 }',
  },
  E1004: {
    severity: 'error',
    message: 'what is summed is a field of the value: `v => v.field`',
    help: 'sums are kept up to date at every write, so only a field is possible',
    failing: 'contract C { storage { m: map<u64, u64 = 0> }\n invariant sum(m, v => v * 2) < 9 }',
    working: 'contract C { storage { m: map<u64, u64 = 0> }\n invariant sum(m, v => v) < 9 }',
  },
  E1005: {
    severity: 'error',
    message: 'an invariant only looks at storage, but this one %what%',
    help: 'write one expression over storage and views; `invariant in test { ... }` may have statements and loops',
    failing: 'contract C { storage { n: u64 = 0 }\n invariant { let m = n; m == 0 } }',
    working: 'contract C { storage { n: u64 = 0 }\n invariant in test { let m = n; m == 0 } }',
  },
  E1006: {
    severity: 'error',
    message: '`name => expression` stands only in `sum`',
    help: 'there are no function values: call a function, or write the expression itself',
    failing: 'pub fn f(): u64 => g(x => 1)\nfn g(n: u64): u64 => n',
    working: 'pub fn f(): u64 => g(1)\nfn g(n: u64): u64 => n',
  },
} as const satisfies Record<string, DiagnosticEntry>
