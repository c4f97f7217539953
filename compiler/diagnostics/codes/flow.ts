// E07xx: loops and recursion.
import type { DiagnosticEntry } from '../entry.ts'

/** A hundred and sixty variables that live while the function calls itself. */
const WIDE_RECURSION = (() => {
  const names = Array.from({ length: 160 }, (_, i) => `f${i}`)
  const variables = names.map((name, i) => ` let ${name} = n + ${i}`).join('\n')
  return `pub fn sum(n: u64): u64 max 200 {
${variables}
 let rest = if n == 0 { 0 } else { sum(n - 1) }
 rest + ${names.join(' + ')}
}
contract C { pub view fn f(n: u64): u64 => sum(n) }`
})()

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
  E0704: {
    severity: 'error',
    message: 'a recursion is bounded by a number from 1 to %most%',
    help: 'the machine nests no more calls; write a loop where there are more',
    failing: 'pub fn sum(n: u64): u64 max 1_000 => if n == 0 { 0 } else { n + sum(n - 1) }',
    working: 'pub fn sum(n: u64): u64 max 100 => if n == 0 { 0 } else { n + sum(n - 1) }',
  },
  E0705: {
    severity: 'error',
    message: "recursion of `%name%` to its bound doesn't fit in the machine's stack: %need% bytes of %have%",
    help: 'lower the bound, or use fewer variables at a time',
    failing: WIDE_RECURSION,
    working: `struct S { a: u64 }
pub fn sum(n: u64, s: S): u64 max 200 => if n == 0 { s.a } else { sum(n - 1, s) + s.a }
contract C { pub view fn f(n: u64): u64 => sum(n, S { a: n }) }`,
    build: {},
  },
  E0706: {
    severity: 'error',
    message: '`%name%` may take %steps% steps, and promises at most %most%',
    help: 'the dearest statements are marked; lower the bounds of loops, or raise the promise',
    failing: `contract C {
  storage { total: u64 = 0 }
  @steps(max: 100)
  pub fn add(n: u64) by anyone {
    let mut sum = 0
    for i in 0..n max 50 { sum += i }
    total += sum
  }
}`,
    working: `contract C {
  storage { total: u64 = 0 }
  @steps(max: 2_000)
  pub fn add(n: u64) by anyone {
    let mut sum = 0
    for i in 0..n max 50 { sum += i }
    total += sum
  }
}`,
    build: {},
  },
  E0707: {
    severity: 'error',
    message: '`%name%` promises a number of steps, but none can be found that holds: %why%',
    help: 'give arrays a fixed length, or keep this out of the functions that promise',
    failing: `contract C {
  @steps(max: 100)
  pub view fn is_secret(text: bytes<64>): bool => sha256(text) == hash(0x${'00'.repeat(32)})
}`,
    working: `contract C {
  @steps(max: 100)
  pub view fn is_secret(text: hash): bool => text == hash(0x${'00'.repeat(32)})
}`,
    build: {},
  },
} as const satisfies Record<string, DiagnosticEntry>
