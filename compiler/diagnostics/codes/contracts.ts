// E11xx: interfaces and components.
import type { DiagnosticEntry } from '../entry.ts'

export const CONTRACTS = {
  E1101: {
    severity: 'error',
    message: "`%contract%` doesn't implement `%interface%`: %why%",
    help: 'declare each of its functions with `pub`, the same parameters and the same result',
    failing: 'interface Counted { view fn count_of(n: u64): u64 }\ncontract C implements Counted { }',
    working: `interface Counted { view fn count_of(n: u64): u64 }
contract C implements Counted { pub view fn count_of(n: u64): u64 => n }`,
  },
} as const satisfies Record<string, DiagnosticEntry>
