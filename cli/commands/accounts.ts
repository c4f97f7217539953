// silo accounts: the devnet's named accounts, as contracts and as the base layer know them. It needs no devnet.
import { addressOf } from '../../client/wallet/keys.ts'
import { accountKey, DEVNET_PREFIX, FUNDED_ACCOUNTS } from '../accounts.ts'
import { EXIT, type CommandRun } from '../outcome.ts'

export const run: CommandRun = async ({ output }) => {
  const accounts = FUNDED_ACCOUNTS.map((name) => {
    const { publicKey } = accountKey(name)
    return { name, publicKey, address: addressOf(publicKey, DEVNET_PREFIX) }
  })
  for (const { name, publicKey, address } of accounts)
    output.line(`${output.style.bold(name.padEnd(6))} ${publicKey}  ${address}`)
  output.result({ accounts })
  return EXIT.ok
}
