// The dearest way through a function: most steps from its first instruction to any end, with every loop at its bound. What is
// bounded so holds for every run, since the bounds are those that the code itself keeps to.
import type { FunctionCode } from '../codegen/types.ts'
import { successors } from '../mir/operands.ts'
import type { FunctionKey, MirFunction, OriginId } from '../mir/types.ts'
import type { Span } from '../source.ts'
import { loopNest, type LoopNest } from './loops.ts'

/** Why there is no bound, and where. */
export interface Unbounded {
  readonly ok: false
  readonly span: Span
  readonly why: string
}

/** Steps that a statement takes on the dearest way, with what it calls. */
export interface Share {
  readonly span: Span
  readonly steps: bigint
}

export type WorstCase =
  { readonly ok: true; readonly steps: bigint; readonly shares: readonly Share[] } | Unbounded

/** The steps of a function that is called. */
export type CalleeSteps = (callee: FunctionKey) => { readonly ok: true; readonly steps: bigint } | Unbounded

/** A way to a block: its steps with the block's own, and what it passes. */
interface Way {
  readonly steps: bigint
  readonly trace: Trace
}

/** What a way passes, the last first: a block, or a loop with its dearest round and the part of one in which it comes out. */
type Trace =
  | { readonly before: Trace | null; readonly block: number }
  | {
      readonly before: Trace | null
      readonly rounds: bigint
      readonly round: Trace
      readonly last: Trace
    }

/** The dearest ways to the blocks of one level: those within loops of it count as one block, under the loop's header. */
type Ways = ReadonlyMap<number, Way>

interface LoopCost {
  /** How often it goes round at most, and the dearest round. */
  readonly rounds: bigint
  readonly round: Way
  readonly ways: Ways
}

interface Working {
  readonly code: FunctionCode
  readonly nest: LoopNest
  /** Steps of each block, with what it calls. */
  readonly steps: readonly bigint[]
  /** Costs of the loops so far, inner ones first. */
  readonly costs: LoopCost[]
}

/** The most steps of a function. */
export function worstCase(code: FunctionCode, calleeSteps: CalleeSteps): WorstCase {
  const { blocks, span } = code.source
  const nest = loopNest(blocks)
  if (nest === null) return { ok: false, span, why: 'a loop of it has several beginnings' }
  const steps = blocks.map(() => 0n)
  for (const index of nest.order) {
    const taken = blockSteps(code, index, calleeSteps)
    if (typeof taken !== 'bigint') return taken
    steps[index] = taken
  }
  const working: Working = { code, nest, steps, costs: [] }
  for (const index of nest.loops.keys()) {
    const cost = loopCost(working, index)
    if ('ok' in cost) return cost
    working.costs.push(cost)
  }
  const way = dearest(waysFrom(working, null, 0))
  const shares = new Map<string, Share>()
  addShares(code, way.trace, 1n, calleeSteps, shares)
  return { ok: true, steps: way.steps, shares: [...shares.values()] }
}

/** The instructions of a block, and the steps of what it calls. */
function blockSteps(code: FunctionCode, index: number, calleeSteps: CalleeSteps): bigint | Unbounded {
  const start = code.blockStarts[index] ?? 0
  const end = code.blockStarts[index + 1] ?? code.origins.length
  let steps = BigInt(end - start)
  for (const instruction of code.source.blocks[index]?.instructions ?? []) {
    if (instruction.kind !== 'call') continue
    const callee = calleeSteps(instruction.callee)
    if (!callee.ok) {
      const written = !isGenerated(instruction.callee)
      return written ? callee : { ...callee, span: writtenPlace(code.source, instruction.origin) }
    }
    steps += callee.steps
  }
  return steps
}

/** Whether a function is the compiler's own, such as those around digests: no source has it. */
function isGenerated(key: FunctionKey): boolean {
  return key.startsWith('@')
}

/** The place that somebody wrote: for what was inlined from functions of the compiler's own, the call of them. */
function writtenPlace({ origins, span }: MirFunction, origin: OriginId): Span {
  let at = origins[origin]
  while (at !== undefined && at.inlined !== null && isGenerated(at.inlined.from.key))
    at = origins[at.inlined.site]
  return at?.span ?? span
}

function loopCost(working: Working, index: number): LoopCost | Unbounded {
  const { code, nest } = working
  const { blocks } = code.source
  const loop = nest.loops[index]
  if (loop === undefined) throw new Error('a loop beyond the nest')
  const ways = waysFrom(working, index, loop.header)
  const backs = [...loop.blocks].filter((block) =>
    successors(blocks[block]?.terminator ?? NOWHERE).includes(loop.header),
  )
  const ends = backs.map((block) => representative(nest, index, block))
  const rounds = roundsOf(working, index, ends)
  if (rounds === null) {
    const { origin } = blocks[backs[0] ?? 0]?.terminator ?? NOWHERE
    return {
      ok: false,
      span: writtenPlace(code.source, origin),
      why: 'how often it goes round depends on the length of an array, text or bytes',
    }
  }
  return { rounds, round: dearest(ways, ends), ways }
}

/** The bound that every round of a loop passes; null if none does. */
function roundsOf(working: Working, index: number, ends: readonly number[]): bigint | null {
  const { code, nest } = working
  let least: bigint | null = null
  for (const [block, { instructions }] of code.source.blocks.entries()) {
    if (nest.innermost[block] !== index || !ends.every((end) => isPassed(working, index, block, end)))
      continue
    for (const instruction of instructions) {
      if (instruction.kind !== 'keep' || instruction.rounds === undefined) continue
      if (least === null || instruction.rounds < least) least = instruction.rounds
    }
  }
  return least
}

