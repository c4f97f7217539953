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
  /** By word of the function: 1 where a block begins, and then the block's number, plus 1. */
  const numbers = new Int32Array(end - start)
  numbers[0] = 1
  for (let word = start; word < end; word++) {
    const target = jumpTarget(program, word)
    if (target !== undefined && target >= start && target < end) numbers[target - start] = 1
    if (endsBlock(program, word) && word + 1 < end) numbers[word + 1 - start] = 1
  }
  const starts: number[] = []
  for (let word = start; word < end; word++)
    if (numbers[word - start] === 1) numbers[word - start] = starts.push(word)
  const numberOf = (word: number): number => (numbers[word - start] ?? 0) - 1
  return starts.map((from, i) => {
    const to = starts[i + 1] ?? end
    const successors: number[] = []
    const next = fallsThrough(program, to - 1) ? numberOf(to) : -1
    const target = numberOf(jumpTarget(program, to - 1) ?? start - 1)
    if (next >= 0) successors.push(next)
    if (target >= 0 && target !== next) successors.push(target)
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
