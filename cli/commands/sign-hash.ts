// silo sign-hash: a signature over a hash, for contracts that check signatures. It needs no devnet.
import { bytesToHex, hashToBytes, parseHash, signSchnorr } from '../../devnet/tx/index.ts'
import { signer } from '../accounts.ts'
import { argument, CommandFailure, EXIT, type CommandRun } from '../outcome.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const given = argument(context, 0)
  const hash = parseHash(given.replace(/^0x/i, ''))
  if (hash === undefined)
    throw new CommandFailure(
      `a hash is 64 hex digits, not "${given}"`,
      'Give what a view of the contract says is to be signed.',
    )
  const { name, key } = signer(context)
  if (!('secret' in key))
    throw new CommandFailure(
      '--as was given an address, which has no key here',
      "Give an account's name, or a private key in hex.",
    )
  const signature = `0x${bytesToHex(signSchnorr(hashToBytes(hash), key.secret))}`
  output.line(signature)
  output.result({ account: name, publicKey: key.publicKey, hash, signature })
  return EXIT.ok
}