/** Whether every way from the header of a loop to a block of it leads through another. */
function isPassed(working: Working, index: number, through: number, end: number): boolean {
  if (through === end) return true
  const { nest } = working
  const header = nest.loops[index]?.header ?? 0
  const seen = new Set<number>()
  const pending = [header]
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    if (block === through || seen.has(block)) continue
    if (block === end) return false
    seen.add(block)
    pending.push(...exitsOf(working, index, block).map(({ to }) => to))
  }
  return true
}

/** The block or the loop, by its header, that stands for a block on a level; the block itself if it is on the level. */
function representative({ loops, innermost }: LoopNest, level: number | null, block: number): number {
  let inner = innermost[block] ?? null
  let header = block
  while (inner !== null && inner !== level) {
    header = loops[inner]?.header ?? header
    inner = loops[inner]?.parent ?? null
  }
  return header
}

/** The loop directly within a level that a block stands for. */
function loopAt({ loops, innermost }: LoopNest, level: number | null, block: number): number | null {
  let inner = innermost[block] ?? null
  if (inner === level) return null
  while (inner !== null && (loops[inner]?.parent ?? null) !== level) inner = loops[inner]?.parent ?? null
  return inner
}

/** Where a block of a level, or a loop that counts as one, goes on within the level: not back to its beginning. */
function exitsOf(
  { code, nest }: Working,
  level: number | null,
  block: number,
): readonly { readonly from: number; readonly to: number }[] {
  const inner = loopAt(nest, level, block)
  const own = inner === null ? [block] : [...(nest.loops[inner]?.blocks ?? [])]
  const around = level === null ? null : nest.loops[level]
  return own.flatMap((from) =>
    successors(code.source.blocks[from]?.terminator ?? NOWHERE)
      .filter((to) => (inner === null ? true : nest.loops[inner]?.blocks.has(to) !== true))
      .filter((to) => around === null || (around?.blocks.has(to) === true && to !== around.header))
      .map((to) => ({ from, to })),
  )
}

/** The dearest ways from the beginning of a level to all blocks on it. */
function waysFrom(working: Working, level: number | null, start: number): Ways {
  const { nest, steps, costs } = working
  const ways = new Map<number, Way>()
  const reach = (block: number, way: Way): void => {
    if ((ways.get(block)?.steps ?? -1n) < way.steps) ways.set(block, way)
  }
  /** With the block's own steps; those of a loop are added where it is left. */
  const into = (block: number, before: Way | null): Way => {
    const own = loopAt(nest, level, block) === null ? (steps[block] ?? 0n) : 0n
    return { steps: (before?.steps ?? 0n) + own, trace: { before: before?.trace ?? null, block } }
  }
  reach(start, into(start, null))
  for (const block of nest.order) {
    const way = ways.get(block)
    if (way === undefined) continue
    const inner = loopAt(nest, level, block)
    const cost = inner === null ? undefined : costs[inner]
    if (inner === null || cost === undefined) {
      for (const { to } of exitsOf(working, level, block)) reach(to, into(to, way))
      continue
    }
    for (const { from, to } of exitsOf(working, level, block))
      reach(to, into(to, after(way, cost, cost.ways.get(representative(nest, inner, from)))))
    // It may also end within: by a trap in the middle of a round, or nowhere.
    ways.set(block, after(way, cost, dearest(cost.ways)))
  }
  return ways
}

/** All rounds of a loop behind a way, and then a part of one. */
function after(way: Way, { rounds, round }: LoopCost, part: Way | undefined): Way {
  const last = part ?? round
  const { before } = way.trace
  return {
    steps: way.steps + rounds * round.steps + last.steps,
    trace: { before, rounds, round: round.trace, last: last.trace },
  }
}

function dearest(ways: Ways, blocks: readonly number[] = [...ways.keys()]): Way {
  const found = blocks.flatMap((block) => ways.get(block) ?? [])
  const [first, ...rest] = found
  if (first === undefined) throw new Error('no way leads to any of these blocks')
  return rest.reduce((best, way) => (way.steps > best.steps ? way : best), first)
}

/** Adds what the statements on a way take, `times` over. */
function addShares(
  code: FunctionCode,
  end: Trace,
  times: bigint,
  calleeSteps: CalleeSteps,
  shares: Map<string, Share>,
): void {
  for (let at: Trace | null = end; at !== null; at = at.before) {
    if ('rounds' in at) {
      addShares(code, at.round, times * at.rounds, calleeSteps, shares)
      addShares(code, at.last, times, calleeSteps, shares)
      continue
    }
    const add = (origin: number, steps: bigint): void => {
      const { origins } = code.source
      const found = origins[origins[origin]?.statement ?? -1] ?? origins[origin]
      if (found === undefined) return
      const key = `${found.span.file}:${found.span.start}:${found.span.end}`
      const before = shares.get(key)?.steps ?? 0n
      shares.set(key, { span: found.span, steps: before + times * steps })
    }
    const start = code.blockStarts[at.block] ?? 0
    const stop = code.blockStarts[at.block + 1] ?? code.origins.length
    for (const origin of code.origins.slice(start, stop)) add(origin, 1n)
    for (const instruction of code.source.blocks[at.block]?.instructions ?? []) {
      const callee = instruction.kind === 'call' ? calleeSteps(instruction.callee) : null
      if (callee?.ok === true) add(instruction.origin, callee.steps)
    }
  }
}

const NOWHERE = { kind: 'jump', to: -1, origin: 0 } as const
