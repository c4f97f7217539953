// The trace of an executed reference block: every step's hash and proof, found again by running from kept states.
import type { SideHasher } from '../../vm/hash/side-hasher.ts'
import { createTrace } from '../../vm/proof/trace.ts'
import type { Trace } from '../../vm/proof/trace.ts'
import { machineFor } from '../../vm/proof/prove/machine-trace.ts'
import type { MachineState } from '../../vm/machine/state.ts'
import type { Engine } from './engine.ts'
import { INTERPRETER } from './engine.ts'
import type { ExecutedBlock } from './execute.ts'

/** What hashes on another thread, as long as there is one. */
export type HasherSource = () => SideHasher | undefined

/** Blocks shorter than this are hashed before another thread has heard of it. */
const WORTH_A_THREAD = 1n << 22n

/** Runs the block once more, keeping states on the way. The engine must be the one that executed it. */
export function traceOf(
  block: ExecutedBlock,
  engine: Engine = INTERPRETER,
  hasher?: HasherSource,
): Trace<MachineState> {
  const storage = block.input.storage.fork()
  const expectedLength = lengthOf(block)
  const helper = expectedLength < WORTH_A_THREAD ? undefined : hasher?.()
  const machine = machineFor({ ...block.input, storage }, undefined, helper)
  const isSpecified = engine === INTERPRETER || engine.check?.specification === INTERPRETER
  return createTrace(
    {
      ...machine,
      runTo: (state, steps) => engine.runTo(state, steps),
      // An altered engine's steps are its own.
      step: isSpecified ? machine.step : (state) => engine.runTo(state, machine.steps(state) + 1n),
    },
    { expectedLength },
  )
}

/** Steps of a block's run: those of its messages, and the one that finds no further message. */
function lengthOf({ results }: ExecutedBlock): bigint {
  const last = results.at(-1)
  return last === undefined ? 1n : last.firstStep + last.steps + 1n
}
