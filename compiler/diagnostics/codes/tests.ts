// E08xx: tests.
import type { DiagnosticEntry } from '../entry.ts'

export const TESTS = {
  E0801: {
    severity: 'error',
    message: 'there is no actor `%name%`',
    help: null,
    failing: `contract C { pub view fn one(): u64 => 1 }
test "t" { let c = deploy C(); as alise { expect c.one() == 1 } }`,
    working: `contract C { pub view fn one(): u64 => 1 }
test "t" { let c = deploy C(); as alice { expect c.one() == 1 } }`,
  },
} as const satisfies Record<string, DiagnosticEntry>
