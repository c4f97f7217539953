// Removes computations that nothing reads. What may trap or has an effect stays.
import { addTo, emptyLists, forEachOf } from '../mir/lists.ts'
import { visitLiveness } from '../mir/liveness.ts'
import { forEachRead, forEachTerminatorRead, forEachWrite, isPure } from '../mir/operands.ts'
import { table } from '../mir/table.ts'
import type { MirInstruction, Reg } from '../mir/types.ts'
import type { Draft } from './draft.ts'

export function removeDeadCode(draft: Draft): void {
  /** By block: what it writes that is read behind it. What else is live there, nothing in the block asks about. */
  const readLater = emptyLists(draft.blocks.length)
  visitLiveness(draft.blocks, draft.fn.registers, true, {
    begins: () => undefined,
    ends: (block, reg, written) => {
      if (written) addTo(readLater, block, reg)
    },
  })
  /** The block in which a register is live at the point looked at, plus 1. */
  const live = table(draft.fn.registers)
  let now = 0
  let needed = false
  const add = (reg: Reg): void => {
    live[reg] = now
  }
  const remove = (reg: Reg): void => {
    live[reg] = 0
  }
  const look = (reg: Reg): void => {
    if (live[reg] === now) needed = true
  }
  let changed = false
  draft.blocks.forEach((block, index) => {
    now = index + 1
    forEachOf(readLater, index, add)
    forEachTerminatorRead(block.terminator, add)
    const kept: MirInstruction[] = []
    for (let i = block.instructions.length - 1; i >= 0; i--) {
      const instruction = block.instructions[i]
      if (instruction === undefined || isIdle(instruction)) continue
      if (isPure(instruction)) {
        needed = false
        forEachWrite(instruction, look)
        if (!needed) continue
      }
      forEachWrite(instruction, remove)
      forEachRead(instruction, add)
      kept.push(instruction)
    }
    if (kept.length === block.instructions.length) return
    block.instructions = kept.reverse()
    changed = true
  })
  if (changed) draft.uses = undefined
}

function isIdle(instruction: MirInstruction): boolean {
  return instruction.kind === 'op' && instruction.op === 'mov' && instruction.a === instruction.b
}
