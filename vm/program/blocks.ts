// Basic blocks of one function and the edges between them: what reducibility is judged on, and what a compiler to
// WebAssembly will start from.
import type { Flow } from '../spec/opcodes.ts'
import { immediateAt, opcodeAt } from './image.ts'
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
    const flow = flowAt(program, word)
    if (goesOn(flow)) continue
    const target = jumpTarget(program, word, flow)
    if (target >= start && target < end) numbers[target - start] = 1
    // Calls don't end a block: control comes back to the next word.
    if (word + 1 < end) numbers[word + 1 - start] = 1
  }
  const starts: number[] = []
  for (let word = start; word < end; word++)
    if (numbers[word - start] === 1) numbers[word - start] = starts.push(word)
  return starts.map((from, i) => {
    const to = starts[i + 1] ?? end
    const flow = flowAt(program, to - 1)
    const successors: number[] = []
    const next = goesOn(flow) || flow === 'branch' ? (numbers[to - start] ?? 0) - 1 : -1
    const target = (numbers[jumpTarget(program, to - 1, flow) - start] ?? 0) - 1
    if (next >= 0) successors.push(next)
    if (target >= 0 && target !== next) successors.push(target)
    return { start: from, end: to, successors }
  })
}

/** Whether the function at `[start, end)` jumps back within itself: without that it has no loop. */
export function jumpsBack(program: Program, start: number, end: number): boolean {
  for (let word = start; word < end; word++) {
    const target = jumpTarget(program, word, flowAt(program, word))
    if (target >= start && target <= word) return true
  }
  return false
}

function flowAt(program: Program, word: number): Flow {
  return opcodeAt(program, word)?.flow ?? 'stop'
}

/** Where a jump or a branch leads; -1 for other instructions. */
function jumpTarget(program: Program, word: number, flow: Flow): number {
  return flow === 'branch' || flow === 'jump' ? immediateAt(program, word) : -1
}

/** Whether the next word, and nothing else, is what comes next in the function. */
function goesOn(flow: Flow): boolean {
  return flow === 'next' || flow === 'call'
}
