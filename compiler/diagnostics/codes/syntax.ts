// E01xx: spelling and grammar.
import type { DiagnosticEntry } from '../entry.ts'

export const SYNTAX = {
  E0100: {
    severity: 'error',
    message: '%problem%',
    help: null,
    failing: 'const LIMIT: u64 5',
    working: 'pub const LIMIT: u64 = 5',
  },
  E0101: {
    severity: 'error',
    message: '`%text%` means nothing here',
    help: 'remove it',
    failing: 'pub const LIMIT: u64 = 5 #',
    working: 'pub const LIMIT: u64 = 5',
  },
  E0102: {
    severity: 'error',
    message: 'this text has no closing quote',
    help: 'close it with `"` on the same line',
    failing: 'import { Shared } from "./other.silo\npub fn f(): u64 => trap Shared { code: 1 }',
    working: 'import { Shared } from "./other.silo"\npub fn f(): u64 => trap Shared { code: 1 }',
  },
  E0103: {
    severity: 'error',
    message: 'this comment has no end',
    help: 'close it with `*/`',
    failing: 'pub const LIMIT: u64 = 5 /* a limit',
    working: 'pub const LIMIT: u64 = 5 /* a limit */',
  },
  E0104: {
    severity: 'error',
    message: '`%word%` is kept for a later version of the language',
    help: 'it can be neither used yet nor be a name: choose another',
    failing: 'pub fn f(await: u64): u64 => await',
    working: 'pub fn f(kind: u64): u64 => kind',
  },
  E0105: {
    severity: 'error',
    message: '`%wrong%` is written `%right%` here',
    help: null,
    failing: 'pub fn both(a: bool, b: bool): bool => a && b',
    working: 'pub fn both(a: bool, b: bool): bool => a and b',
  },
  E0106: {
    severity: 'error',
    message: "comparisons don't chain",
    help: 'compare twice and join with `and`',
    failing: 'pub fn within(a: u64, b: u64, c: u64): bool => a < b < c',
    working: 'pub fn within(a: u64, b: u64, c: u64): bool => a < b and b < c',
  },
  E0107: {
    severity: 'error',
    message: '`%text%` is not a number here',
    help: 'numbers are whole (`25`, `1_000`, `0x1f`); only amounts in kas have decimals: `0.25 kas`',
    failing: 'pub const RATE: u64 = 0.5',
    working: 'pub const STEP: sompi = 0.5 kas',
  },
  E0108: {
    severity: 'error',
    message: 'a kas has eight decimal places',
    help: 'the least amount is `1 sompi`, which is `0.00000001 kas`',
    failing: 'pub const DUST: sompi = 0.000000001 kas',
    working: 'pub const DUST: sompi = 0.00000001 kas',
  },
  E0109: {
    severity: 'error',
    message: 'a statement begins on a line of its own',
    help: 'begin a new line here, or part the two by `;`',
    failing: 'pub fn f(a: u64): u64 { let b = a + 1 b }',
    working: 'pub fn f(a: u64): u64 { let b = a + 1; b }',
  },
  E0110: {
    severity: 'error',
    message: '`%word%` says nothing about a %what%',
    help: 'only functions are `view` or `payable`',
    failing: 'view struct Point { x: u64 }',
    working: 'struct Point { x: u64 }',
  },
  E0111: {
    severity: 'error',
    message: 'this is nested too deeply',
    help: 'give inner parts names of their own',
    failing: `pub const DEEP: u64 = ${'('.repeat(120)}1${')'.repeat(120)}`,
    working: 'pub const FLAT: u64 = (1)',
  },
} as const satisfies Record<string, DiagnosticEntry>
