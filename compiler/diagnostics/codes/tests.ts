// E15xx: tests over made-up inputs, and campaigns.
import type { DiagnosticEntry } from '../entry.ts'

const CONTRACT = 'contract C { storage { n: u64 = 0 } pub fn add() by anyone { n += 1 } }'

export const TESTS = {
  E1501: {
    severity: 'error',
    message: "an input of type %type% can't be made up",
    help: 'take numbers, amounts, bools, addresses, hashes or what is put together from these, and make the rest in the body: `deploy C()`, `coin(amount)`',
    failing: `${CONTRACT}\ntest "t" (c: C) { expect true }`,
    working: `${CONTRACT}\ntest "t" (n: u64 in 0..9) { expect n < 9 }`,
  },
  E1502: {
    severity: 'error',
    message: 'there are no ranges of %type%',
    help: 'ranges are of whole numbers and amounts: `amount: sompi in 1 kas..10 kas`',
    failing: 'test "t" (b: bool in false..true) { expect b or not b }',
    working: 'test "t" (b: bool) { expect b or not b }',
  },
  E1503: {
    severity: 'error',
    message: 'a campaign has no setting `%name%`',
    help: 'its settings are `actors`, `steps` and `silos`',
    failing: `${CONTRACT}\ncampaign over C { runs: 3 }`,
    working: `${CONTRACT}\ncampaign over C { steps: 3 }`,
  },
  E1504: {
    severity: 'error',
    message: '`%name%` is a number from 1 to %most%',
    help: null,
    failing: `${CONTRACT}\ncampaign over C { actors: 100 }`,
    working: `${CONTRACT}\ncampaign over C { actors: 8 }`,
  },
  E1505: {
    severity: 'error',
    message: 'this campaign is over no contract',
    help: 'write it into the contract, or name one: `campaign over Vault { steps: 200 }`',
    failing: `${CONTRACT}\ncampaign { steps: 9 }`,
    working: `${CONTRACT}\ncampaign over C { steps: 9 }`,
  },
  E1506: {
    severity: 'error',
    message: '`%name%` is no contract',
    help: 'a campaign sends messages to a contract: `campaign over Vault { }`',
    failing: `${CONTRACT}\ncampaign over Missing { steps: 9 }`,
    working: `${CONTRACT}\ncampaign over C { steps: 9 }`,
  },
  E1507: {
    severity: 'error',
    message: '`label` takes one value',
    help: 'such as `label(amount > 10 kas)`; the report counts how often each came up',
    failing: 'test "t" (n: u64) { label(n, 2) }',
    working: 'test "t" (n: u64) { label(n > 9) }',
  },
  E1508: {
    severity: 'error',
    message: '`sign` takes who signs, and a call of a function `by sig(...)` without its signatures',
    help: 'such as `sign(alice, vault.set(5))`; what it gives is the signature for one call',
    failing: `${CONTRACT}\ntest "t" { let c = deploy C(); expect sign(alice, c.add()).len == 64 }`,
    working: `contract D { storage { n: u64 = 0 } pub fn set(to: u64, who: address, signature: bytes<64>) by sig(who) { n = to } pub view fn now(): u64 => n }
test "t" { let d = deploy D(); d.set(5, alice, sign(alice, d.set(5, alice))); expect d.now() == 5 }`,
  },
  E1509: {
    severity: 'error',
    message: '`unproven` takes the id of a silo, and a call without coins of a `remote` function',
    help: 'such as `unproven(silo_id(a), b.note(5))`; the call arrives as if that silo had sent it and it were not final',
    failing: `${CONTRACT}\ntest "t" { let c = deploy C(); unproven(silo_id(c), c.add()) }`,
    working: `contract D { storage { n: u64 = 0 } remote fn set(to: u64) by origin Unproven { .. } { n = to } pub view fn now(): u64 => n }
test "t" { let d = deploy D(); unproven(silo_id(d), d.set(5)); expect d.now() == 5 }`,
  },
} as const satisfies Record<string, DiagnosticEntry>
