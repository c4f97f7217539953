// E02xx: coins. They are linear: each ends in exactly one place.
import type { DiagnosticEntry } from '../entry.ts'

export const COINS = {
  E0201: {
    severity: 'error',
    message: 'the coins in `%name%` would be lost on the path that ends at %place%',
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
    help: 'a coin can be put into one place only; `take` splits one before',
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
    message: "`%name%` is in storage, where a coin always is: it can't be moved out whole",
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
    message: 'assigning to `%name%` would lose the coin that is in it',
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
  E0207: {
    severity: 'error',
    message: 'this coin would be dropped',
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
    message: '`%operation%` works on a coin that has a name',
    help: 'give the coin a name first: `let part = ...`',
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
} as const satisfies Record<string, DiagnosticEntry>
