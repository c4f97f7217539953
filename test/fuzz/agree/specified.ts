// The interpreter's run of a reference block, which everything else is compared with, and the step verifier beside it.
import { machineHash } from '../../../vm/machine/header.ts'
import { isHalted, run, step } from '../../../vm/machine/run.ts'
import { PC, STATUS_REGISTER } from '../../../vm/machine/registers.ts'
import type { MachineState } from '../../../vm/machine/state.ts'
import { proveStep } from '../../../vm/proof/prove/prove.ts'
import { verifyStep } from '../../../vm/proof/verify/verify-step.ts'
import { Finding, agree } from '../tool/finding.ts'
import { fingerprint, hexOf } from './fingerprint.ts'
import { nameOfStep } from './walk.ts'

/** Fingerprints after chosen numbers of steps. */
export type States = ReadonlyMap<number, string>

export interface ProvedStep {
  /** Steps before it. */
  readonly at: number
  /** As `goalName` writes it. */
  readonly name: string
  readonly hash: Uint8Array
  readonly proof: Uint8Array
  readonly next: Uint8Array
}

/**
 * Runs a machine at step 0 through the given stops (ascending), and proves and verifies the steps taken from some of them: the verifier must find
 * the interpreter's next hash.
 */
export function specified(
  state: MachineState,
  stops: readonly number[],
  proved: ReadonlySet<number>,
  onProof: (step: ProvedStep) => void,
): States {
  const states = new Map<number, string>()
  for (const at of stops) {
    run(state, { untilStep: BigInt(at) })
    states.set(at, fingerprint(state))
    if (!proved.has(at)) continue
    const hash = machineHash(state)
    const proof = proveStep(state)
    const halted = isHalted(state)
    const origin = { status: state.registers[STATUS_REGISTER] ?? 0, pc: state.registers[PC] ?? 0 }
    step(state)
    const next = machineHash(state)
    if (!halted) states.set(at + 1, fingerprint(state))
    const verdict = verifyStep(hash, proof)
    if (!verdict.ok) throw new Finding('the verifier refuses a true proof', `step ${at}: ${verdict.reason}`)
    agree('the verifier finds another next hash', `step ${at}`, hexOf(next), hexOf(verdict.next))
    onProof({ at, name: nameOfStep(origin, state), hash, proof, next })
  }
  return states
}
