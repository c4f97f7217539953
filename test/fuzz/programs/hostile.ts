// Large programs made to take a validator or a compiler long: flow graphs that are deep, wide, or irreducible in every way.
import { encodeInstruction } from '../../../vm/program/instruction.ts'
import { programOf } from '../../../vm/program/image.ts'
import type { Program } from '../../../vm/program/image.ts'
import { MAX_CODE_WORDS } from '../../../vm/spec/constants.ts'
import type { Random } from '../../support/random.ts'
import { opcodeNamed } from './goals.ts'

type Target = (at: number, size: number) => number

/** Up to the most words that a program may have, nearly all of them branches; where they lead is the shape. */
export function hostileProgram(random: Random): Program {
  const size = random.pick([3000, 30_001, MAX_CODE_WORDS])
  const shapes: readonly Target[] = [
    (at) => Math.max(0, at - 1),
    (at, n) => Math.min(n - 1, at + 2),
    (at, n) => n - 1 - at,
    (_, n) => random.below(n),
    (at) => random.below(at + 1),
    (at, n) => at + random.below(n - at),
    (at, n) => (at % 2 === 0 ? 0 : n - 1),
    (at, n) => Math.min(n - 1, Math.max(0, at + random.below(7) - 3)),
    (at, n) => (at * 7919) % n,
  ]
  const target = random.pick(shapes)
  const names = random.pick([
    ['jz'],
    ['jnz', 'addi'],
    ['jz', 'call'],
    ['jmp', 'jz'],
    ['call'],
    ['call', 'ret', 'jmp'],
  ])
  const words = Array.from({ length: size }, (_, at) => {
    const last = at === size - 1
    const name = last ? 'end' : random.pick(names)
    const op = opcodeNamed(name)
    const immediate = op.imm === 'target' ? target(at, size) : op.imm === 'none' ? 0 : 1
    const field = (use: string): number => (use === 'none' ? 0 : use === 'frame' ? 1 : 8)
    return encodeInstruction({ opcode: op.code, a: field(op.a), b: field(op.b), c: field(op.c), immediate })
  })
  return programOf(words, [])
}
