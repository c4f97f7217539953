// Random control flow and code over few registers, for tests of what is worked out about them. The same seed gives the same blocks.
import { generator } from '../optimise/random-program.test-data.ts'
import { operation } from './operands.ts'
import { NO_REG } from './types.ts'
import type { MirBlock, MirInstruction, Reg, Terminator } from './types.ts'

/** Up to `most` blocks, some of which may not be reached. */
export function randomBlocks(seed: number, most: number, registers: number): MirBlock[] {
  const random = generator(seed)
  const size = 1 + random(most)
  const reg = (): Reg => random(registers)
  const instruction = (): MirInstruction => {
    switch (random(4)) {
      case 0:
        return { kind: 'const', target: reg(), value: 1n, origin: 0 }
      case 1:
        return { kind: 'keep', regs: [reg()], origin: 0 }
      case 2:
        return { kind: 'call', callee: '.f', instance: null, args: [reg()], results: [reg()], origin: 0 }
      default:
        return operation('add', reg(), reg(), reg(), NO_REG, 0, 0)
    }
  }
  const terminator = (): Terminator => {
    const to = random(size)
    switch (random(4)) {
      case 0:
        return { kind: 'return', values: [reg()], origin: 0 }
      case 1:
        return { kind: 'jump', to, origin: 0 }
      default:
        return {
          kind: 'branch',
          op: 'jnz',
          a: reg(),
          b: NO_REG,
          then: to,
          otherwise: random(size),
          origin: 0,
        }
    }
  }
  return Array.from({ length: size }, () => ({
    instructions: Array.from({ length: random(4) }, instruction),
    terminator: terminator(),
  }))
}
