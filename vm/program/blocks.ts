// Basic blocks of one function and the edges between them: what reducibility is judged on, and what a compiler to
// WebAssembly will start from.
import { OPCODES } from '../spec/opcodes.ts'
import { instructionAt } from './image.ts'
import type { Program } from './image.ts'

/** Instructions `[start, end)` that run one after another. */
export interface Block {
  readonly start: number
  readonly end: number
  /** Numbers of the blocks that may follow, in the same function. */
  readonly successors: readonly number[]
}

/**
 * The blocks of the function at `[start, end)`, in order of words; block 0 is its entry. Jumps out of the function are
 * not edges.
 */
export function blocksOf(program: Program, start: number, end: number): Block[] {
  const leaders = new Set([start])
  for (let word = start; word < end; word++) {
    const target = jumpTarget(program, word)
    if (target !== undefined && target >= start && target < end) leaders.add(target)
    if (endsBlock(program, word) && word + 1 < end) leaders.add(word + 1)
  }
  const starts = [...leaders].sort((x, y) => x - y)
  const numberOf = new Map(starts.map((word, i) => [word, i]))
  return starts.map((from, i) => {
    const to = starts[i + 1] ?? end
    const successors: number[] = []
    const next = fallsThrough(program, to - 1) ? numberOf.get(to) : undefined
    const target = numberOf.get(jumpTarget(program, to - 1) ?? -1)
    if (next !== undefined) successors.push(next)
    if (target !== undefined && target !== next) successors.push(target)
    return { start: from, end: to, successors }
  })
}

function flowAt(program: Program, word: number): string {
  return OPCODES[instructionAt(program, word).opcode]?.flow ?? 'stop'
}

function jumpTarget(program: Program, word: number): number | undefined {
  const flow = flowAt(program, word)
  return flow === 'branch' || flow === 'jump' ? instructionAt(program, word).immediate : undefined
}

/** Calls don't end a block here: control comes back to the next word. */
function endsBlock(program: Program, word: number): boolean {
  const flow = flowAt(program, word)
  return flow !== 'next' && flow !== 'call'
}

function fallsThrough(program: Program, word: number): boolean {
  const flow = flowAt(program, word)
  return flow === 'next' || flow === 'call' || flow === 'branch'
}
