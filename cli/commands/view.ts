// silo view: runs a view function on the newest state, without a transaction.
import { signer } from '../accounts.ts'
import { withNode } from '../connection.ts'
import { CommandFailure, EXIT, argument, type CommandRun } from '../outcome.ts'
import { argumentsFor, functionNamed, openChosenSilo, showDetails } from '../silo-access.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  return withNode(context, async (api) => {
    const silo = await openChosenSilo(context, api)
    const fn = functionNamed(silo.artifact, argument(context, 0))
    if (!fn.view) {
      throw new CommandFailure(
        `${fn.name} is not a view: it changes state`,
        `Send it as a message: silo call ${fn.name}`,
      )
    }
    const viewed = await silo.view(
      fn,
      argumentsFor(fn, context.arguments.slice(1)),
      signer(context).key.publicKey,
    )
    if (!viewed.ok) throw new CommandFailure(viewed.reason, '', EXIT.failed)
    const outcome = viewed.value
    const latest = silo.follower.latest()
    output.result({
      ok: outcome.ok,
      result: outcome.result,
      trap: outcome.trapName,
      stateCommitment: latest?.stateCommitment,
    })
    if (outcome.ok) output.line(outcome.resultText ?? '(no result)')
    else showDetails(output, outcome)
    return outcome.ok ? EXIT.ok : EXIT.failed
  })
}
