// What passes between functions in WebAssembly's own parameters and results instead of memory: the slots that a function reads first, and
// the slots of its frame that its callers read after it.
import type { Program } from '../program/image.ts'
import { instructionAt } from '../program/image.ts'
import { FIRST_SLOT, FRAME_SLOTS } from '../spec/constants.ts'
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

/** Plans of all functions that are compiled; together, since callers decide on results. */
export function planFunctions(
  program: Program,
  functions: readonly (readonly FlowBlock[])[],
): FunctionPlan[] {
  const votes = new Map<number, Float64Array>()
  const plans = functions.map((blocks) => {
    const cached = cachedSlots(program, blocks)
    const ends = liveAtEnds(program, blocks)
    countResults(program, blocks, ends, votes)
    const parameters = slotsIn(liveAtEntry(program, blocks, ends) & cached).slice(0, MAX_PARAMETERS)
    return { start: blocks[0]?.start ?? 0, blocks, cached, parameters, results: [] }
  })
  return plans.map((plan) => ({ ...plan, results: mostWanted(votes.get(plan.start)) }))
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

function liveAtEntry(program: Program, [first]: readonly FlowBlock[], ends: readonly SlotSet[]): SlotSet {
  let live = ends[0] ?? 0n
  if (first === undefined) return live
  for (let word = first.end - 1; word >= first.start; word--) live = liveBefore(program, word, live)
  return live
}

function liveBefore(program: Program, word: number, after: SlotSet): SlotSet {
  const { reads, write, lost } = effectsAt(program, word)
  return (after & ~(lost | (write === undefined ? 0n : slotBit(write)))) | setOf(reads)
}

/** Each call votes for the slots of the callee's frame that are read after it; calls in loops count more. */
function countResults(
  program: Program,
  blocks: readonly FlowBlock[],
  ends: readonly SlotSet[],
  votes: Map<number, Float64Array>,
): void {
  blocks.forEach(({ start, end, loopDepth }, i) => {
    let live = ends[i] ?? 0n
    for (let word = end - 1; word >= start; word--) {
      const { opcode, a, immediate } = instructionAt(program, word)
      if (OPCODES[opcode]?.flow === 'call') {
        const wanted = votes.get(immediate) ?? new Float64Array(FRAME_SLOTS)
        votes.set(immediate, wanted)
        for (const slot of slotsIn(live >> BigInt(8 * a))) {
          if (slot >= FIRST_SLOT) wanted[slot] = (wanted[slot] ?? 0) + 8 ** Math.min(loopDepth, 8)
        }
      }
      live = liveBefore(program, word, live)
    }
  })
}

function mostWanted(votes: Float64Array | undefined): number[] {
  if (votes === undefined) return []
  const wanted = [...votes.keys()].filter((slot) => (votes[slot] ?? 0) > 0)
  wanted.sort((x, y) => (votes[y] ?? 0) - (votes[x] ?? 0) || x - y)
  return wanted.slice(0, MAX_RESULTS).sort((x, y) => x - y)
}
