import { describe, expect, it } from 'vitest'
import { visitLiveness } from '../mir/liveness.ts'
import { forEachRead, forEachTerminatorRead, forEachWrite } from '../mir/operands.ts'
import { randomBlocks } from '../mir/random-blocks.test-data.ts'
import { scanOperands } from '../mir/scan.ts'
import type { MirBlock, MirFunction, Reg } from '../mir/types.ts'
import type { FileId } from '../source.ts'
import { hulls, positionOf } from './hulls.ts'

const REGISTERS = 6
const PARAMS: readonly Reg[] = [0, 1, 2, 3, 4, 5]
const SPAN = { file: 0 as FileId, start: 0, end: 0 }

/** A function whose registers are all parameters, so that each is written before it is read. */
function functionOf(blocks: readonly MirBlock[]): MirFunction {
  return {
    key: '.f',
    name: 'f',
    contract: null,
    span: SPAN,
    params: PARAMS,
    resultWords: 1,
    blocks,
    calls: [],
    registers: REGISTERS,
    groups: [],
    variables: [],
    origins: [],
  }
}

/** The last place that mentions each register, or where it is live at a block's end. */
function lastPlaces(blocks: readonly MirBlock[], keeps: boolean): number[] {
  const last = PARAMS.map(() => 1)
  const touch = (reg: Reg, position: number): void => {
    last[reg] = Math.max(last[reg] ?? 0, position)
  }
  let running = 0
  const ends: number[] = []
  for (const { instructions, terminator } of blocks) {
    for (const instruction of instructions) {
      const position = positionOf(running++)
      if (keeps || instruction.kind !== 'keep') forEachRead(instruction, (reg) => touch(reg, position))
      forEachWrite(instruction, (reg) => touch(reg, position + 1))
    }
    const position = positionOf(running++)
    forEachTerminatorRead(terminator, (reg) => touch(reg, position))
    ends.push(position + 1)
  }
  visitLiveness(blocks, scanOperands(blocks), REGISTERS, keeps, {
    begins: () => undefined,
    ends: (block, reg) => touch(reg, ends[block] ?? 0),
  })
  return last
}

/** The blocks with all ways that lead back leading on instead. */
function onwards(blocks: readonly MirBlock[]): MirBlock[] {
  return blocks.map(({ instructions, terminator: end }, index) => {
    const on = (to: number): number => Math.max(to, index + 1)
    if (index === blocks.length - 1)
      return { instructions, terminator: { kind: 'return', values: [0], origin: 0 } }
    if (end.kind === 'jump') return { instructions, terminator: { ...end, to: on(end.to) } }
    if (end.kind !== 'branch') return { instructions, terminator: end }
    return { instructions, terminator: { ...end, then: on(end.then), otherwise: on(end.otherwise) } }
  })
}

describe('hulls of live ranges', () => {
  it('end where a register is last mentioned, or behind the loops that need it', () => {
    for (let seed = 0; seed < 300; seed++)
      for (const keeps of [true, false])
        for (const blocks of [randomBlocks(seed, 8, REGISTERS), onwards(randomBlocks(seed, 8, REGISTERS))]) {
          const { starts, ends } = hulls(functionOf(blocks), keeps)
          expect(PARAMS.map((reg) => starts[reg])).toEqual(PARAMS.map(() => 1))
          expect(PARAMS.map((reg) => ends[reg])).toEqual(lastPlaces(blocks, keeps))
        }
  })
})
