import { describe, expect, it } from 'vitest'
import { visitLiveness } from './liveness.ts'
import { forEachRead, forEachTerminatorRead, forEachWrite, successors } from './operands.ts'
import { randomBlocks } from './random-blocks.test-data.ts'
import { scanOperands } from './scan.ts'
import type { MirBlock, Reg } from './types.ts'

const REGISTERS = 6

/** What is live where a block begins, by what is live where it ends. */
function liveBefore({ instructions, terminator }: MirBlock, end: ReadonlySet<Reg>, keeps: boolean): Set<Reg> {
  const live = new Set(end)
  forEachTerminatorRead(terminator, (reg) => live.add(reg))
  for (const instruction of instructions.toReversed()) {
    forEachWrite(instruction, (reg) => live.delete(reg))
    if (keeps || instruction.kind !== 'keep') forEachRead(instruction, (reg) => live.add(reg))
  }
  return live
}

/** The sets of registers that are live where blocks begin and end, found by going on until nothing changes. */
function liveSets(blocks: readonly MirBlock[], keeps: boolean): [Set<Reg>[], Set<Reg>[]] {
  const begins = blocks.map(() => new Set<Reg>())
  const ends = blocks.map(() => new Set<Reg>())
  for (let round = 0; round < blocks.length * REGISTERS; round++)
    for (const [index, block] of blocks.entries()) {
      const after = successors(block.terminator).flatMap((to) => [...(begins[to] ?? [])])
      ends[index] = new Set(after)
      begins[index] = liveBefore(block, new Set(after), keeps)
    }
  return [begins, ends]
}

describe('liveness', () => {
  it('is told of each block and register once, whatever the flow', () => {
    for (let seed = 0; seed < 200; seed++)
      for (const keeps of [true, false]) {
        const blocks = randomBlocks(seed, 8, REGISTERS)
        const [begins, ends] = liveSets(blocks, keeps)
        const told: string[] = []
        visitLiveness(blocks, scanOperands(blocks), REGISTERS, keeps, {
          begins: (block, reg) => told.push(`begin ${block} ${reg}`),
          ends: (block, reg, written) => told.push(`end ${block} ${reg} ${written}`),
        })
        const isWritten = (block: number, reg: Reg): boolean => {
          let found = false
          for (const instruction of blocks[block]?.instructions ?? [])
            forEachWrite(instruction, (other) => {
              found ||= other === reg
            })
          return found
        }
        const expected = [
          ...begins.flatMap((regs, block) => [...regs].map((reg) => `begin ${block} ${reg}`)),
          ...ends.flatMap((regs, block) =>
            [...regs].map((reg) => `end ${block} ${reg} ${isWritten(block, reg)}`),
          ),
        ]
        expect(told.sort()).toEqual(expected.sort())
      }
  })
})
