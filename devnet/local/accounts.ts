// Who has coins from the start: some accounts for users and a faucet, with keys that follow from the seed.
import type { Key } from '../../client/wallet/keys.ts'
import { addressOf, keyFromSecret } from '../../client/wallet/keys.ts'
import type { Genesis } from '../chain/index.ts'
import type { Random } from '../node/simulation/random.ts'
import type { AddressPrefix } from '../tx/index.ts'
import { SOMPI_PER_KASPA } from '../tx/index.ts'

export interface FundedAccount {
  readonly key: Key
  readonly address: string
  /** Premined, in sompi. */
  readonly amount: bigint
}

/** Cut into outputs, so that many transactions can be sent at once. */
const OUTPUTS = 20n
const ACCOUNT_AMOUNT = 2_000_000n * SOMPI_PER_KASPA
const FAUCET_AMOUNT = 200_000_000n * SOMPI_PER_KASPA

export function fundedAccount(random: Random, prefix: AddressPrefix, amount = ACCOUNT_AMOUNT): FundedAccount {
  for (;;) {
    const key = keyFromSecret(random.bytes(32))
    if (key !== undefined) return accountOf(key, prefix, amount)
  }
}

export function accountOf(key: Key, prefix: AddressPrefix, amount = ACCOUNT_AMOUNT): FundedAccount {
  return { key, address: addressOf(key.publicKey, prefix), amount }
}

export function faucetAccount(random: Random, prefix: AddressPrefix): FundedAccount {
  return fundedAccount(random, prefix, FAUCET_AMOUNT)
}

export function premineFor(accounts: readonly FundedAccount[]): Genesis['premine'] {
  return accounts.flatMap(({ key, amount }) =>
    Array.from({ length: Number(OUTPUTS) }, () => ({
      scriptPublicKey: key.script,
      amount: amount / OUTPUTS,
    })),
  )
}
