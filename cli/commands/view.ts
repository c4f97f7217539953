// silo view: runs a view function on the newest state, without a transaction.
import { formatValue } from '../../compiler/abi/parse-argument.ts'
import { signer } from '../accounts.ts'
import { withNode } from '../connection.ts'
import { CommandFailure, EXIT, argument, type CommandRun } from '../outcome.ts'
import { argumentsFor, functionNamed, openChosenSilo, showDetails } from '../silo-access.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  return withNode(context, async (api) => {
    const silo = await openChosenSilo(context, api)
    const { contract } = silo
    const fn = functionNamed(contract.artifact, argument(context, 0))
    if (!fn.view) {
      throw new CommandFailure(
        `${fn.name} is not a view: it changes state`,
        `Send it as a message: silo call ${fn.name}`,
      )
    }
    const args = argumentsFor(fn, context.arguments.slice(1))
    const viewed = contract.view(fn.name, args, { sender: signer(context).key.publicKey })
    if (!viewed.ok) throw new CommandFailure(viewed.reason, '', EXIT.failed)
    const { value, failure } = viewed.outcome
    output.result({
      ok: failure === undefined,
      result: value,
      trap: failure?.message,
      stateCommitment: contract.follower.latest()?.stateCommitment,
    })
    if (failure !== undefined) showDetails(output, viewed.outcome, fn)
    else
      output.line(value === undefined || fn.result === null ? '(no result)' : formatValue(fn.result, value))
    return failure === undefined ? EXIT.ok : EXIT.failed
  })
}
