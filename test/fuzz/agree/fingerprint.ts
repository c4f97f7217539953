// A machine's state as text that two runs can be compared by.
import { machineHash } from '../../../vm/machine/header.ts'
import { inspect } from '../../../vm/machine/inspect.ts'
import type { MachineState } from '../../../vm/machine/state.ts'
import type { MessageResult } from '../../../vm/machine/results.ts'
import { agree } from '../tool/finding.ts'

/** Machine hash, steps, gas, trap and place. The hash says it all; the rest tells people where two states differ. */
export function fingerprint(state: MachineState): string {
  const { steps, gas, status, trap, pc, fp, depth, message } = inspect(state)
  const hash = hexOf(machineHash(state))
  return `${hash} steps ${steps} gas ${gas} ${status} trap ${trap} pc ${pc} fp ${fp} depth ${depth} message ${message}`
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** What became of messages, beside the machine hash. */
export function resultsText(results: readonly MessageResult[]): string {
  return JSON.stringify(results, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`
    return value instanceof Uint8Array ? hexOf(value) : value
  })
}

/** The whole end of a run: state, results, storage. */
export function agreeOnEnd(sort: string, how: string, expected: MachineState, actual: MachineState): void {
  agree(sort, `${how}, at the end of the run`, fingerprint(expected), fingerprint(actual))
  agree(sort, `${how}, results of the messages`, resultsText(expected.results), resultsText(actual.results))
  agree(sort, `${how}, number of storage keys`, `${expected.storage.size}`, `${actual.storage.size}`)
}
