// E12xx: calls between silos.
import type { DiagnosticEntry } from '../entry.ts'

const FAR = `contract Far { storage { pool: coin = coin.zero() }
 remote payable fn take(n: u64, funds: coin) by origin Final { .. } { require n > 0; pool.join(funds) } }`
const near = (body: string): string => `${FAR}
contract Near { storage { pool: coin = coin.zero() }
 ${body}
 on refund back(funds: coin) { pool.join(funds) } }`

export const SILOS = {
  E1201: {
    severity: 'error',
    message: 'a coin goes along, and nothing says what becomes of it if it comes back',
    help: 'the other silo may refuse the call: name an `on refund` function of this contract that takes the coin back',
    failing: near('pub fn go(to: hash) by anyone { send Far(to).take(1) with pool.take(1 kas) }'),
    working: near(
      'pub fn go(to: hash) by anyone { send Far(to).take(1) with pool.take(1 kas) on refund back() }',
    ),
  },
  E1202: {
    severity: 'error',
    message: "this can't be sent: %why%",
    help: null,
    failing: near('pub fn go(to: hash) by anyone { send Far(to).take(1) }'),
    working: near(
      'pub fn go(to: hash) by anyone { send Far(to).take(1) with pool.take(1 kas) on refund back() }',
    ),
  },
  E1203: {
    severity: 'error',
    message: 'there is no `%what%` here',
    help: 'functions that are called from other silos have an `origin`, all others a `caller`',
    failing:
      'contract C { storage { from: hash = hash(0x' +
      '00'.repeat(32) +
      ') }\n pub fn f() by anyone { require from != origin.silo } }',
    working:
      'contract C { storage { from: hash = hash(0x' +
      '00'.repeat(32) +
      ') }\n remote fn f() { require from != origin.silo } }',
  },
  E1204: {
    severity: 'error',
    message: "a function for messages from other silos can't be like this: %why%",
    help: null,
    failing:
      'contract C { storage { n: u64 = 0 }\n remote fn add(m: u64): u64 by origin Final { .. } { n += m; n } }',
    working:
      'contract C { storage { n: u64 = 0 }\n remote fn add(m: u64) by origin Final { .. } { n += m } }',
  },
  E1205: {
    severity: 'error',
    message: "a `by origin` clause can't be like this: %why%",
    help: 'such as `by origin Final { silo: partner, .. } or Unproven { .. }`: calls that are final, and calls that are not proven because their commitment is not final',
    failing: 'contract C { storage { n: u64 = 0 }\n remote fn add(m: u64) by origin Silo { .. } { n += m } }',
    working:
      'contract C { storage { n: u64 = 0 }\n remote fn add(m: u64) by origin Final { instance: 0, .. } { n += m } }',
  },
  E1206: {
    severity: 'error',
    message: '`origin.%member%` forgets that the sender may not be proven here',
    help: 'match it: `match origin { Final { %member%, .. } => ..., Unproven { .. } => ... }`; anybody with a stake can make up a call that is not final',
    failing: `contract C { storage { from: hash = hash(0x${'00'.repeat(32)}) }
 remote fn f() by origin Final { .. } or Unproven { .. } { from = origin.silo } }`,
    working: `contract C { storage { from: hash = hash(0x${'00'.repeat(32)}), hints: u64 = 0 }
 remote fn f() by origin Final { .. } or Unproven { .. } {
  match origin {
   Final { silo, .. } => { from = silo },
   Unproven { .. } => { hints += 1 },
  }
 }
 pub view fn last(): (hash, u64) => (from, hints) }`,
  },
} as const satisfies Record<string, DiagnosticEntry>
