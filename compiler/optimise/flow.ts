// Tidies control flow: jumps to jumps go straight to the end, blocks with one way in join the block before, blocks that
// nothing reaches go. All of it keeps the flow reducible, as contracting edges does.
import { table } from '../mir/table.ts'
import type { Terminator } from '../mir/types.ts'
import type { Draft, DraftBlock } from './draft.ts'

export function simplifyFlow(draft: Draft): void {
  const { blocks } = draft
  if (blocks.length === 1) return
  let changed = false
  for (const block of blocks) {
    const end = retarget(block.terminator, (to) => finalTarget(blocks, to))
    if (end === block.terminator) continue
    block.terminator = end
    changed = true
  }
  if (joinBlocks(blocks)) changed = true
  if (removeUnreachable(draft)) changed = true
  if (!changed) return
  draft.uses = undefined
  draft.tree = undefined
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

/** The terminator with other targets; itself if they are the same. */
function retarget(end: Terminator, map: (to: number) => number): Terminator {
  if (end.kind === 'jump') {
    const to = map(end.to)
    return to === end.to ? end : { ...end, to }
  }
  if (end.kind !== 'branch') return end
  const [then, otherwise] = [map(end.then), map(end.otherwise)]
  if (then === otherwise) return { kind: 'jump', to: then, origin: end.origin }
  return then === end.then && otherwise === end.otherwise ? end : { ...end, then, otherwise }
}

/** A block whose only way in is a jump at the end of another moves behind it. */
function joinBlocks(blocks: DraftBlock[]): boolean {
  const reached = reachable(blocks)
  const waysIn = table(blocks.length)
  waysIn[0] = 1
  blocks.forEach((block, index) => {
    if (reached[index] !== 1) return
    const end = block.terminator
    if (end.kind === 'jump') waysIn[end.to] = (waysIn[end.to] ?? 0) + 1
    if (end.kind !== 'branch') return
    waysIn[end.then] = (waysIn[end.then] ?? 0) + 1
    waysIn[end.otherwise] = (waysIn[end.otherwise] ?? 0) + 1
  })
  let changed = false
  blocks.forEach((block, index) => {
    if (reached[index] !== 1) return
    while (block.terminator.kind === 'jump') {
      const { to } = block.terminator
      const next = blocks[to]
      if (to === index || to === 0 || waysIn[to] !== 1 || next === undefined) return
      for (const instruction of next.instructions) block.instructions.push(instruction)
      block.terminator = next.terminator
      next.instructions = []
      next.terminator = STOP
      reached[to] = 0
      changed = true
    }
  })
  return changed
}

/** Ends a block that has been emptied: nothing reaches it. */
const STOP: Terminator = { kind: 'return', values: [], origin: 0 }

/** 1 for each block that the entry reaches. */
function reachable(blocks: readonly DraftBlock[]): number[] {
  const found = table(blocks.length)
  const pending = [0]
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (found[index] === 1) continue
    found[index] = 1
    const end = blocks[index]?.terminator
    if (end?.kind === 'jump') pending.push(end.to)
    else if (end?.kind === 'branch') pending.push(end.then, end.otherwise)
  }
  return found
}

function removeUnreachable(draft: Draft): boolean {
  const reached = reachable(draft.blocks)
  if (!reached.includes(0)) return false
  const renumbered = table(draft.blocks.length)
  let count = 0
  reached.forEach((one, index) => {
    renumbered[index] = count
    if (one === 1) count++
  })
  draft.blocks = draft.blocks.filter((_, index) => reached[index] === 1)
  for (const block of draft.blocks)
    block.terminator = retarget(block.terminator, (to) => renumbered[to] ?? to)
  return true
}
