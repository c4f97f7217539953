// E06xx: storage and its first values.
import type { DiagnosticEntry } from '../entry.ts'

export const STORAGE = {
  E0601: {
    severity: 'error',
    message: '`%name%` gets no value on some path through `init`',
    help: 'set it in `init`, or give it a default: `= ...`',
    failing: 'contract C { storage { owner: address }\n init() { }\n pub fn f() by owner { } }',
    working:
      'contract C { storage { owner: address }\n init() { owner = caller.address }\n pub fn f() by owner { } }',
  },
  E0602: {
    severity: 'error',
    message: '`%name%` has no value to begin with',
    help: 'give it a default, or write an `init` that sets it',
    failing: 'contract C { storage { n: u64 }\n pub view fn f(): u64 => n }',
    working: 'contract C { storage { n: u64 = 0 }\n pub view fn f(): u64 => n }',
  },
  E0603: {
    severity: 'error',
    message: 'a contract has one `storage` block',
    help: 'put these fields into the first',
    failing: 'contract C { storage { n: u64 = 0 }\n storage { m: u64 = 0 }\n pub view fn f(): u64 => n + m }',
    working: 'contract C { storage { n: u64 = 0, m: u64 = 0 }\n pub view fn f(): u64 => n + m }',
  },
  E0604: {
    severity: 'error',
    message: '%what% has no default of its own',
    help: 'a map holds the default of its values in its type; `init` sets a handle',
    failing: 'contract C { storage { m: map<u64, u64 = 0> = 0 }\n pub view fn f(): u64 => m[1] }',
    working: 'contract C { storage { m: map<u64, u64 = 0> }\n pub view fn f(): u64 => m[1] }',
  },
  E0605: {
    severity: 'error',
    message: '`%name%` is used before it has a value',
    help: 'set it first, or give it a default',
    failing: 'contract C { storage { n: u64 }\n init() { n += 1 }\n pub view fn f(): u64 => n }',
    working: 'contract C { storage { n: u64 }\n init() { n = 1 }\n pub view fn f(): u64 => n }',
  },
  E0606: {
    severity: 'error',
    message: '`%callee%` is called while %fields% has no value yet',
    help: 'set all fields first',
    failing: 'contract C { storage { n: u64 }\n init() { n = one() }\n view fn one(): u64 => n + 1 }',
    working: 'contract C { storage { n: u64 }\n init() { n = 0; n = one() }\n view fn one(): u64 => n + 1 }',
  },
} as const satisfies Record<string, DiagnosticEntry>
