// Who pays for which block, and what is charged and not done between them.
import { describe, expect, it } from 'vitest'
import { functionsOf } from '../program/validator/functions.ts'
import { OPCODES } from '../spec/opcodes.ts'
import { instructionAt } from '../program/image.ts'
import { testProgram } from '../testing.ts'
import { chargesOf } from './charges.ts'
import { flowOf } from './flow.ts'

/** By first word of each block: steps charged before it, when it begins, and what is left of that at its end. */
function stepsOf(text: string): Record<number, readonly [number, number, number]> {
  const program = testProgram(text)
  const blocks = flowOf(program, functionsOf(program)[0]!)
  const stops = (word: number): boolean => OPCODES[instructionAt(program, word).opcode]?.flow === 'stop'
  const charges = chargesOf(program, blocks, stops)
  return Object.fromEntries(
    blocks.map(({ start }, i) => {
      const { before, taken, after } = charges[i]!
      return [start, [before.steps, taken.steps, after.steps]]
    }),
  )
}

describe('a block is charged', () => {
  it('when it begins, for all that is compiled of it', () => {
    expect(stepsOf('ldi [8] 1\nldi [9] 2\nend {8}')).toEqual({ 0: [0, 2, 0] })
  })

  it('with the block above when every way on comes by it', () => {
    const text = `
          jz [8] other
          ldi [9] 1
          ldi [9] 2
          jmp both
  other:  ldi [9] 3
  both:   ldi [10] 4
          ldi [10] 5
          end {8}`
    expect(stepsOf(text)).toEqual({ 0: [0, 3, 2], 1: [2, 3, 2], 4: [2, 1, 2], 5: [2, 0, 0] })
  })

  it('so too when another way ends in a trap, where it is given back', () => {
    const text = `
          jz [8] bad
          ldi [9] 1
          jz [9] bad
          ldi [10] 2
          end {8}
  bad:    trap {8} 1`
    expect(stepsOf(text)).toEqual({ 0: [0, 4, 3], 1: [3, 0, 1], 3: [1, 0, 0], 5: [1, 0, 1] })
  })

  it('never from outside of its loop, and not by a way that may not come to it', () => {
    const text = `
          ldi [8] 9
  loop:   subui [8] [8] 1
          jz [8] out
          andi [9] [8] 1
          jz [9] loop
          addui [10] [10] 1
          jmp loop
  out:    end {8}`
    expect(stepsOf(text)).toEqual({
      0: [0, 1, 0],
      1: [0, 2, 0],
      3: [0, 2, 0],
      5: [0, 2, 0],
      7: [0, 0, 0],
    })
  })
})
