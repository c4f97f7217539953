// Handlers and gas by opcode number, put together from the families and the one table of opcodes.
import { OPCODE_LIST } from '../../spec/opcodes.ts'
import { TRAP } from '../../spec/traps.ts'
import { ARITHMETIC } from './arithmetic.ts'
import { CHECKED } from './checked.ts'
import { COMPARE } from './compare.ts'
import { CONTROL } from './control.ts'
import { CRYPTO } from './crypto.ts'
import { MEMORY } from './memory.ts'
import { MOVES } from './moves.ts'
import type { Handler, Handlers } from './operands.ts'
import { SILO } from './silo.ts'
import { WIDE } from './wide-integers.ts'

const FAMILIES: Handlers = {
  ...MOVES,
  ...ARITHMETIC,
  ...CHECKED,
  ...COMPARE,
  ...MEMORY,
  ...CONTROL,
  ...SILO,
  ...WIDE,
  ...CRYPTO,
}

/** What runs where there is no opcode. Validated programs never get there. */
export const invalidInstruction: Handler = () => TRAP.InvalidInstruction

export const HANDLERS: readonly Handler[] = (() => {
  const handlers: Handler[] = Array.from({ length: 256 }, () => invalidInstruction)
  for (const { code, name } of OPCODE_LIST) {
    const handler = FAMILIES[name]
    if (handler === undefined) throw new Error(`no handler for ${name}`)
    handlers[code] = handler
  }
  return handlers
})()

/** Gas that must be there before an instruction does anything; `sstore` asks for more by itself. */
export const GAS_COSTS: Uint32Array = (() => {
  const costs = new Uint32Array(256)
  for (const { code, gas } of OPCODE_LIST) costs[code] = gas
  return costs
})()
