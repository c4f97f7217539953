// Whether the inbox of the accepting block takes one more message: the places that it has, and the gas that is left in it and must be paid for.
import type { SiloConfig } from '../config.ts'
import type { Checked, Environment } from '../environment.ts'
import { checked, refuse } from '../environment.ts'
import { gasCost } from '../gas.ts'
import { openInbox } from '../inboxes.ts'
import type { SiloRecord } from '../records.ts'

/** The gas that the block has admitted so far, if there is a place left. */
export function admittedGas(env: Environment, { id, config }: SiloRecord): Checked<bigint> {
  const inbox = openInbox(env, id)
  if ((inbox?.entries ?? 0) >= config.entriesPerBlock)
    return refuse({ kind: 'inboxFull', entries: config.entriesPerBlock })
  return checked(inbox?.admittedGas ?? 0n)
}

/** Whether the transaction's gas is left in the block, and its fee covers it. */
export function gasRoom(
  { tx, context }: Environment,
  { gasPerBlock, gasPrice }: SiloConfig,
  admitted: bigint,
): Checked<undefined> {
  const left = gasPerBlock - admitted
  if (tx.gas > left) return refuse({ kind: 'blockGasUsed', gas: tx.gas, left })
  const least = gasCost(gasPrice, tx.gas)
  return context.fee < least ? refuse({ kind: 'underpaidGas', fee: context.fee, least }) : checked(undefined)
}
