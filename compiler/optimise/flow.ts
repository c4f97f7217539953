// Tidies control flow: jumps to jumps go straight to the end, blocks with one way in join the block before, blocks that
// nothing reaches go. All of it keeps the flow reducible, as contracting edges does.
import { successors } from '../mir/operands.ts'
import type { MirBlock, MirFunction, Terminator } from '../mir/types.ts'

export function simplifyFlow(fn: MirFunction): MirFunction {
  const threaded = fn.blocks.map((block) => ({
    ...block,
    terminator: retarget(block.terminator, (to) => finalTarget(fn.blocks, to)),
  }))
  const joined = joinBlocks(threaded)
  return { ...fn, blocks: removeUnreachable(joined) }
}

/** Follows blocks that only jump on. */
function finalTarget(blocks: readonly MirBlock[], start: number): number {
  const seen = new Set<number>()
  let at = start
  for (;;) {
    const block = blocks[at]
    if (block === undefined || seen.has(at)) return at
    seen.add(at)
    if (block.instructions.length > 0 || block.terminator.kind !== 'jump') return at
    at = block.terminator.to
  }
}

function retarget(end: Terminator, map: (to: number) => number): Terminator {
  if (end.kind === 'jump') return { ...end, to: map(end.to) }
  if (end.kind !== 'branch') return end
  const [then, otherwise] = [map(end.then), map(end.otherwise)]
  if (then === otherwise) return { kind: 'jump', to: then, origin: end.origin }
  return { ...end, then, otherwise }
}

/** A block whose only way in is a jump at the end of another moves behind it. */
function joinBlocks(blocks: readonly MirBlock[]): MirBlock[] {
  const result = [...blocks]
  const waysIn = new Int32Array(blocks.length)
  waysIn[0] = 1
  const reached = reachable(blocks)
  for (const index of reached)
    for (const next of successors(blocks[index]?.terminator ?? STOP)) waysIn[next] = (waysIn[next] ?? 0) + 1
  for (let index = 0; index < result.length; index++) {
    while (reached.has(index)) {
      const block = result[index]
      if (block === undefined || block.terminator.kind !== 'jump') break
      const { to } = block.terminator
      const next = result[to]
      if (to === index || to === 0 || waysIn[to] !== 1 || next === undefined) break
      result[index] = {
        instructions: [...block.instructions, ...next.instructions],
        terminator: next.terminator,
      }
      result[to] = { instructions: [], terminator: { ...STOP, to } }
    }
  }
  return result
}

/** Ends a block that has been emptied: nothing reaches it. */
const STOP = { kind: 'jump', to: -1, origin: 0 } as const satisfies Terminator

function reachable(blocks: readonly MirBlock[]): Set<number> {
  const found = new Set<number>()
  const pending = [0]
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (found.has(index)) continue
    found.add(index)
    pending.push(...successors(blocks[index]?.terminator ?? STOP).filter((next) => next >= 0))
  }
  return found
}

function removeUnreachable(blocks: readonly MirBlock[]): MirBlock[] {
  const kept = [...reachable(blocks)].sort((x, y) => x - y)
  const index = new Map(kept.map((old, now) => [old, now]))
  return kept.flatMap((old) => {
    const block = blocks[old]
    if (block === undefined) return []
    return [{ ...block, terminator: retarget(block.terminator, (to) => index.get(to) ?? to) }]
  })
}
