// E02xx: coins and resources. They are linear: each ends in exactly one place.
import type { DiagnosticEntry } from '../entry.ts'

export const COINS = {
  E0201: {
    severity: 'error',
    message: '%what% in `%name%` would be lost',
    help: 'coins are never dropped: put them somewhere (`%pool%.join(%name%)`) or pay them out (`pay(caller.address, %name%)`)',
    failing: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub payable fn deposit(funds: coin): sompi by anyone { funds.amount }
}`,
    working: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub payable fn deposit(funds: coin): sompi by anyone {
    let amount = funds.amount
    pool.join(funds)
    amount
  }
}`,
  },
  E0202: {
    severity: 'error',
    message: '`%name%` is used after it went away',
    help: 'a coin can be put into one place only; `take` or `split` parts it before',
    failing: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub payable fn deposit(funds: coin) by anyone {
    pool.join(funds)
    pool.join(funds)
  }
}`,
    working: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub payable fn deposit(funds: coin) by anyone { pool.join(funds) }
}`,
  },
  E0203: {
    severity: 'error',
    message: "`%name%` is in storage: %what% can't be moved out of there whole",
    help: 'take an amount out of it: `take(amount)`',
    failing: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub fn empty() by anyone { pay(caller.address, pool) }
}`,
    working: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub fn empty() by anyone { pay(caller.address, pool.take(pool.amount)) }
}`,
  },
  E0204: {
    severity: 'error',
    message: 'assigning to `%name%` would lose %what% that is in it',
    help: 'add to it by `join`; only `init` sets a coin in storage, once, if it has no default',
    failing: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub payable fn deposit(funds: coin) by anyone { pool = funds }
}`,
    working: `contract Vault {
  storage { pool: coin }
  init() { pool = coin.zero() }
  pub payable fn deposit(funds: coin) by anyone { pool.join(funds) }
}`,
  },
  E0205: {
    severity: 'error',
    message: '`%name%` would go away again in every round of the loop',
    help: 'take a part of it in each round (`take(amount)`), or do this behind the loop',
    failing: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub payable fn deposit(funds: coin) by anyone {
    for _ in 0..3 { pool.join(funds) }
  }
}`,
    working: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub payable fn deposit(funds: coin) by anyone {
    for _ in 0..3 { pool.join(funds.take(1 sompi)) }
    pool.join(funds)
  }
}`,
  },
  E0206: {
    severity: 'error',
    message:
      '`%name%` would get another in each round of the loop, and %what% of the round before would be lost',
    help: 'declare the variable in the loop',
    failing: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub fn shuffle() by anyone {
    let mut part = coin.zero()
    pool.join(part)
    for _ in 0..3 { part = pool.take(1 sompi) }
    pool.join(part)
  }
}`,
    working: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub fn shuffle() by anyone {
    for _ in 0..3 {
      let part = pool.take(1 sompi)
      pool.join(part)
    }
  }
}`,
  },
  E0207: {
    severity: 'error',
    message: '%what% would be dropped here',
    help: 'put it somewhere (`join`), pay it out (`pay`), or give it a name',
    failing: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub fn leak() by anyone { pool.take(1 sompi) }
}`,
    working: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub fn give() by anyone { pay(caller.address, pool.take(1 sompi)) }
}`,
  },
  E0208: {
    severity: 'error',
    message: '`%name%` is payable but has no parameter for the coins',
    help: 'add `funds: coin` as the last parameter',
    failing: `contract Vault { pub payable fn deposit() by anyone { } }`,
    working: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub payable fn deposit(funds: coin) by anyone { pool.join(funds) }
}`,
  },
  E0209: {
    severity: 'error',
    message: "`%name%` can't receive coins here",
    help: 'coins come in as the last parameter of a `payable` function, one coin for each message',
    failing: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub fn deposit(funds: coin) by anyone { pool.join(funds) }
}`,
    working: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub payable fn deposit(funds: coin) by anyone { pool.join(funds) }
}`,
  },
  E0211: {
    severity: 'error',
    message: '`%operation%` works on a coin or resource that has a name',
    help: 'give it a name first: `let part = ...`',
    failing: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub fn odd(): sompi by anyone { pool.take(1 sompi).amount }
}`,
    working: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub fn even(): sompi by anyone {
    let part = pool.take(1 sompi)
    let amount = part.amount
    pool.join(part)
    amount
  }
}`,
  },
  E0212: {
    severity: 'error',
    message: '`%operator%` is for numbers',
    help: 'coins are added by `join` and parted by `take`',
    failing: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub fn grow() by anyone { pool += 1 sompi }
}`,
    working: `contract Vault {
  storage { pool: coin = coin.zero() }
  pub payable fn grow(funds: coin) by anyone { pool.join(funds) }
}`,
  },
  E0213: {
    severity: 'error',
    message: 'this %action% a `%name%`, which only `%path%` may do',
    help: 'call a function of that file that does it',
    failing: `import { Badge } from "./other"
