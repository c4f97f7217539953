// A look at a run step by step: which instructions had which outcome, and where its basic blocks begin.
import { runObserved } from '../../../vm/machine/observe.ts'
import type { StepOrigin } from '../../../vm/machine/observe.ts'
import { MESSAGE, STATUS_REGISTER, TRAP_REGISTER } from '../../../vm/machine/registers.ts'
import { trapNameOf } from '../../../vm/machine/results.ts'
import type { MachineState } from '../../../vm/machine/state.ts'
import { instructionAt } from '../../../vm/program/image.ts'
import { STATUS } from '../../../vm/spec/constants.ts'
import { OPCODES } from '../../../vm/spec/opcodes.ts'
import { goalName } from '../programs/goals.ts'

export interface Walk {
  /** What each step was, as `goalName` writes it; index = steps before it. Ends early on long runs. */
  readonly steps: readonly string[]
  /** Numbers of steps after which a basic block, a message's beginning or end comes next. */
  readonly boundaries: readonly number[]
}

/** Longer runs are looked at only so far. */
const MOST_STEPS = 20_000

/** Runs a machine at step 0 to its end or so far. */
export function walk(state: MachineState): Walk {
  const steps: string[] = []
  const boundaries: number[] = []
  const afterStep = (after: MachineState, origin: StepOrigin): void => {
    steps.push(nameOfStep(origin, after))
    const op = OPCODES[instructionAt(after.program, origin.pc).opcode]
    if (origin.status !== STATUS.Running || op?.flow !== 'next') boundaries.push(steps.length)
  }
  runObserved(state, { afterStep }, { untilStep: BigInt(MOST_STEPS) })
  return { steps, boundaries }
}

/** What a step was, as `goalName` writes it, from where it began and the state after it. */
export function nameOfStep({ status, pc }: Pick<StepOrigin, 'status' | 'pc'>, after: MachineState): string {
  if (status !== STATUS.Running)
    return goalName({ step: statusName(status), outcome: pseudoOutcome(status, after) })
  const step = OPCODES[instructionAt(after.program, pc).opcode]?.name ?? 'unknown'
  const trapped = after.registers[STATUS_REGISTER] === STATUS.Refunding
  const trap = trapNameOf(after.registers[TRAP_REGISTER] ?? 0) ?? 'unknown'
  return goalName({ step, outcome: trapped ? trap : 'ok' })
}

function pseudoOutcome(before: number, { registers, inbox }: MachineState): string {
  if (before === STATUS.Refunding) {
    const entry = inbox[registers[MESSAGE] ?? 0]
    return entry !== undefined && entry.value > 0n ? 'value' : 'nothing'
  }
  if (before !== STATUS.Ready) return 'ok'
  const now = registers[STATUS_REGISTER]
  if (now === STATUS.Halted) return 'halt'
  return now === STATUS.Running ? 'admitted' : 'refused'
}

function statusName(status: number): string {
  return Object.entries(STATUS).find(([, code]) => code === status)?.[0] ?? 'unknown'
}
