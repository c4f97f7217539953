// Copy propagation: a read of a copy becomes a read of its source, within a block as long as neither is written again,
// and throughout where both are written only once.
import { forEachWrite, mapWordReads } from '../mir/operands.ts'
import type { MirBlock, MirFunction, MirInstruction, Reg, Terminator } from '../mir/types.ts'
import { isSingle, usesOf } from './uses.ts'

export function propagateCopies(fn: MirFunction): MirFunction {
  const everywhere = singleCopies(fn)
  return { ...fn, blocks: fn.blocks.map((block) => inBlock(block, everywhere)) }
}

/**
 * Copies between registers that are written once. Every read is dominated by its write, so the source still holds the
 * copied value wherever the copy may be read.
 */
function singleCopies(fn: MirFunction): ReadonlyMap<Reg, Reg> {
  const uses = usesOf(fn)
  const copies = new Map<Reg, Reg>()
  for (const block of fn.blocks) {
    for (const instruction of block.instructions) {
      if (instruction.kind !== 'op' || instruction.op !== 'mov') continue
      if (isSingle(uses, instruction.a) && isSingle(uses, instruction.b))
        copies.set(instruction.a, instruction.b)
    }
  }
  return copies
}

function inBlock(block: MirBlock, everywhere: ReadonlyMap<Reg, Reg>): MirBlock {
  const here = new Map<Reg, Reg>()
  const source = (reg: Reg): Reg => {
    let current = here.get(reg) ?? reg
    for (let next = everywhere.get(current); next !== undefined; next = everywhere.get(current))
      current = next
    return current
  }
  const instructions = block.instructions.map((instruction) => {
    const replaced = replaceReads(instruction, source)
    forEachWrite(replaced, (reg) => forget(here, reg))
    if (replaced.kind === 'op' && replaced.op === 'mov' && replaced.a !== replaced.b)
      here.set(replaced.a, replaced.b)
    return replaced
  })
  return { instructions, terminator: replaceTerminatorReads(block.terminator, source) }
}

function forget(copies: Map<Reg, Reg>, reg: Reg): void {
  copies.delete(reg)
  for (const [copy, source] of copies) if (source === reg) copies.delete(copy)
}

function replaceReads(instruction: MirInstruction, source: (reg: Reg) => Reg): MirInstruction {
  switch (instruction.kind) {
    case 'op':
      return mapWordReads(instruction, source)
    case 'call':
      return {
        ...instruction,
        instance: instruction.instance === null ? null : source(instruction.instance),
        args: instruction.args.map(source),
      }
    default:
      return instruction
  }
}

function replaceTerminatorReads(end: Terminator, source: (reg: Reg) => Reg): Terminator {
  switch (end.kind) {
    case 'branch':
      return { ...end, a: source(end.a), b: end.b < 0 ? end.b : source(end.b) }
    case 'return':
      return { ...end, values: end.values.map(source) }
    default:
      return end
  }
}
