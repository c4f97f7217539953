// The instructions on groups of slots, hashes and signatures: an imported host function does them on the interpreter's handlers.
import { CRYPTO_ROWS } from '../../spec/crypto-opcodes.ts'
import { OPCODE_BY_NAME } from '../../spec/opcodes.ts'
import { WIDE_ROWS } from '../../spec/wide-opcodes.ts'
import type { Emitters } from './context.ts'
import { emitHostCall } from './control.ts'

const OTHERS = ['ld128', 'ld256', 'st128', 'st256', 'spanl', 'blendl']

export const HOST_INSTRUCTIONS: Emitters = Object.fromEntries(
  [...WIDE_ROWS.map(({ name }) => name), ...CRYPTO_ROWS.map(({ name }) => name), ...OTHERS].map((name) => [
    name,
    emitHostCall,
  ]),
)

/**
 * Left to the interpreter, which does it on an empty stack: checking a signature takes more of that than can be known here, and the library behind it
 * takes an exception of the engine for a bad signature. It costs a thousand times what leaving costs.
 */
export const LEFT_TO_INTERPRETER: ReadonlySet<number | undefined> = new Set([
  OPCODE_BY_NAME.get('schnorr')?.code,
])
