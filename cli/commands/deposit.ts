// silo deposit: pegs coins in by calling a payable function with them.
import { withNode } from '../connection.ts'
import { argument, CommandFailure, stringOption, type CommandRun } from '../outcome.ts'
import { parseAmount } from '../amount.ts'
import { openChosenSilo, outcomeData, sendCall, showOutcome } from '../silo-access.ts'

const GAS_LIMIT = 1_000_000n

export const run: CommandRun = async (context) => {
  const value = parseAmount(argument(context, 0), 'the amount')
  if (value === 0n)
    throw new CommandFailure('the amount is nothing', 'Give more than 0, such as 5kas; or use silo call.')
  const functionName = stringOption(context, 'function') ?? 'deposit'
  return withNode(context, async (api) => {
    const silo = await openChosenSilo(context, api)
    const message = await sendCall(context, api, silo, {
      functionName,
      args: context.arguments.slice(1),
      value,
      gasLimit: GAS_LIMIT,
    })
    const code = showOutcome(context.output, silo, message)
    const final =
      stringOption(context, 'wait') === 'final' ? await silo.final(message.transactionId) : undefined
    if (final !== undefined) context.output.line(`  final       ${final.reason}`)
    context.output.result({ ...outcomeData(silo, message), final: final?.nodeId })
    return code
  })
}
