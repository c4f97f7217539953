// Which instructions an imported host function does, on the interpreter's handlers: their operands and results are in memory.
import { OPCODE_BY_NAME } from '../../spec/opcodes.ts'

const NAMES = ['sload', 'sstore', 'msgh', 'msgd', 'ctx', 'pay', 'emit', 'send', 'hash', 'schnorr']

/** Their names. `sstore` may take gas beyond its row's. */
export const HOST_INSTRUCTIONS: readonly string[] = NAMES

/** Their numbers. */
export const BY_HOST: ReadonlySet<number | undefined> = new Set(
  NAMES.map((name) => OPCODE_BY_NAME.get(name)?.code),
)

/**
 * Left to the interpreter, which does it on an empty stack: checking a signature takes more of that than can be known here, and the library behind it
 * takes an exception of the engine for a bad signature. It costs a thousand times what leaving costs.
 */
export const LEFT_TO_INTERPRETER: ReadonlySet<number | undefined> = new Set([
  OPCODE_BY_NAME.get('schnorr')?.code,
])
