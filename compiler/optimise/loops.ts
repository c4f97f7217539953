// Loop-invariant code: what each round of a loop would compute anew from words that the loop doesn't change is computed before
// it. Only what can't trap and has no effect moves, and only out of blocks that every round runs through.
import { dominates, loopsOf } from '../mir/dominators.ts'
import type { Dominators, Loop } from '../mir/dominators.ts'
import { forEachWrite } from '../mir/operands.ts'
import { Scratch, truncate } from '../mir/table.ts'
import type { MirInstruction, Reg } from '../mir/types.ts'
import { isSingle, treeOf, usesOf } from './draft.ts'
import type { Draft, DraftBlock, Uses } from './draft.ts'

/** So many words at most are kept for a loop: each takes a slot as long as the loop runs. */
const MOST_HOISTED = 24

const nonZeroRoom = new Scratch()
const changingRoom = new Scratch()

export function hoistInvariants(draft: Draft): void {
  if (draft.blocks.length === 1) return
  const tree = treeOf(draft)
  const loops = loopsOf(tree)
  if (loops.length === 0) return
  const hoisting = new Hoisting(draft, tree)
  for (const loop of loops) hoisting.hoist(loop)
}

class Hoisting {
  private readonly draft: Draft
  private readonly tree: Dominators
  private readonly uses: Uses
  /** By register: the last loop that was found to change it. */
  private readonly changing: Int32Array
  /** The number of the loop looked at. */
  private loop = 0
  /** By register: 1 if it holds a constant other than zero, always. Made when first asked for. */
  private nonZero: Int32Array | undefined

  constructor(draft: Draft, tree: Dominators) {
    this.draft = draft
    this.tree = tree
    this.uses = usesOf(draft)
    this.changing = changingRoom.table(draft.fn.registers)
  }

  hoist(loop: Loop): void {
    const entrance = this.entranceOf(loop)
    if (entrance === undefined) return
    this.loop++
    for (const index of loop.body)
      for (const instruction of this.draft.blocks[index]?.instructions ?? [])
        forEachWrite(instruction, this.change)
    const { origin } = entrance.terminator
    let room = MOST_HOISTED
    for (let i = this.tree.place[loop.header] ?? 0; i < this.tree.reached; i++) {
      const index = this.tree.order[i] ?? 0
      const block = this.draft.blocks[index]
      if (block === undefined || !loop.body.has(index) || !this.isInEveryRound(loop, index)) continue
      const { instructions } = block
      let kept = 0
      for (const instruction of instructions) {
        const target = room === 0 ? undefined : this.targetOf(instruction)
        if (target === undefined) {
          instructions[kept++] = instruction
          continue
        }
        // It belongs to where the loop begins: a debugger would else stop in the loop before it has begun.
        entrance.instructions.push({ ...instruction, origin })
        this.changing[target] = 0
        room--
      }
      truncate(instructions, kept)
    }
  }

  private readonly change = (reg: Reg): void => {
    this.changing[reg] = this.loop
  }

  /** The block outside from which alone the loop is entered, and which leads nowhere else. */
  private entranceOf({ header, body }: Loop): DraftBlock | undefined {
    const { before } = this.tree
    let only = -1
    for (let at = before.newest(header); at >= 0; at = before.older(at)) {
      const from = before.valueAt(at)
      if (body.has(from)) continue
      if (only >= 0) return undefined
      only = from
    }
    const block = this.draft.blocks[only]
    return block?.terminator.kind === 'jump' ? block : undefined
  }

  private isInEveryRound({ ends }: Loop, block: number): boolean {
    return ends.every((end) => dominates(this.tree, block, end))
  }

  /** The register that the instruction computes, if computing it before the loop makes no difference. */
  private targetOf(instruction: MirInstruction): Reg | undefined {
    if (instruction.kind === 'const')
      return isSingle(this.uses, instruction.target) ? instruction.target : undefined
    if (instruction.kind !== 'op' || !instruction.uses.expression) return undefined
    const { op, uses, a, b, c, d } = instruction
    if (!uses.pure && op !== 'divu' && op !== 'remu') return undefined
    if (!isSingle(this.uses, a) || this.changes(b) || this.changes(c) || this.changes(d)) return undefined
    return uses.pure || this.isNonZero(c) ? a : undefined
  }

  private changes(reg: Reg): boolean {
    return this.changing[reg] === this.loop
  }

  private isNonZero(reg: Reg): boolean {
    this.nonZero ??= this.nonZeroConstants()
    return this.nonZero[reg] === 1
  }

  private nonZeroConstants(): Int32Array {
    const found = nonZeroRoom.table(this.uses.registers)
    for (const { instructions } of this.draft.blocks)
      for (const instruction of instructions)
        if (
          instruction.kind === 'const' &&
          instruction.value !== 0n &&
          isSingle(this.uses, instruction.target)
        )
          found[instruction.target] = 1
    return found
  }
}
