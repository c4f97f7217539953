// A cheating manager in tests: it claims another result of a block, and the dispute finds the first step in which it goes wrong and refutes that step by the
// verifier that consensus has.
import { verifyStep } from '../../vm/consensus.ts'
import { createMachineTrace, machineFor } from '../../vm/proof/prove/machine-trace.ts'
import { createTrace, firstDivergence, type Trace } from '../../vm/proof/trace.ts'
import type { MachineInput, MachineState } from '../../vm/machine/state.ts'
import { equalBytes } from '../../vm/words.ts'
import type { Span } from '../source.ts'
import { Failed } from './signals.ts'
import type { TestSilo } from './test-silo.ts'

/** What the cheater writes into storage beside what the code says: an entry that no contract has. */
const FORGED_KEY = new Uint8Array(56).fill(0xff)
const FORGED_VALUE = new Uint8Array(64).fill(1)

/** Whether the dispute refutes a manager whose machine goes wrong in this step of the silo's last block, counted round if there are fewer. */
export function isCaught(silo: TestSilo | undefined, step: bigint, span: Span): boolean {
  const input = silo?.lastBlock
  if (input === undefined) throw new Failed(span, 'the silo has had no message about which anybody could lie')
  const honest = createMachineTrace(input)
  const end = honest.hashAt(honest.length)
  const lies = [step % honest.length, honest.length - 1n].map((at) => liar(input, at))
  // What is written before a message traps is undone with it: then the cheater lies about the end.
  const claimed = lies.find((trace) => !equalBytes(trace.hashAt(trace.length), end))
  return claimed !== undefined && isRefuted(honest, claimed)
}

/** The bisection of a dispute, and the step that decides it. */
export function isRefuted(honest: Trace<MachineState>, claimed: Trace<MachineState>): boolean {
  const wrong = firstDivergence(honest, claimed)
  if (wrong === undefined || wrong === 0n) return false
  const agreed = honest.hashAt(wrong - 1n)
  const verdict = verifyStep(agreed, honest.proofAt(wrong - 1n))
  const defence = verifyStep(agreed, claimed.proofAt(wrong - 1n))
  const asserted = claimed.hashAt(wrong)
  return (
    verdict.ok &&
    equalBytes(verdict.next, honest.hashAt(wrong)) &&
    !equalBytes(verdict.next, asserted) &&
    !(defence.ok && equalBytes(defence.next, asserted))
  )
}

/** The trace of a machine that writes more than the code says, right behind a step. */
function liar(input: MachineInput, step: bigint): Trace<MachineState> {
  const machine = machineFor({ ...input, storage: input.storage.fork() })
  const forged = step + 1n
  const runTo = (state: MachineState, steps: bigint): void => {
    if (machine.steps(state) < forged && forged <= steps) {
      machine.runTo(state, forged)
      state.storage.set(0n, FORGED_KEY, FORGED_VALUE)
    }
    machine.runTo(state, steps)
  }
  return createTrace({ ...machine, runTo, step: (state) => runTo(state, machine.steps(state) + 1n) })
}
