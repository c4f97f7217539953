// Runs a machine step by step with both implementations of its rules: the interpreter steps, the step verifier gets the hash and a proof,
// and the two must agree on the next hash.
import type { InboxEntry } from '../../vm/inbox.ts'
import { machineHash } from '../../vm/machine/header.ts'
import { type MachineView, inspect } from '../../vm/machine/inspect.ts'
import { isHalted, step } from '../../vm/machine/run.ts'
import { type MachineState, createMachine } from '../../vm/machine/state.ts'
import { assemble } from '../../vm/program/assembly-text.ts'
import { codeRoot } from '../../vm/program/code-tree.ts'
import { type Program, instructionAt } from '../../vm/program/image.ts'
import { opcodeOf } from '../../vm/program/instruction.ts'
import { validateProgram } from '../../vm/program/validator/validate.ts'
import { proveStep } from '../../vm/proof/prove/prove.ts'
import { verifyStep } from '../../vm/proof/verify/verify-step.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'

export interface ProvedStep {
  /** The status before the step, or the opcode's name of a running machine. */
  readonly what: string
  readonly before: MachineView
  readonly after: MachineView
  readonly hash: Uint8Array
  readonly proof: Uint8Array
  readonly next: Uint8Array
}

export const bytesOf = (seed: number, length = 32): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (seed * 31 + i * 7) & 255)

/** An admitted call without value; override what matters. */
export function entryOf(change: Partial<InboxEntry> = {}): InboxEntry {
  return {
    admitted: true,
    kind: 'call',
    sender: bytesOf(1),
    transactionId: bytesOf(2),
    value: 0n,
    gas: 100_000n,
    refusal: 0,
    payload: bytesOf(3, 200),
    ...change,
  }
}

/** A valid program from its text (vm/program/assembly-text.ts). */
export function programOfText(text: string): Program {
  const built = assemble(text)
  if (!built.ok) throw new Error(`${built.errors.join('; ')} in\n${text}`)
  const valid = validateProgram(built.program)
  if (!valid.ok) throw new Error(`${valid.problems.map(({ message }) => message).join('; ')} in\n${text}`)
  return built.program
}

export function machineOf(
  program: Program,
  inbox: readonly InboxEntry[] = [entryOf()],
  storage: StorageTree = new StorageTree(),
): MachineState {
  const context = {
    siloId: bytesOf(4),
    referenceBlock: bytesOf(5),
    daaScore: 6n,
    timestamp: 7n,
    blueScore: 8n,
    machineVersion: 1,
    configHash: bytesOf(9),
    codeRoot: codeRoot(program),
  }
  return createMachine({ program, storage, inbox, context })
}

/** Proves and verifies every step until the machine halts, and that of the halted machine. Throws where the two implementations differ. */
export function* provedSteps(machine: MachineState): Generator<ProvedStep> {
  let hash = machineHash(machine)
  for (let done = false; !done;) {
    done = isHalted(machine)
    const before = inspect(machine)
    const proof = proveStep(machine)
    const verdict = verifyStep(hash, proof)
    step(machine)
    const next = machineHash(machine)
    const what = before.status === 'Running' ? opcodeNameAt(machine.program, before.pc) : before.status
    const agreed = verdict.ok && Buffer.compare(verdict.next, next) === 0
    if (!agreed) {
      const reason = verdict.ok ? 'another next hash' : verdict.reason
      throw new Error(`step ${before.steps}, ${what} at ${before.pc}: the verifier says ${reason}`)
    }
    yield { what, before, after: inspect(machine), hash, proof, next }
    hash = next
  }
}

/** What became of a step: `ok`, or the trap's name. */
export function outcomeOf({ before, after }: ProvedStep): string {
  return before.status === 'Running' && after.status === 'Refunding' ? after.trap : 'ok'
}

function opcodeNameAt(program: Program, pc: number): string {
  return opcodeOf(instructionAt(program, pc))?.name ?? 'unknown'
}
