// Tidies control flow: jumps to jumps go straight to the end, blocks with one way in join the block before, blocks that
// nothing reaches go. All of it keeps the flow reducible, as contracting edges does.
import { Scratch } from '../mir/table.ts'
import type { Terminator } from '../mir/types.ts'
import type { Draft, DraftBlock } from './draft.ts'

/** By block: how many ways from reached blocks lead there, the entry's beginning counted; 0 for blocks that nothing reaches. */
const wayRoom = new Scratch()
const pendingRoom = new Scratch()
const renumberedRoom = new Scratch()

export function simplifyFlow(draft: Draft): void {
  const { blocks } = draft
  if (blocks.length === 1) return
  let changed = false
  for (const block of blocks) {
    const end = straightened(blocks, block.terminator)
    if (end === block.terminator) continue
    block.terminator = end
    changed = true
  }
  const waysIn = countWaysIn(blocks)
  joinBlocks(blocks, waysIn)
  if (removeUnreachable(draft, waysIn)) changed = true
  if (!changed) return
  draft.uses = undefined
  draft.tree = undefined
}

/** The terminator with the last of the blocks that only jump on as its targets; itself if they are the same. */
function straightened(blocks: readonly DraftBlock[], end: Terminator): Terminator {
  if (end.kind === 'jump') {
    const to = finalTarget(blocks, end.to)
    return to === end.to ? end : { ...end, to }
  }
  if (end.kind !== 'branch') return end
  const then = finalTarget(blocks, end.then)
  const otherwise = finalTarget(blocks, end.otherwise)
  if (then === otherwise) return { kind: 'jump', to: then, origin: end.origin }
  return then === end.then && otherwise === end.otherwise ? end : { ...end, then, otherwise }
}

/** Follows blocks that only jump on. */
function finalTarget(blocks: readonly DraftBlock[], start: number): number {
  let at = start
  // A loop of blocks that only jump on is left after as many jumps as there are blocks.
  for (let jumps = 0; jumps < blocks.length; jumps++) {
    const block = blocks[at]
    if (block === undefined || block.instructions.length > 0 || block.terminator.kind !== 'jump') return at
    at = block.terminator.to
  }
  return at
}

function countWaysIn(blocks: readonly DraftBlock[]): Int32Array {
  const waysIn = wayRoom.table(blocks.length)
  const pending = pendingRoom.table(blocks.length)
  let length = 1
  waysIn[0] = 1
  const lead = (to: number): void => {
    const ways = waysIn[to] ?? 0
    waysIn[to] = ways + 1
    if (ways === 0) pending[length++] = to
  }
  while (length > 0) {
    const end = blocks[pending[--length] ?? 0]?.terminator
    if (end?.kind === 'jump') lead(end.to)
    else if (end?.kind === 'branch') {
      lead(end.then)
      lead(end.otherwise)
    }
  }
  return waysIn
}

/** A block whose only way in is a jump at the end of another moves behind it; then nothing reaches its place. */
function joinBlocks(blocks: readonly DraftBlock[], waysIn: Int32Array): void {
  for (const [index, block] of blocks.entries()) {
    if (waysIn[index] === 0) continue
    while (block.terminator.kind === 'jump') {
      const { to } = block.terminator
      const next = blocks[to]
      if (to === index || to === 0 || waysIn[to] !== 1 || next === undefined) break
      for (const instruction of next.instructions) block.instructions.push(instruction)
      block.terminator = next.terminator
      waysIn[to] = 0
    }
  }
}

function removeUnreachable(draft: Draft, waysIn: Int32Array): boolean {
  const { blocks } = draft
  const renumbered = renumberedRoom.table(blocks.length)
  let count = 0
  for (let index = 0; index < blocks.length; index++) {
    renumbered[index] = count
    if (waysIn[index] !== 0) count++
  }
  if (count === blocks.length) return false
  draft.blocks = blocks.filter((_, index) => waysIn[index] !== 0)
  for (const block of draft.blocks) block.terminator = renamed(block.terminator, renumbered)
  return true
}

/** The terminator with the targets' new numbers. */
function renamed(end: Terminator, numbers: Int32Array): Terminator {
  if (end.kind === 'jump') {
    const to = numbers[end.to] ?? end.to
    return to === end.to ? end : { ...end, to }
  }
  if (end.kind !== 'branch') return end
  const then = numbers[end.then] ?? end.then
  const otherwise = numbers[end.otherwise] ?? end.otherwise
  return then === end.then && otherwise === end.otherwise ? end : { ...end, then, otherwise }
}
