// silo withdraw: calls a function that pays, and follows the payment until it is made on the base layer.
import { withNode } from '../connection.ts'
import { CommandFailure, EXIT, flag, stringOption, type CommandRun } from '../outcome.ts'
import { openChosenSilo, outcomeData, sendCall, showOutcome } from '../silo-access.ts'

const GAS_LIMIT = 1_000_000n

export const run: CommandRun = async (context) => {
  const { output } = context
  const functionName = stringOption(context, 'function') ?? 'withdraw'
  return withNode(context, async (api) => {
    const silo = await openChosenSilo(context, api)
    const message = await sendCall(context, api, silo, {
      functionName,
      args: context.arguments,
      value: 0n,
      gasLimit: GAS_LIMIT,
    })
    const code = showOutcome(output, silo, message)
    const wait = flag(context, 'wait')
    if (code !== EXIT.ok || !wait) {
      output.result(outcomeData(silo, message))
      return code
    }
    if (message.outcome.payments.length === 0) {
      output.result(outcomeData(silo, message))
      throw new CommandFailure(
        `${functionName} made no payment`,
        'Name a function that pays with --function.',
        EXIT.failed,
      )
    }
    output.note('waiting until the commitment is final')
    const final = await silo.final(message.transactionId)
    output.line(`  final       ${final.reason}`)
    output.note('waiting for the payment on the base layer')
    const paid = await silo.paid(message.transactionId)
    output.line(
      `  paid        outbox entries ${paid.published.join(', ')} of commitment ${paid.nodeId.slice(0, 16)}…`,
    )
    output.result({ ...outcomeData(silo, message), final: final.nodeId, published: paid.published })
    return EXIT.ok
  })
}
