// silo call: sends a message and shows what became of it.
import { parseAmount } from '../amount.ts'
import { argument, integerOption, stringOption, type CommandRun } from '../outcome.ts'
import { callAndShow } from '../silo-access.ts'

const MAX_GAS = 1_000_000_000

export const run: CommandRun = async (context) => {
  const value = stringOption(context, 'value')
  const gas = integerOption(context, 'gas', 1, MAX_GAS)
  return callAndShow(context, {
    functionName: argument(context, 0),
    args: context.arguments.slice(1),
    value: value === undefined ? 0n : parseAmount(value, '--value'),
    ...(gas === undefined ? {} : { gasLimit: BigInt(gas) }),
  })
}
