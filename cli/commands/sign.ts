// silo sign: the signature by which somebody else may make one call of a function `by sig(...)`.
import { bytesToHex } from '../../devnet/tx/index.ts'
import { signCall } from '../../client/silo/sign-call.ts'
import { signer } from '../accounts.ts'
import { parseAmount } from '../amount.ts'
import { withNode } from '../connection.ts'
import { argument, CommandFailure, EXIT, stringOption, type CommandRun } from '../outcome.ts'
import { argumentsFor, functionNamed, openChosenSilo } from '../silo-access.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const { name, key } = signer(context)
  if (!('secret' in key))
    throw new CommandFailure(`${name} has no key here to sign with`, 'Give --as an account or a key.')
  const given = stringOption(context, 'value')
  const value = given === undefined ? 0n : parseAmount(given, '--value')
  return withNode(context, async (api) => {
    const { contract } = await openChosenSilo(context, api)
    const fn = functionNamed(contract.artifact, argument(context, 0))
    const params = fn.params.slice(0, fn.params.length - fn.signatures)
    const args = argumentsFor({ ...fn, params }, context.arguments.slice(1))
    const signed = signCall(contract, key, fn.name, args, { value })
    if (!signed.ok)
      throw new CommandFailure(signed.reason, 'Functions that ask for signatures say `by sig(...)`.')
    const signature = `0x${bytesToHex(signed.signature)}`
    output.result({ function: fn.name, key: key.publicKey, nonce: signed.nonce, signature })
    output.line(signature)
    output.note(
      `holds for one call of ${fn.name}, while ${name} has allowed ${signed.nonce} of this contract`,
    )
    return EXIT.ok
  })
}
