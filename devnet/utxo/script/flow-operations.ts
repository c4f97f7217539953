// The opcodes that decide which others run, and those that end a script.
import { fault } from './faults.ts'
import type { ScriptFault } from './faults.ts'
import { verifyTop, withOne } from './handlers.ts'
import type { Handler, OpcodeRow } from './handlers.ts'
import type { Condition, ScriptMachine } from './machine.ts'
import { isTrue } from './numbers.ts'

/** These run in branches that aren't taken too, since they say where the branches end. */
export const CONDITIONAL_OPERATIONS: readonly OpcodeRow[] = [
  [0x63, 'IF', begin(true)],
  [0x64, 'NOTIF', begin(false)],
  [0x67, 'ELSE', otherwise],
  [0x68, 'ENDIF', ({ conditions }) => (conditions.pop() === undefined ? unbalanced() : undefined)],
]

export const FLOW_OPERATIONS: readonly OpcodeRow[] = [
  [0x61, 'NOP', () => undefined],
  [0x69, 'VERIFY', verifyTop],
  [0x6a, 'RETURN', () => fault('earlyReturn', 'the script gives up')],
]

const OTHER_BRANCH: Readonly<Record<Condition, Condition>> = {
  taken: 'untaken',
  untaken: 'taken',
  skipped: 'skipped',
}

function begin(wanted: boolean): Handler {
  return (machine) => {
    if (!machine.executing) {
      machine.conditions.push('skipped')
      return undefined
    }
    return withOne((m, top) => void m.conditions.push(isTrue(top) === wanted ? 'taken' : 'untaken'))(machine)
  }
}

function otherwise({ conditions }: ScriptMachine): ScriptFault | undefined {
  const condition = conditions.pop()
  if (condition === undefined) return unbalanced()
  conditions.push(OTHER_BRANCH[condition])
  return undefined
}

function unbalanced(): ScriptFault {
  return fault('unbalancedConditional', 'an else or end without its if')
}
