// E08xx: what can go wrong behind the checker, when a program that is right in itself becomes a silo.
import type { DiagnosticEntry } from '../entry.ts'

const ZERO_HASHES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `${name}: 0x${'0'.repeat(64)}`)

export const BUILDING = {
  E0801: {
    severity: 'error',
    message: '`%name%` is too large: %what% of %words% words, where at most %most% fit',
    help: 'a word is eight bytes (an address takes 4, `bytes<n>` one and one for each eight bytes): give it smaller bounds, or make several of it',
    failing: `contract C {
  pub view fn page(): bytes<4000> => 0x00
}`,
    working: `contract C {
  pub view fn page(): bytes<1900> => 0x00
}`,
    build: {},
  },
  E0802: {
    severity: 'error',
    message: '`%first%` and `%second%` get the same number by their signatures',
    help: 'numbers are cut hashes of name and types: give one of them another name',
    failing: `contract C {
  pub view fn get_buy_asset(): u64 => 1
  pub view fn last_add_move(): u64 => 2
}`,
    working: `contract C {
  pub view fn bought_asset(): u64 => 1
  pub view fn last_add_move(): u64 => 2
}`,
    build: {},
  },
  E0804: {
    severity: 'error',
    message: 'a silo has at most 1024 contract instances',
    help: 'deploy fewer, or keep many accounts in a map of one contract',
    failing: `contract Account { }
contract Branch {
  storage { last: Account }
  init() {
${'    last = deploy Account()\n'.repeat(32)}  }
}
contract Bank {
  storage { last: Branch }
  init() {
${'    last = deploy Branch()\n'.repeat(32)}  }
}`,
    working: `contract Bank {
  storage { accounts: map<address, u64 = 0> }
  pub view fn held(who: address): u64 => accounts[who]
}`,
    build: {},
  },
  E0805: {
    severity: 'error',
    message: 'there is no contract to build',
    help: 'declare one: `contract Name { storage { .. } .. }`',
    failing: 'pub const LIMIT: u64 = 5',
    working: 'contract C { }',
    build: {},
  },
  E0806: {
    severity: 'error',
    message: 'which contract is the root of the silo? %names% could be',
    help: 'name it in silo.config.ts: `contract: "Name"`',
    failing: 'contract Vault { }\ncontract Shares { }',
    working:
      'contract Vault { storage { shares: Shares }\n init() { shares = deploy Shares() } }\ncontract Shares { }',
    build: {},
  },
  E0807: {
    severity: 'error',
    message: 'no contract is called `%name%`',
    help: 'there are: %names%',
    failing: 'contract Volt { }',
    working: 'contract Vault { }',
    build: { contract: 'Vault' },
  },
  E0808: {
    severity: 'error',
    message: 'the silo needs more code than the machine holds (131072 words)',
    help: 'split it into several silos',
    failing: `struct Entry { ${ZERO_HASHES.map((field) => `${field.slice(0, 1)}: hash`).join(', ')} }
contract C {
  storage { m: map<u64, Entry = Entry { ${ZERO_HASHES.join(', ')} }> }
${Array.from({ length: 40 }, (_, i) => `  pub fn copy${i}() by anyone {\n${'    m[1] = m[0]\n'.repeat(90)}  }`).join('\n')}
}`,
    working: `struct Entry { ${ZERO_HASHES.map((field) => `${field.slice(0, 1)}: hash`).join(', ')} }
contract C {
  storage { m: map<u64, Entry = Entry { ${ZERO_HASHES.join(', ')} }> }
  pub fn copy() by anyone { m[1] = m[0] }
}`,
    build: {},
  },
  E0809: {
    severity: 'error',
    message: 'there is no file `%path%`',
    help: 'give the path of a .silo file, relative to the project',
    failing: 'contract C { }',
    working: 'contract C { }',
    build: { failingEntry: 'missing.silo' },
  },
} as const satisfies Record<string, DiagnosticEntry>
