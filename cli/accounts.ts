// Who signs: the devnet's named accounts, whose keys follow from their names and are therefore worth nothing anywhere else,
// or a private key given in hex.
import { blake3 } from '@noble/hashes/blake3.js'
import { keyFromHex, keyFromSecret, type Key } from '../client/wallet/keys.ts'
import { CommandFailure, stringOption, type CommandContext } from './outcome.ts'

/** Accounts that `silo devnet` funds and prints. */
export const FUNDED_ACCOUNTS = ['alice', 'bob', 'carol', 'dave'] as const

const DOMAIN = 'silo devnet account '

/** The key of a named devnet account. */
export function accountKey(name: string): Key {
  let material = blake3(new TextEncoder().encode(DOMAIN + name))
  for (;;) {
    const key = keyFromSecret(material)
    if (key !== undefined) return key
    // One digest in 2^128 is no valid key.
    material = blake3(material)
  }
}

/** The key that `--as` names. */
export function signer(context: CommandContext): { readonly name: string; readonly key: Key } {
  const given = stringOption(context, 'as') ?? FUNDED_ACCOUNTS[0]
  if (/^[0-9a-f]{64}$/i.test(given)) {
    const key = keyFromHex(given.toLowerCase())
    if (key === undefined)
      throw new CommandFailure(
        '--as was given a number that is no private key',
        'Use a name such as alice, or another key.',
      )
    return { name: key.publicKey.slice(0, 8), key }
  }
  if (!/^[a-z][a-z0-9_-]{0,31}$/.test(given)) {
    throw new CommandFailure(
      `--as takes an account's name or 64 hex digits, not "${given}"`,
      `The devnet funds ${FUNDED_ACCOUNTS.join(', ')}.`,
    )
  }
  return { name: given, key: accountKey(given) }
}
