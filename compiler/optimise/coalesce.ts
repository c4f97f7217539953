// Coalescing: where a value is computed into a temporary only to be moved on, it is computed in place. The zeroing of
// a leaf that stands between the two moves up before the computation.
import { LEAF } from '../mir/operands.ts'
import { truncate } from '../mir/table.ts'
import type { MirInstruction, MirOperation, Reg } from '../mir/types.ts'
import { countUses, isSingle } from './draft.ts'
import type { Draft, Uses } from './draft.ts'
import { LastPlaces } from './last-places.ts'
import { mentionsAny, readsOf, writesAny } from './mentions.ts'

/** How many instructions before a move its computation is looked for, so that the work is in proportion to a block's length. */
const FARTHEST = 1024
/** In blocks that are longer it pays to note where registers are named. */
const LONG = 256

/** Coalesces a function's moves; blocks longer than `long` the other way, which finds the same and more. */
export function coalesce(draft: Draft, long = LONG): void {
  const uses = countUses(draft)
  draft.uses = uses
  // Parameters are computed nowhere.
  for (const reg of draft.fn.params) uses.reads[reg] = 0
  let places: LastPlaces | undefined
  for (const { instructions } of draft.blocks) {
    if (instructions.length <= long) coalesceBlock(instructions, uses)
    else coalesceLong(instructions, uses, (places ??= new LastPlaces(draft.fn.registers)))
  }
}

function coalesceBlock(list: MirInstruction[], uses: Uses): void {
  let kept = 0
  for (const instruction of list) {
    if (instruction.kind === 'op' && instruction.op === 'mov' && isCoalesced(list, kept, instruction, uses))
      continue
    list[kept++] = instruction
  }
  truncate(list, kept)
}

/** The same for a block in which what is moved may lie thousands of instructions back, as those of large values do. */
function coalesceLong(list: MirInstruction[], uses: Uses, places: LastPlaces): void {
  const { length } = list
  let kept = 0
  for (const instruction of list) {
    if (instruction.kind === 'op' && instruction.op === 'mov') {
      const at = places.written(instruction.b)
      if (at >= 0 && isRenamed(list, at, instruction, uses, places)) continue
      if (at >= 0 && isCoalesced(list, kept, instruction, uses)) {
        // What stood between has moved on by one at most.
        for (let i = at; i < kept; i++) noteAt(list, i, places)
        continue
      }
    }
    list[kept] = instruction
    places.note(instruction, kept++)
  }
  truncate(list, kept)
  places.leave(length)
}

function noteAt(list: readonly MirInstruction[], at: number, places: LastPlaces): void {
  const instruction = list[at]
  if (instruction !== undefined) places.note(instruction, at)
}

/** Makes a move needless if nothing else reads what is moved and nothing names where it goes since it was computed at `at`. */
function isRenamed(
  list: MirInstruction[],
  at: number,
  { a: target, b: temporary }: MirOperation,
  uses: Uses,
  places: LastPlaces,
): boolean {
  if (target === temporary || uses.reads[temporary] !== 1 || !isSingle(uses, temporary)) return false
  const computation = list[at]
  if (computation === undefined || places.named(target) > at || writesAny(computation, target, 1))
    return false
  const renamed = rename(computation, temporary, target)
  list[at] = renamed
  places.note(renamed, at)
  uses.reads[temporary] = 0
  uses.writes[temporary] = 0
  return true
}

/** Makes a move that comes behind the first `end` instructions needless, if that can be. */
function isCoalesced(list: MirInstruction[], end: number, move: MirOperation, uses: Uses): boolean {
  const { a: target, b: temporary } = move
  const reads = uses.reads[temporary] ?? 0
  if (target === temporary || reads === 0 || !isSingle(uses, temporary)) return false
  const first = Math.max(0, end - FARTHEST)
  let found = 1
  let filling = -1
  let from = end - 1
  for (; from >= first; from--) {
    const instruction = list[from]
    if (instruction === undefined || writesAny(instruction, temporary, 1)) break
    // A variable that is kept for the debugger must not lose its register.
    if (instruction.kind !== 'keep') found += readsOf(instruction, temporary, 1)
    if (!mentionsAny(instruction, target, 1)) continue
    // Nothing may name the target but for one filling of its leaf with constants, which may move up.
    if (filling >= 0 || instruction.kind !== 'constLeaf') return false
    filling = from
  }
  const computation = from < first ? undefined : list[from]
  if (computation === undefined || found !== reads || writesAny(computation, target, 1)) return false
  if (filling >= 0 && !isLeftAlone(list, from, filling)) return false
  for (let i = from; i < end; i++) {
    const instruction = list[i]
    if (instruction !== undefined && (i === from || readsOf(instruction, temporary, 1) > 0))
      list[i] = rename(instruction, temporary, target)
  }
  if (filling >= 0) moveUp(list, filling, from)
  // What read the temporary reads the target now, but for the move.
  uses.reads[target] = (uses.reads[target] ?? 0) + reads - 1
  uses.reads[temporary] = 0
  uses.writes[temporary] = 0
  return true
}

/** Whether the leaf that is filled at `filling` is named by nothing from `from` up to there. */
function isLeftAlone(list: readonly MirInstruction[], from: number, filling: number): boolean {
  const leaf = list[filling]
  if (leaf?.kind !== 'constLeaf') return false
  for (let i = from; i < filling; i++) {
    const instruction = list[i]
    if (instruction !== undefined && mentionsAny(instruction, leaf.target, LEAF)) return false
  }
  return true
}

/** Moves an instruction in front of others. */
function moveUp(list: MirInstruction[], from: number, to: number): void {
  const moved = list[from]
  for (let i = from; i > to; i--) {
    const instruction = list[i - 1]
    if (instruction !== undefined) list[i] = instruction
  }
  if (moved !== undefined) list[to] = moved
}

function rename(instruction: MirInstruction, from: Reg, to: Reg): MirInstruction {
  const other = (reg: Reg): Reg => (reg === from ? to : reg)
  switch (instruction.kind) {
    case 'op': {
      const { kind, op, uses, a, b, c, d, imm, origin } = instruction
      return { kind, op, uses, a: other(a), b: other(b), c: other(c), d: other(d), imm, origin }
    }
    case 'const': {
      const { kind, target, value, origin } = instruction
      return { kind, target: other(target), value, origin }
    }
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
