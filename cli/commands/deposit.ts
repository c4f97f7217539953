// silo deposit: pegs coins in by calling a payable function with them.
import { parseAmount } from '../amount.ts'
import { argument, CommandFailure, stringOption, type CommandRun } from '../outcome.ts'
import { callAndShow } from '../silo-access.ts'

export const run: CommandRun = async (context) => {
  const value = parseAmount(argument(context, 0), 'the amount')
  if (value === 0n)
    throw new CommandFailure('the amount is nothing', 'Give more than 0, such as 5kas; or use silo call.')
  return callAndShow(context, {
    functionName: stringOption(context, 'function') ?? 'deposit',
    args: context.arguments.slice(1),
    value,
  })
}
