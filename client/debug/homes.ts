// Where the words of a variable are in the machine's memory.
import { wordsOf } from '../../compiler/abi/types.ts'
import type { VisibleVariable } from '../../compiler/sourcemap/query.ts'
import { readSlot, type MachineState } from '../../vm/index.ts'
import { FRAME_SLOTS } from '../../vm/spec/constants.ts'

const SLOT_BYTES = 8

/** The addresses of a variable's words in the frame at `fp`: within it, or in the heap. */
export function addressesOf(
  state: MachineState,
  fp: number,
  { variable, homes, base }: VisibleVariable,
): readonly number[] {
  return homes
    .slice(0, wordsOf(variable.type))
    .map((home) => (home < FRAME_SLOTS ? fp + home * SLOT_BYTES : home + Number(readSlot(state, base, fp))))
}
