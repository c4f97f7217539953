// What passes between functions in WebAssembly's own parameters and results instead of memory: the slots that a function reads first, and
// the slots of its frame that its callers read after it.
import type { Program } from '../program/image.ts'
import { instructionAt } from '../program/image.ts'
import { FIRST_SLOT } from '../spec/constants.ts'
import { OPCODES } from '../spec/opcodes.ts'
import type { FlowBlock } from './flow.ts'
import { MAX_PARAMETERS, MAX_RESULTS } from './layout.ts'
import { cachedSlots, effectsAt, setOf, slotBit, slotsIn } from './slots.ts'
import type { SlotSet } from './slots.ts'

export interface FunctionPlan {
  /** First word. */
  readonly start: number
  readonly blocks: readonly FlowBlock[]
  /** Slots that have locals. */
  readonly cached: SlotSet
  /** Slots that come as parameters: valid in their locals, maybe not in memory. Ascending. */
  readonly parameters: readonly number[]
  /** Slots that go out as results: written back by whoever gets them. Ascending. */
  readonly results: readonly number[]
}

/** `results`: what callers want (resultsWanted). */
export function planFunction(
  program: Program,
  blocks: readonly FlowBlock[],
  results: readonly number[],
): FunctionPlan {
  const cached = cachedSlots(program, blocks)
  const live = liveAtEntry(program, blocks)
  const parameters = slotsIn(live & cached).slice(0, MAX_PARAMETERS)
  return { start: blocks[0]?.start ?? 0, blocks, cached, parameters, results }
}

/** Slots whose value may still be read, at the end of each block, by walking back until nothing changes. */
function liveAtEnds(program: Program, blocks: readonly FlowBlock[]): SlotSet[] {
  const transfers = blocks.map(({ start, end }) => {
    let used = 0n
    let changed = 0n
    for (let word = start; word < end; word++) {
      const { reads, write, lost } = effectsAt(program, word)
      used |= setOf(reads) & ~changed
      changed |= lost | (write === undefined ? 0n : slotBit(write))
    }
    return { used, changed }
  })
  const ends = blocks.map(() => 0n)
  const atStart = (block: number): SlotSet => {
    const { used, changed } = transfers[block] ?? { used: 0n, changed: 0n }
    return used | ((ends[block] ?? 0n) & ~changed)
  }
  for (let again = true; again;) {
    again = false
    for (let block = blocks.length - 1; block >= 0; block--) {
      let live = 0n
      for (const next of blocks[block]?.successors ?? []) live |= atStart(next)
      if (live === ends[block]) continue
      ends[block] = live
      again = true
    }
  }
  return ends
}

/** Slots that a function may read before it writes them. */
function liveAtEntry(program: Program, blocks: readonly FlowBlock[]): SlotSet {
  const [first] = blocks
  let [live = 0n] = liveAtEnds(program, blocks)
  if (first === undefined) return live
  for (let word = first.end - 1; word >= first.start; word--) {
    const { reads, write, lost } = effectsAt(program, word)
    live = (live & ~(lost | (write === undefined ? 0n : slotBit(write)))) | setOf(reads)
  }
  return live
}

/**
 * By first word of a function, the slots of its frame that callers read between its return and their next branch or call: those that
 * most calls read. For the whole program in one pass, without regard to branches.
 */
export function resultsWanted(program: Program): ReadonlyMap<number, readonly number[]> {
  const votes = new Map<number, Map<number, number>>()
  for (let word = 0; word < program.instructionCount; word++) {
    const { opcode, a, immediate } = instructionAt(program, word)
    if (OPCODES[opcode]?.flow !== 'call') continue
    const wanted = votes.get(immediate) ?? new Map<number, number>()
    votes.set(immediate, wanted)
    for (const slot of readsAfter(program, word + 1, 8 * a + FIRST_SLOT)) {
      wanted.set(slot - 8 * a, (wanted.get(slot - 8 * a) ?? 0) + 1)
    }
  }
  return new Map([...votes].map(([start, wanted]) => [start, mostWanted(wanted)]))
}

/** Slots from `first` on that are read before they are written, up to the next instruction that is more than straight. */
function readsAfter(program: Program, from: number, first: number): ReadonlySet<number> {
  const found = new Set<number>()
  const written = new Set<number>()
  for (let word = from; word < program.instructionCount; word++) {
    const { reads, write } = effectsAt(program, word)
    for (const slot of reads) if (slot >= first && !written.has(slot)) found.add(slot)
    if (write !== undefined) written.add(write)
    if (OPCODES[instructionAt(program, word).opcode]?.flow !== 'next') break
  }
  return found
}

function mostWanted(votes: ReadonlyMap<number, number>): number[] {
  const wanted = [...votes].sort(([x, many], [y, more]) => more - many || x - y)
  return wanted
    .slice(0, MAX_RESULTS)
    .map(([slot]) => slot)
    .sort((x, y) => x - y)
}
