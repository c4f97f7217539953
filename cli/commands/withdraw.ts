// silo withdraw: calls a function that pays, and follows the payment until it is made on the base layer.
import { realClock } from '../../client/clock.ts'
import { withNode } from '../connection.ts'
import { CommandFailure, EXIT, flag, stringOption, type CommandRun } from '../outcome.ts'
import { createStage } from '../story/stage.ts'
import { openChosenSilo, outcomeData, sendCall, showOutcome } from '../silo-access.ts'

export const run: CommandRun = async (context) => {
  const { output } = context
  const functionName = stringOption(context, 'function') ?? 'withdraw'
  return withNode(context, async (api) => {
    const silo = await openChosenSilo(context, api)
    const message = await sendCall(context, api, silo, {
      functionName,
      args: context.arguments,
      value: 0n,
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
    const stage = createStage(output, realClock())
    const stopTicking = await api.subscribe('virtualDaaScoreChanged', {}, ({ virtualDaaScore }) =>
      stage.tick(virtualDaaScore),
    )
    output.note('waiting until the commitment is final: half a minute or more on a devnet')
    stage.waiting('finality: the least time, and enough distinct stakes on the branch')
    const final = await silo.final(message.transactionId)
    output.line(`  final       ${final.reason}`)
    output.note('waiting for the payment on the base layer')
    stage.waiting('the payment on the base layer')
    const paid = await silo.paid(message.transactionId)
    stopTicking()
    output.status('')
    output.line(
      `  paid        outbox entries ${paid.published.join(', ')} of commitment ${paid.nodeId.slice(0, 16)}…`,
    )
    output.result({ ...outcomeData(silo, message), final: final.nodeId, published: paid.published })
    return EXIT.ok
  })
}
