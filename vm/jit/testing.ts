// For tests of the engine: everything of a machine that both engines must agree on, as one comparable value.
import { machineHash } from '../machine/header.ts'
import { inspect } from '../machine/inspect.ts'
import type { MachineView } from '../machine/inspect.ts'
import type { MessageResult } from '../machine/results.ts'
import type { MachineState } from '../machine/state.ts'

export interface Everything {
  readonly hash: string
  readonly view: MachineView
  readonly results: readonly MessageResult[]
}

export function everythingOf(state: MachineState): Everything {
  const hash = [...machineHash(state)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { hash, view: inspect(state), results: state.results.slice() }
}
