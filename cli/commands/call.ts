// silo call: sends a message and shows what became of it.
import { withNode } from '../connection.ts'
import { argument, integerOption, stringOption, type CommandRun } from '../outcome.ts'
import { parseAmount } from '../amount.ts'
import { openChosenSilo, outcomeData, sendCall, showOutcome } from '../silo-access.ts'

const MAX_GAS = 1_000_000_000

export const run: CommandRun = async (context) => {
  const value = stringOption(context, 'value')
  const call = {
    functionName: argument(context, 0),
    args: context.arguments.slice(1),
    value: value === undefined ? 0n : parseAmount(value, '--value'),
    gasLimit: BigInt(integerOption(context, 'gas', 1, MAX_GAS) ?? 1_000_000),
  }
  return withNode(context, async (api) => {
    const silo = await openChosenSilo(context, api)
    const message = await sendCall(context, api, silo, call)
    const code = showOutcome(context.output, silo, message)
    const final =
      stringOption(context, 'wait') === 'final' ? await silo.final(message.transactionId) : undefined
    if (final !== undefined) context.output.line(`  final       ${final.reason}`)
    context.output.result({ ...outcomeData(silo, message), final: final?.nodeId })
    return code
  })
}
