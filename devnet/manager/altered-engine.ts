// An altered machine, for adversaries: in every reference block with a successful call it writes more into storage than
// the code says. Nothing else differs, and everything that it says of a block comes from its own execution.
import { bytesToHex } from '../tx/index.ts'
import type { Engine } from '../../client/silo/engine.ts'
import { INTERPRETER } from '../../client/silo/engine.ts'
import { inspect, readSlot } from '../../vm/machine/inspect.ts'
import { runObserved } from '../../vm/machine/observe.ts'
import type { MachineState } from '../../vm/machine/state.ts'
import { forkMachine } from '../../vm/machine/state.ts'
import { decodeInstruction } from '../../vm/program/instruction.ts'
import { STATUS } from '../../vm/spec/constants.ts'
import { OPCODE_BY_NAME } from '../../vm/spec/opcodes.ts'
import { STATUS_REGISTER } from '../../vm/machine/registers.ts'
import { bytesOfWords } from '../../vm/words.ts'

/** One write that the altered machine makes besides the honest one of the same step. */
interface Diversion {
  /** The machine is altered when it has taken so many steps. */
  readonly afterStep: bigint
  readonly instance: bigint
  readonly key: Uint8Array
  readonly value: Uint8Array
}

const KEY_WORDS = 7
const LEAF_WORDS = 8
const WORD_MASK = (1n << 64n) - 1n

/**
 * Adds `surplus` to the first word of what the last storage write of a block's first successful call writes, in reference blocks from the DAA score
 * `since` on: what was settled before somebody began to cheat it computes like everybody else.
 */
export function alteredEngine(surplus: bigint, since = 0n): Engine {
  const known = new Map<string, Diversion | undefined>()

  function diversionOf(state: MachineState): Diversion | undefined {
    const block = bytesToHex(state.context.referenceBlock)
    if (!known.has(block) && inspect(state).steps === 0n) {
      known.set(block, state.context.daaScore < since ? undefined : findDiversion(state, surplus))
    }
    return known.get(block)
  }

  return {
    runTo(state, untilStep) {
      const diversion = diversionOf(state)
      const { steps } = inspect(state)
      const passesIt =
        diversion !== undefined &&
        steps < diversion.afterStep &&
        (untilStep === undefined || untilStep >= diversion.afterStep)
      if (passesIt) {
        INTERPRETER.runTo(state, diversion.afterStep)
        state.storage.set(diversion.instance, diversion.key, diversion.value)
      }
      INTERPRETER.runTo(state, untilStep)
    },
  }
}

/** Runs a copy honestly to see where to divert; undefined when no call of the block ends well after a write. */
function findDiversion(start: MachineState, surplus: bigint): Diversion | undefined {
  const finished = forkMachine(start)
  INTERPRETER.runTo(finished)
  for (const result of finished.results) {
    if (result.trapName !== 'None' || start.inbox[result.message]?.kind !== 'call') continue
    const probe = forkMachine(start)
    INTERPRETER.runTo(probe, result.firstStep)
    const last = lastWrite(probe, result.firstStep + result.steps, surplus)
    if (last !== undefined) return last
  }
  return undefined
}

function lastWrite(state: MachineState, untilStep: bigint, surplus: bigint): Diversion | undefined {
  let last: Diversion | undefined
  runObserved(state, { beforeStep: (now) => ((last = writeAt(now, surplus) ?? last), false) }, { untilStep })
  return last
}

/** The diverted form of the storage write that comes next, if one does. */
function writeAt(state: MachineState, surplus: bigint): Diversion | undefined {
  if (state.registers[STATUS_REGISTER] !== STATUS.Running) return undefined
  const { pc, steps, instance } = inspect(state)
  const instruction = decodeInstruction(state.code[2 * pc] ?? 0, state.code[2 * pc + 1] ?? 0)
  if (instruction.opcode !== OPCODE_BY_NAME.get('sstore')?.code) return undefined
  const slots = (first: number, count: number): bigint[] =>
    Array.from({ length: count }, (_, i) => readSlot(state, first + i))
  const [amount = 0n, ...rest] = slots(instruction.a, LEAF_WORDS)
  return {
    afterStep: steps + 1n,
    instance,
    key: bytesOfWords(slots(instruction.b, KEY_WORDS)),
    value: bytesOfWords([(amount + surplus) & WORD_MASK, ...rest]),
  }
}
