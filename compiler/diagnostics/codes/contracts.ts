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
  E1102: {
    severity: 'error',
    message: 'components take each other in, in a circle: %chain%',
    help: 'a component can use another, but not itself',
    failing: 'pub component A { use B as b }\ncomponent B { use A as a }',
    working: 'pub component A { use B as b }\ncomponent B { storage { n: u64 = 0 } }',
  },
  E1103: {
    severity: 'error',
    message: "`%name%.init` can't be called here: %why%",
    help: "call it once, in the contract's `init`",
    failing: `component Owned { storage { owner: address }\n init(owner: address) { self.owner = owner } }
contract C { use Owned as admin\n init() { admin.init(caller.address) }\n pub fn again() by admin.owner { admin.init(caller.address) } }`,
    working: `component Owned { storage { owner: address }\n init(owner: address) { self.owner = owner } }
contract C { use Owned as admin\n init() { admin.init(caller.address) }\n pub fn again() by admin.owner { admin.owner = caller.address } }`,
  },
  E1104: {
    severity: 'error',
    message: 'a role is a map that says of each address whether it has it',
    help: 'write `by role(pausers)` with `pausers: map<address, bool = false>` in storage',
    failing: 'contract C { storage { n: u64 = 0 }\n pub fn f() by role(n) { n += 1 } }',
    working:
      'contract C { storage { n: u64 = 0, who: map<address, bool = false> }\n init() { who[caller.address] = true }\n pub fn f() by role(who) { n += 1 } }',
  },
  E1105: {
    severity: 'error',
    message: 'only an address can be the key of a signature',
    help: 'write `by sig(owner)` with a field of storage or a parameter of type `address`',
    failing: 'contract C { storage { n: u64 = 0 }\n pub fn f(signature: bytes<64>) by sig(n) { n = 1 } }',
    working:
      'contract C { storage { n: u64 = 0 }\n pub fn f(who: address, signature: bytes<64>) by sig(who) { n = 1 }\n pub view fn now(): u64 => n }',
  },
  E1106: {
    severity: 'error',
    message: '`sig(...)` stands alone: what it asks for are parameters, which others would have to leave out',
    help: 'write two functions, one for the caller and one for a signature',
    failing: `contract C {
  storage { n: u64 = 0, owner: address }
  init(owner: address) { self.owner = owner }
  pub fn set(to: u64, signature: bytes<64>) by owner or sig(owner) { n = to }
}`,
    working: `contract C {
  storage { n: u64 = 0, owner: address }
  init(owner: address) { self.owner = owner }
  pub fn set(to: u64) by owner { n = to }
  pub fn set_by_signature(to: u64, signature: bytes<64>) by sig(owner) { n = to }
  pub view fn now(): u64 => n
}`,
  },
  E1107: {
    severity: 'error',
    message: 'the last parameters must be the signatures: %wanted%',
    help: 'for each key of `sig(...)` one parameter of type `bytes<64>`, behind all that is signed and before a coin',
    failing: `contract C {
  storage { n: u64 = 0, owner: address }
  init(owner: address) { self.owner = owner }
  pub fn set(to: u64) by sig(owner) { n = to }
}`,
    working: `contract C {
  storage { n: u64 = 0, owner: address }
  init(owner: address) { self.owner = owner }
  pub fn set(to: u64, signature: bytes<64>) by sig(owner) { n = to }
  pub view fn now(): u64 => n
}`,
  },
} as const satisfies Record<string, DiagnosticEntry>
