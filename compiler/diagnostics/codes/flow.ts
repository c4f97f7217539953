// E07xx: loops.
import type { DiagnosticEntry } from '../entry.ts'

export const FLOW = {
  E0701: {
    severity: 'error',
    message: 'this `while` has no bound',
    help: 'say how often at most: `while condition max 100 { ... }`; going on beyond it traps',
    failing: 'pub fn f(): u64 { let mut a = 0; while a < 5 { a += 1 }; a }',
    working: 'pub fn f(): u64 { let mut a = 0; while a < 5 max 5 { a += 1 }; a }',
  },
  E0702: {
    severity: 'error',
    message: 'the length of this range is not known when the program is compiled',
    help: 'say how often at most: `for i in 0..n max 100 { ... }`; going on beyond it traps',
    failing: 'pub fn f(n: u64): u64 { let mut a = 0; for i in 0..n { a += i }; a }',
    working: 'pub fn f(n: u64): u64 { let mut a = 0; for i in 0..n max 100 { a += i }; a }',
  },
  E0703: {
    severity: 'error',
    message: '`%word%` stands outside of a loop',
    help: null,
    failing: 'pub fn f() { break }',
    working: 'pub fn f() { for _ in 0..3 { break } }',
  },
} as const satisfies Record<string, DiagnosticEntry>
