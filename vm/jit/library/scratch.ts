// Memory that the library's functions use while they run: behind the record (layout.ts), no part of a machine's state.
import { MEMORY_LAYOUT } from '../../machine/registers.ts'

/** For shifts: twice a number and a word. */
export const SCRATCH = MEMORY_LAYOUT.registers + 8192
/** For divisions: the numerator, which becomes the remainder; the divisor; the quotient. Limbs of 32 bits, with room for one above. */
export const NUMERATOR = SCRATCH + 256
export const DIVISOR = SCRATCH + 512
export const QUOTIENT = SCRATCH + 768
/** For instructions that put two leaves together. */
export const LEAVES = SCRATCH + 1024
