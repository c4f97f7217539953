// Loop-invariant code: what each round of a loop would compute anew from words that the loop doesn't change is computed before
// it. Only what can't trap and has no effect moves, and only out of blocks that every round runs through.
import { dominates, loopsOf } from '../mir/dominators.ts'
import type { Dominators, Loop } from '../mir/dominators.ts'
import { forEachRead, forEachWrite } from '../mir/operands.ts'
import type { MirInstruction, Reg } from '../mir/types.ts'
import { isSingle, treeOf, usesOf } from './draft.ts'
import type { Draft, DraftBlock, Uses } from './draft.ts'

/** So many words at most are kept for a loop: each takes a slot as long as the loop runs. */
const MOST_HOISTED = 24

export function hoistInvariants(draft: Draft): void {
  if (draft.blocks.length === 1) return
  const tree = treeOf(draft)
  const loops = loopsOf(tree)
  if (loops.length === 0) return
  const uses = usesOf(draft)
  const nonZero = nonZeroConstants(draft, uses)
  for (const loop of loops) hoist(draft, tree, loop, uses, nonZero)
}

/** Registers that hold a constant other than zero, always. */
function nonZeroConstants({ blocks }: Draft, uses: Uses): ReadonlySet<Reg> {
  const found = new Set<Reg>()
  for (const { instructions } of blocks)
    for (const instruction of instructions)
      if (instruction.kind === 'const' && instruction.value !== 0n && isSingle(uses, instruction.target))
        found.add(instruction.target)
  return found
}

function hoist(draft: Draft, tree: Dominators, loop: Loop, uses: Uses, nonZero: ReadonlySet<Reg>): void {
  const entrance = entranceOf(draft, tree, loop)
  if (entrance === undefined) return
  const changing = new Set<Reg>()
  for (const index of loop.body)
    for (const instruction of draft.blocks[index]?.instructions ?? [])
      forEachWrite(instruction, (reg) => changing.add(reg))
  let room = MOST_HOISTED
  for (const index of tree.order) {
    const block = draft.blocks[index]
    if (block === undefined || !loop.body.has(index)) continue
    if (!loop.ends.every((end) => dominates(tree, index, end))) continue
    block.instructions = block.instructions.filter((instruction) => {
      const target = targetOf(instruction, nonZero)
      if (room === 0 || target === undefined || !isSingle(uses, target)) return true
      let fixed = true
      forEachRead(instruction, (reg) => {
        if (changing.has(reg)) fixed = false
      })
      if (!fixed) return true
      // It belongs to where the loop begins: a debugger would else stop in the loop before it has begun.
      entrance.instructions.push({ ...instruction, origin: entrance.terminator.origin })
      changing.delete(target)
      room--
      return false
    })
  }
}

/** The block outside from which alone the loop is entered, and which leads nowhere else. */
function entranceOf(draft: Draft, tree: Dominators, { header, body }: Loop): DraftBlock | undefined {
  const outside = (tree.before[header] ?? []).filter((from) => !body.has(from))
  const [only, second] = outside
  const block = only === undefined || second !== undefined ? undefined : draft.blocks[only]
  return block?.terminator.kind === 'jump' ? block : undefined
}

/** The register that the instruction computes, if computing it elsewhere makes no difference. */
function targetOf(instruction: MirInstruction, nonZero: ReadonlySet<Reg>): Reg | undefined {
  if (instruction.kind === 'const') return instruction.target
  if (instruction.kind !== 'op') return undefined
  const { expression, pure } = instruction.uses
  const divides = instruction.op === 'divu' || instruction.op === 'remu'
  return expression && (pure || (divides && nonZero.has(instruction.c))) ? instruction.a : undefined
}
