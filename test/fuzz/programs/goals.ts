// What a fuzzer of the machine must reach: every instruction going well, with each of its traps, and out of gas. Read off the opcode table.
import { OPCODE_BY_NAME, OPCODE_LIST } from '../../../vm/spec/opcodes.ts'
import type { Opcode } from '../../../vm/spec/opcodes.ts'

/** `outcome` is `ok` or a trap's name. `step` is an opcode's name, or the status of a machine that is not running. */
export interface Goal {
  readonly step: string
  readonly outcome: string
}

/** Names a goal in tallies. */
export function goalName({ step, outcome }: Goal): string {
  return `${step} ${outcome}`
}

/** Outcomes of an instruction in the order of the table. `trap` never goes on. */
function outcomesOf(op: Opcode): string[] {
  const well = op.traps.includes('UserError') ? [] : ['ok']
  return [...well, ...op.traps, 'OutOfGas']
}

/** Lists that take very many instructions to fill: seldom aimed at. */
export const FLOODS: ReadonlySet<string> = new Set(['OutboxFull', 'EventsFull'])

export const PSEUDO_STEPS: readonly Goal[] = [
  { step: 'Ready', outcome: 'admitted' },
  { step: 'Ready', outcome: 'refused' },
  { step: 'Ready', outcome: 'halt' },
  { step: 'Refunding', outcome: 'value' },
  { step: 'Refunding', outcome: 'nothing' },
  { step: 'Closing', outcome: 'ok' },
  { step: 'Halted', outcome: 'ok' },
]

/** Instructions and their outcomes: one goal per seed in turn (`goalOf`). */
export const GOALS: readonly Goal[] = OPCODE_LIST.flatMap((op) =>
  outcomesOf(op).map((outcome) => ({ step: op.name, outcome })),
)

/** The goal that the program of a seed is made for: so that a seed alone replays a steered case. */
export function goalOf(seed: number): Goal {
  const goal = GOALS[seed % GOALS.length]
  if (goal === undefined) throw new Error('bug: no goals')
  return goal
}

/** The goal of a seed, but none that takes very many instructions. */
export function modestGoalOf(seed: number): Goal {
  const goal = goalOf(seed)
  return FLOODS.has(goal.outcome) ? goalOf(0) : goal
}

/** A seed near another whose goal is this one. */
export function seedFor(goal: Goal, near: number): number {
  const index = GOALS.indexOf(goal)
  return near - (near % GOALS.length) + index
}

export function opcodeNamed(name: string): Opcode {
  const op = OPCODE_BY_NAME.get(name)
  if (op === undefined) throw new Error(`bug: no opcode is called ${name}`)
  return op
}
