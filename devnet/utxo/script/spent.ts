// The parts of a transaction that scripts ask for by position.
import type { TxInput, TxOutput, UtxoEntry } from '../../tx/types.ts'
import { fault } from './faults.ts'
import type { ScriptFault } from './faults.ts'
import { withIndex } from './handlers.ts'
import type { Handler } from './handlers.ts'
import type { ScriptMachine } from './machine.ts'

/** The input whose scripts run. */
export function inputOf({ context }: ScriptMachine): TxInput {
  const input = context.tx.inputs[context.inputIndex]
  if (input === undefined) throw new RangeError(`no input ${context.inputIndex}`)
  return input
}

/** Takes a position and runs with that input and the output it spends. */
export function withInput(
  run: (machine: ScriptMachine, input: TxInput, entry: UtxoEntry, index: number) => ScriptFault | undefined,
): Handler {
  return withIndex((machine, index) => {
    const { tx, entries } = machine.context
    const [input, entry] = [tx.inputs[index], entries[index]]
    return input === undefined || entry === undefined
      ? fault('noSuchInput', `no input ${index}: there are ${tx.inputs.length}`)
      : run(machine, input, entry, index)
  })
}

/** Takes a position and runs with that output. */
export function withOutput(
  run: (machine: ScriptMachine, output: TxOutput) => ScriptFault | undefined,
): Handler {
  return withIndex((machine, index) => {
    const output = machine.context.tx.outputs[index]
    return output === undefined
      ? fault('noSuchOutput', `no output ${index}: there are ${machine.context.tx.outputs.length}`)
      : run(machine, output)
  })
}
