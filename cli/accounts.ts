// Who signs: the devnet's named accounts, whose keys follow from their names and are therefore worth nothing anywhere else,
// or a private key given in hex.
import { blake3 } from '@noble/hashes/blake3.js'
import { identityOf, keyFromHex, keyFromSecret, type Identity, type Key } from '../client/wallet/keys.ts'
import { hashFromBytes, parseAddress } from '../devnet/tx/index.ts'
import { CommandFailure, stringOption, type CommandContext } from './outcome.ts'

/** Accounts that `silo devnet` funds and prints. */
export const FUNDED_ACCOUNTS = ['alice', 'bob', 'carol', 'dave'] as const

/** Of addresses on a devnet. */
export const DEVNET_PREFIX = 'kaspasim'

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

/** The key that `--as` names; an address stands for its owner, without a key, where the devnet impersonates it. */
export function signer(context: CommandContext): { readonly name: string; readonly key: Key | Identity } {
  const given = stringOption(context, 'as') ?? FUNDED_ACCOUNTS[0]
  if (given.includes(':')) return { name: given.slice(-8), key: ownerOf(given) }
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
      `--as takes an account's name, 64 hex digits or an impersonated address, not "${given}"`,
      `The devnet funds ${FUNDED_ACCOUNTS.join(', ')}.`,
    )
  }
  return { name: given, key: accountKey(given) }
}

function ownerOf(text: string): Identity {
  const parsed = parseAddress(text)
  if (parsed.ok && parsed.address.kind === 'pubKey') return identityOf(hashFromBytes(parsed.address.payload))
  throw new CommandFailure(
    `--as can't stand for ${text}: ${parsed.ok ? "it is no public key's address" : parsed.reason}`,
    "Give an address that devnet_impersonate was told of, or an account's name.",
  )
}
