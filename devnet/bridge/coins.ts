// Who may move which coins: the sender's proof, outputs that pay a key, and the rule that staking and account scripts
// occur only where a transaction's kind has a place for them.
import { hasSiloScriptVersion, parseSiloScript } from '../tx/silo-scripts.ts'
import type { SiloScript } from '../tx/silo-scripts.ts'
import { classifyScript } from '../tx/scripts.ts'
import type { Hash } from '../tx/hash.ts'
import { hashFromBytes } from '../tx/hash.ts'
import type { Outpoint, ScriptPublicKey } from '../tx/types.ts'
import { outpointKey } from '../tx/types.ts'
import type { Environment } from './environment.ts'
import type { Sender } from './payloads.ts'
import type { Rejection } from './rejections.ts'

/** An input or output with one of silo's scripts. */
export interface SiloCoin {
  /** Its position among the inputs or outputs. */
  readonly at: number
  readonly amount: bigint
  /** Undefined when the script has silo's version but not its form. */
  readonly script: SiloScript | undefined
}

export function siloOutputs(env: Environment): SiloCoin[] {
  return env.tx.outputs.flatMap((output, at) => siloCoin(at, output.value, output.scriptPublicKey))
}

export function siloInputs(env: Environment): SiloCoin[] {
  return env.context.inputs.flatMap((entry, at) => siloCoin(at, entry.amount, entry.scriptPublicKey))
}

/** The first silo input or output that isn't among those allowed. */
export function strayCoin(
  env: Environment,
  allowedInputs: readonly number[],
  allowedOutputs: readonly number[],
): Rejection | undefined {
  const input = siloInputs(env).find((coin) => !allowedInputs.includes(coin.at))
  if (input !== undefined) return { kind: 'strayInput', input: input.at }
  const output = siloOutputs(env).find((coin) => !allowedOutputs.includes(coin.at))
  return output === undefined ? undefined : { kind: 'strayOutput', output: output.at }
}

/** Checks that the declared input spends a P2PK output of the declared key (41, E65). */
export function senderProblem(env: Environment, sender: Sender): Rejection | undefined {
  const entry = env.context.inputs[sender.input]
  const proven = entry !== undefined && keyOf(entry.scriptPublicKey) === sender.key
  return proven ? undefined : { kind: 'senderNotProven', input: sender.input, key: sender.key }
}

/** The sender's proof, and that it is the one key that may do this. */
export function ownerProblem(env: Environment, sender: Sender, owner: Hash): Rejection | undefined {
  const problem = senderProblem(env, sender)
  if (problem !== undefined) return problem
  return sender.key === owner ? undefined : { kind: 'notOwner', expected: owner, sender: sender.key }
}

/** Whether some input spends a P2PK output of a key: its owner has signed the transaction. */
export function isSignedBy(env: Environment, key: Hash): boolean {
  return env.context.inputs.some((entry) => keyOf(entry.scriptPublicKey) === key)
}

/** Checks that an output pays exactly so much to a key. */
export function paymentProblem(
  env: Environment,
  at: number,
  key: Hash,
  amount: bigint,
): Rejection | undefined {
  const output = env.tx.outputs[at]
  if (output === undefined)
    return { kind: 'wrongPayment', output: at, problem: `must pay ${amount} sompi to ${key}` }
  if (keyOf(output.scriptPublicKey) !== key)
    return { kind: 'wrongPayment', output: at, problem: `must pay to ${key}` }
  return output.value === amount
    ? undefined
    : { kind: 'wrongPayment', output: at, problem: `must pay ${amount} sompi, pays ${output.value}` }
}

/** The position of the input that spends an outpoint; undefined when none does. */
export function inputSpending(env: Environment, outpoint: Outpoint): number | undefined {
  const key = outpointKey(outpoint)
  const at = env.tx.inputs.findIndex((input) => outpointKey(input.previousOutpoint) === key)
  return at < 0 ? undefined : at
}

/** The x-only key of a P2PK script. */
function keyOf(script: ScriptPublicKey): Hash | undefined {
  const form = classifyScript(script)

  return form.kind === 'pubKey' ? hashFromBytes(form.key) : undefined
}

function siloCoin(at: number, amount: bigint, spk: ScriptPublicKey): SiloCoin[] {
  return hasSiloScriptVersion(spk) ? [{ at, amount, script: parseSiloScript(spk) }] : []
}
