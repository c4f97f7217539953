// Coalescing: where a value is computed into a temporary only to be moved on, it is computed in place. The zeroing of
// a leaf that stands between the two moves up before the computation.
import { forEachRead, forEachWrite } from '../mir/operands.ts'
import type { MirInstruction, Reg } from '../mir/types.ts'
import { isSingle, mentions, usesOf } from './draft.ts'
import type { Draft, Uses } from './draft.ts'

/** How many instructions before a move its computation is looked for, so that the work is in proportion to a block's length. */
const FARTHEST = 8192

export function coalesce(draft: Draft): void {
  const uses = usesOf(draft)
  const params = new Set(draft.fn.params)
  for (const { instructions } of draft.blocks) coalesceBlock(instructions, uses, params)
}

function coalesceBlock(list: MirInstruction[], uses: Uses, params: ReadonlySet<Reg>): void {
  for (let at = 0; at < list.length; at++) {
    const move = list[at]
    if (move?.kind !== 'op' || move.op !== 'mov') continue
    const { a: target, b: temporary } = move
    if (target === temporary || params.has(temporary) || !isSingle(uses, temporary)) continue
    const from = definition(list, at, temporary)
    if (from === undefined || readsBetween(list, from, at, temporary) !== uses.reads[temporary]) continue
    const zeroing = obstacle(list, from, at, target)
    if (zeroing === 'blocked') continue
    for (let i = from; i < at; i++) {
      const instruction = list[i]
      if (instruction !== undefined && (i === from || mentions(instruction, temporary)))
        list[i] = rename(instruction, temporary, target)
    }
    // What read the temporary reads the target now, but for the move.
    uses.reads[target] = (uses.reads[target] ?? 0) + (uses.reads[temporary] ?? 0) - 1
    uses.reads[temporary] = 0
    uses.writes[temporary] = 0
    list.splice(at, 1)
    if (zeroing !== undefined) list.splice(from, 0, ...list.splice(zeroing, 1))
    at--
  }
}

/** Index of the instruction that writes the register, not far before `at` in the block. */
function definition(list: readonly MirInstruction[], at: number, reg: Reg): number | undefined {
  const first = Math.max(0, at - FARTHEST)
  for (let i = at - 1; i >= first; i--) {
    const instruction = list[i]
    if (instruction !== undefined && writes(instruction, reg)) return i
  }
  return undefined
}

function writes(instruction: MirInstruction, reg: Reg): boolean {
  let found = false
  forEachWrite(instruction, (other) => {
    if (other === reg) found = true
  })
  return found
}

function readsBetween(list: readonly MirInstruction[], from: number, to: number, reg: Reg): number {
  let count = 0
  for (let i = from + 1; i <= to; i++) {
    const instruction = list[i]
    // A variable that is kept for the debugger must not lose its register.
    if (instruction === undefined || instruction.kind === 'keep') continue
    forEachRead(instruction, (other) => {
      if (other === reg) count++
    })
  }
  return count
}

/**
 * What stands between the computation and the move: nothing that names the target (undefined), only the filling of its
 * leaf with constants (the index, which may move up), or something else.
 */
function obstacle(
  list: readonly MirInstruction[],
  from: number,
  to: number,
  target: Reg,
): number | 'blocked' | undefined {
  const computation = list[from]
  if (computation !== undefined && writes(computation, target)) return 'blocked'
  let filling: number | undefined
  for (let i = from + 1; i < to; i++) {
    const instruction = list[i]
    if (instruction === undefined || !mentions(instruction, target)) continue
    if (filling !== undefined || instruction.kind !== 'constLeaf') return 'blocked'
    filling = i
  }
  const leaf = filling === undefined ? undefined : list[filling]
  if (filling === undefined || leaf?.kind !== 'constLeaf') return filling
  // The computation itself and what lies before the filling must leave the whole leaf alone.
  for (let i = from; i < filling; i++) {
    const instruction = list[i]
    for (let word = 0; word < 8; word++)
      if (instruction !== undefined && mentions(instruction, leaf.target + word)) return 'blocked'
  }
  return filling
}

function rename(instruction: MirInstruction, from: Reg, to: Reg): MirInstruction {
  const other = (reg: Reg): Reg => (reg === from ? to : reg)
  switch (instruction.kind) {
    case 'op':
      return {
        ...instruction,
        a: other(instruction.a),
        b: other(instruction.b),
        c: other(instruction.c),
        d: other(instruction.d),
      }
    case 'const':
      return { ...instruction, target: other(instruction.target) }
    case 'call':
      return {
        ...instruction,
        instance: instruction.instance === null ? null : other(instruction.instance),
        args: instruction.args.map(other),
        results: instruction.results.map(other),
      }
    case 'constLeaf':
    case 'keep':
      return instruction
  }
}
