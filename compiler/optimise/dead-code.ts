// Removes computations that nothing reads. What may trap or has an effect stays.
import { liveness } from '../mir/liveness.ts'
import { forEachRead, forEachTerminatorRead, forEachWrite, isPure } from '../mir/operands.ts'
import type { MirFunction, MirInstruction } from '../mir/types.ts'

export function removeDeadCode(fn: MirFunction): MirFunction {
  const { liveOut } = liveness(fn, true)
  const blocks = fn.blocks.map((block, index) => {
    const live = liveOut[index]?.copy()
    if (live === undefined) return block
    forEachTerminatorRead(block.terminator, (reg) => live.add(reg))
    const kept: MirInstruction[] = []
    for (const instruction of block.instructions.toReversed()) {
      let needed = !isPure(instruction)
      forEachWrite(instruction, (reg) => {
        if (live.has(reg)) needed = true
      })
      if (isIdle(instruction) || !needed) continue
      forEachWrite(instruction, (reg) => live.delete(reg))
      forEachRead(instruction, (reg) => live.add(reg))
      kept.push(instruction)
    }
    return { ...block, instructions: kept.toReversed() }
  })
  return { ...fn, blocks }
}

function isIdle(instruction: MirInstruction): boolean {
  return instruction.kind === 'op' && instruction.op === 'mov' && instruction.a === instruction.b
}
