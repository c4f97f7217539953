// Moves in long blocks are coalesced by places noted on the way, in short ones by looking back: both come to the same code.
import { array, assert, constantFrom, nat, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FunctionBuilder } from '../mir/builder.ts'
import type { FileId } from '../source.ts'
import type { MirFunction, Reg } from '../mir/types.ts'
import { coalesce } from './coalesce.ts'
import { openDraft } from './draft.ts'

/** One step of a block: what it does, and which of the registers so far it takes. */
const STEP = record({
  what: constantFrom('compute', 'move', 'fill', 'into leaf', 'overwrite', 'keep', 'store'),
  first: nat(1000),
  second: nat(1000),
})

function blockOf(steps: readonly { what: string; first: number; second: number }[]): MirFunction {
  const builder = new FunctionBuilder({ file: 0 as FileId, start: 0, end: 0 })
  const words: Reg[] = [builder.param(), builder.param()]
  const leaves: Reg[] = [builder.leaf()]
  builder.constantLeaf(leaves[0] ?? 0, [])
  for (const { what, first, second } of steps) {
    // Mostly what has just been computed: only that can be coalesced.
    const recent = words.at(-1 - (first % 4)) ?? 0
    const any = second % 5 === 0 ? (words[second % words.length] ?? 0) : 1
    const leaf = leaves[second % leaves.length] ?? 0
    if (what === 'compute')
      words.push(builder.value('addi', { b: second % 4 === 0 ? recent : 0, imm: second }))
    else if (what === 'move') words.push(builder.value('mov', { b: recent }))
    else if (what === 'overwrite') builder.move(any, recent)
    else if (what === 'into leaf') builder.move(leaf + (first % 8), recent)
    else if (what === 'keep') builder.keep([any])
    else if (what === 'store') builder.op('sstore', { a: leaf, b: leaves[0] ?? 0 })
    else {
      const fresh = second % 2 === 0 ? builder.leaf() : leaf
      builder.constantLeaf(fresh, [1n])
      leaves.push(fresh)
    }
  }
  builder.return([words.at(-1) ?? 0])
  return builder.finish({
    key: 'f',
    name: 'f',
    contract: null,
    span: { file: 0 as FileId, start: 0, end: 0 },
    resultWords: 1,
  })
}

describe('coalescing', () => {
  it('comes to the same in long blocks and in short ones', () => {
    let moves = 0
    assert(
      property(array(STEP, { minLength: 20, maxLength: 200 }), (steps) => {
        const [short, long] = [openDraft(blockOf(steps)), openDraft(blockOf(steps))]
        const before = short.blocks[0]?.instructions.length ?? 0
        coalesce(short, Infinity)
        coalesce(long, 0)
        expect(long.blocks).toEqual(short.blocks)
        moves += before - (short.blocks[0]?.instructions.length ?? 0)
      }),
      { numRuns: 500 },
    )
    expect(moves).toBeGreaterThan(500)
  })
})
