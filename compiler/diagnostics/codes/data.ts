// E0534-E0549: enums, patterns, generic types, early returns.
import type { DiagnosticEntry } from '../entry.ts'

export const DATA = {
  E0534: {
    severity: 'error',
    message: '%type% is not %bound%, which `%param%` asks for',
    help: '`Equal` has `==`, `Ordered` also `<`, `Number` also arithmetic: integers only',
    failing: 'struct Range<T: Ordered> { from: T, to: T }\npub fn f(a: Range<bool>): bool => a.from',
    working: 'struct Range<T: Ordered> { from: T, to: T }\npub fn f(a: Range<u8>): u8 => a.from',
  },
  E0535: {
    severity: 'error',
    message: 'nothing here says what `%param%` of `%enum%` is, so `%name%` has no type',
    help: 'write the type: `let x: %enum%<...> = ...`',
    failing: 'pub fn f() { let _a = None }',
    working: 'pub fn f() { let _a: Option<u64> = None }',
  },
  E0536: {
    severity: 'error',
    message: '`?` takes what an Option or a Result holds; this is %type%',
    help: 'remove the `?`',
    failing: 'pub fn f(a: u64): Option<u64> => Some(a?)',
    working: 'pub fn f(a: Option<u64>): Option<u64> => Some(a? + 1)',
  },
  E0537: {
    severity: 'error',
    message: '`%name%` is written `%form%`',
    help: null,
    failing: 'pub fn f(a: Option): bool => true',
    working: 'pub fn f(a: Option<u64>): bool => a == None',
  },
  E0538: {
    severity: 'error',
    message: 'there is no constraint `%name%`',
    help: null,
    failing: 'struct Range<T: Comparable> { from: T, to: T }',
    working: 'struct Range<T: Ordered> { from: T, to: T }',
  },
  E0539: {
    severity: 'error',
    message: '`?` may return %needed%, but the function gives %given%',
    help: 'change the type of the result, or take the value apart with `match` or `let ... else`',
    failing: 'pub fn f(a: Option<u64>): u64 => a?',
    working: 'pub fn f(a: Option<u64>): u64 { let n = a else { return 0 }\n n }',
  },
  E0540: {
    severity: 'error',
    message: '`%name%` is written `%form%`',
    help: null,
    failing: 'enum Shape { Circle(u64) }\npub fn f() { let _a = Shape.Circle }',
    working: 'enum Shape { Circle(u64) }\npub fn f() { let _a = Shape.Circle(1) }',
  },
  E0541: {
    severity: 'error',
    message: '`%enum%` has no variant `%name%`',
    help: null,
    failing:
      'enum Way { Left, Right }\npub fn f(a: Way): u64 => match a { Left => 1, Rihgt => 2, Right => 3 }',
    working: 'enum Way { Left, Right }\npub fn f(a: Way): u64 => match a { Left => 1, Right => 2 }',
  },
  E0542: {
    severity: 'error',
    message: 'this pattern takes an enum, not %type%',
    help: 'a pattern for it is a number, a name or `_`',
    failing: 'pub fn f(a: u64): u64 => match a { Some(n) => n, _ => 1 }',
    working: 'pub fn f(a: Option<u64>): u64 => match a { Some(n) => n, _ => 1 }',
  },
  E0543: {
    severity: 'error',
    message: 'this pattern says nothing about %fields%',
    help: 'name them, or write `..` for those that may be anything',
    failing: 'struct Point { x: u64, y: u64 }\npub fn f(p: Point): u64 { let Point { x } = p\n x }',
    working: 'struct Point { x: u64, y: u64 }\npub fn f(p: Point): u64 { let Point { x, .. } = p\n x }',
  },
  E0544: {
    severity: 'error',
    message: 'the `else` of a `let` goes on here, without the value',
    help: 'leave: `return`, `trap`, or `break` and `continue` in a loop',
    failing: 'pub fn f(a: Option<u64>): u64 { let n = a else { }\n n }',
    working: 'pub fn f(a: Option<u64>): u64 { let n = a else { return 0 }\n n }',
  },
  E0545: {
    severity: 'error',
    message: "this pattern doesn't take `%missing%`",
    help: 'say what happens then: `let ... = ... else { ... }`',
    failing: 'pub fn f(a: Option<u64>): u64 { let Some(n) = a\n n }',
    working: 'pub fn f(a: Option<u64>): u64 { let Some(n) = a else { return 0 }\n n }',
  },
  E0546: {
    severity: 'error',
    message: 'the enum `%name%` has no values',
    help: 'give it a variant',
    failing: 'enum Nothing {}',
    working: 'enum Way { Left, Right }',
  },
  E0549: {
    severity: 'error',
    message: 'the compiler has no arrays and texts yet',
    help: null,
    failing: 'pub fn f(a: [u64]): u64 => 1',
    working: 'pub fn f(a: u64): u64 => a',
  },
} as const satisfies Record<string, DiagnosticEntry>