contract Club {
  storage { badges: map<u64, Badge> }
  pub fn forge() by anyone { badges[1].put(Badge { number: 1 }) }
}`,
    working: `import { Badge, new_badge } from "./other"
contract Club {
  storage { badges: map<u64, Badge> }
  pub fn enrol() by anyone { badges[1].put(new_badge(1)) }
}`,
  },
  E0214: {
    severity: 'error',
    message: '`%name%` goes away in a guard, which may not hold: the next arm would have it still',
    help: 'decide first, and let it go in the arm',
    failing: `contract Vault {
  storage { pool: coin = coin.zero() }
  fn keep(part: coin): bool {
    pool.join(part)
    true
  }
  pub payable fn deposit(n: u64, funds: coin) by anyone {
    match n {
      0 if keep(funds) => { },
      _ => pool.join(funds),
    }
  }
}`,
    working: `contract Vault {
  storage { pool: coin = coin.zero(), other: coin = coin.zero() }
  pub payable fn deposit(n: u64, funds: coin) by anyone {
    match n {
      0 if pool.amount > 1 kas => other.join(funds),
      _ => pool.join(funds),
    }
  }
}`,
  },
  E0215: {
    severity: 'error',
    message: "`%name%` is a part of `%whole%`: it can't go away by itself",
    help: 'take an amount out of it by `take`, or take `%whole%` apart by `let`',
    failing: `resource Deposit { owner: address, funds: coin }
contract Bank {
  storage { pool: coin = coin.zero(), open: map<u64, Deposit> }
  pub fn close(number: u64) by anyone {
    let deposit = open[number].take()
    pool.join(deposit.funds)
    open[number].put(deposit)
  }
}`,
    working: `resource Deposit { owner: address, funds: coin }
contract Bank {
  storage { pool: coin = coin.zero(), open: map<u64, Deposit> }
  pub fn close(number: u64) by anyone {
    let Deposit { funds, .. } = open[number].take()
    pool.join(funds)
  }
}`,
  },
  E0216: {
    severity: 'error',
    message: 'a value of type %type% is taken apart by a `let` that always takes it',
    help: 'a pattern that may not take it would leave it to nobody: take it apart first, and look at its parts',
    failing: `resource Ticket { seat: u64 }
pub fn seat_of(ticket: Ticket): u64 => match ticket { Ticket { seat } => seat }`,
    working: `resource Ticket { seat: u64 }
pub fn seat_of(ticket: Ticket): u64 {
  let Ticket { seat } = ticket
  seat
}`,
  },
  E0217: {
    severity: 'error',
    message: 'the pattern drops %what%, which holds %type%',
    help: 'give it a name, and put it somewhere',
    failing: `resource Deposit { owner: address, funds: coin }
pub fn owner_of(deposit: Deposit): address {
  let Deposit { owner, .. } = deposit
  owner
}`,
    working: `resource Deposit { owner: address, funds: coin }
pub fn close(deposit: Deposit): coin {
  let Deposit { funds, .. } = deposit
  funds
}`,
  },
  E0218: {
    severity: 'error',
    message:
      '`%name%` is for contracts of the silo only: a message can carry no resource, and takes no coin back',
    help: 'test it through a contract that calls it',
    failing: `resource Ticket { seat: u64 }
contract Booth {
  pub fn sell(): Ticket by anyone { Ticket { seat: 1 } }
  test "sells" {
    let booth = deploy Booth()
    booth.sell()
  }
}`,
    working: `resource Ticket { seat: u64 }
contract Booth {
  pub fn sell(): Ticket by anyone { Ticket { seat: 1 } }
}
contract Hall {
  storage { booth: Booth, tickets: map<u64, Ticket> }
  init() { booth = deploy Booth() }
  pub fn buy() by anyone { tickets[1].put(booth.sell()) }
  test "sells" {
    let hall = deploy Hall()
    hall.buy()
  }
}`,
  },
} as const satisfies Record<string, DiagnosticEntry>
