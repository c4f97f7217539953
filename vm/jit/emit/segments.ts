// Segments: stretches of a block that are charged at once. A call or an instruction with dynamic gas ends one, since what comes then must
// see exact steps and gas; an instruction that always leaves is in none, since the interpreter does it.
import { instructionAt } from '../../program/image.ts'
import type { Program } from '../../program/image.ts'
import { OPCODES } from '../../spec/opcodes.ts'
import type { Site } from './context.ts'

export interface Segment {
  /** Charges of the segment as seen from each of its instructions: the first has all of them. Empty for one that always leaves. */
  readonly sites: readonly Site[]
  readonly start: number
}

/** `leaves`: which words are left to the interpreter. */
export function segmentsOf(
  program: Program,
  start: number,
  end: number,
  leaves: (word: number) => boolean,
): Segment[] {
  const segments: Segment[] = []
  for (let from = start; from < end;) {
    let to = from
    while (to < end && !leaves(to)) if (endsSegment(program, to++)) break
    segments.push({ start: from, sites: sitesOf(program, from, to) })
    from = Math.max(to, from + 1)
  }
  return segments
}

function endsSegment(program: Program, word: number): boolean {
  const row = OPCODES[instructionAt(program, word).opcode]
  return row?.flow !== 'next' || row.extraGas !== undefined
}

function sitesOf(program: Program, start: number, end: number): Site[] {
  const sites: Site[] = []
  let gas = 0
  for (let pc = end - 1; pc >= start; pc--) {
    gas += OPCODES[instructionAt(program, pc).opcode]?.gas ?? 0
    sites.push({ pc, steps: end - pc, gas })
  }
  return sites.reverse()
}
