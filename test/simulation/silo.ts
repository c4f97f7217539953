// The silo that simulations play with: a small vault, and windows so short that a whole dispute fits in a few hundred
// blocks. The rules that tie the windows together are the same as anywhere (devnet/bridge/config-rules.ts).
import { compile } from '../../compiler/index.ts'
import type { Artifact } from '../../compiler/artifact.ts'
import { devnetConfig } from '../../devnet/bridge/config.ts'
import type { SiloConfig } from '../../devnet/bridge/config.ts'

const VAULT = `
contract Vault {
  storage {
    balances: map<address, u64 = 0>
    locked: coin = coin.zero()
    visits: u64 = 0
  }
  error Insufficient { have: u64, want: u64 }

  pub payable fn deposit(funds: coin) by anyone {
    balances[caller.address] += funds.amount.count
    locked.join(funds)
  }

  pub fn withdraw(amount: u64) by anyone {
    let have = balances[caller.address]
    require have >= amount else Insufficient { have, want: amount }
    balances[caller.address] = have - amount
    discard pay(caller.address, locked.take(sompi(amount)))
  }

  pub fn visit() by anyone {
    for i in 0..60 {
      visits += i
    }
  }

  pub view fn balance_of(who: address): u64 => balances[who]
}
`

export const SIMULATION_CONFIG: SiloConfig = {
  ...devnetConfig,
  stakingUnit: 100_000_000_000n,
  arity: 16,
  moveCap: 24n,
  chessClock: 60n,
  censorship: 20n,
  moveGrace: 4n,
  minFinality: 60n,
  maxFinality: 100n,
  minDistinctStakes: 3,
  defenceWindow: 10n,
  forkWindow: 40n,
  claimWindow: 400n,
  publishWindow: 10n,
  baseFinality: 60n,
  ticketLife: 80n,
  referenceDepth: 3n,
  snapshotDepth: 3,
  stakeMaturity: 3,
  gapBlocks: 10,
  gasPerBlock: 10_000_000n,
  // A call's fee is worth a coin, so that committers have something to collect within a run.
  gasPrice: 100_000n,
}

let built: Artifact | undefined

/** Compiled once for all runs. */
export function vaultArtifact(): Artifact {
  built ??= build()
  return built
}

function build(): Artifact {
  const path = 'vault.silo'
  const { artifact, diagnostics } = compile({ read: (asked) => (asked === path ? VAULT : undefined) }, path)
  if (artifact === undefined) throw new Error(diagnostics.map((problem) => problem.message).join('\n'))
  return artifact
}
