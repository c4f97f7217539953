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
  const tables = new BlockTables(end - start)
  tables.fill(program, start, end)
  const { count, starts, successors } = tables
  const blocks: Block[] = []
  for (let block = 0; block < count; block++) {
    const [next = -1, target = -1] = successors.subarray(2 * block, 2 * block + 2)
    blocks.push({
      start: starts[block] ?? start,
      end: starts[block + 1] ?? end,
      successors: [next, target].filter((to) => to >= 0),
    })
  }
  return blocks
}

/** The same as tables, with room for each function of a program in turn. */
export class BlockTables {
  count = 0
  /** By block, and then the function's end. */
  readonly starts: Int32Array
  /** Two for each block; -1 for none. */
  readonly successors: Int32Array
  /** By word of the function: 1 where a block begins, and then the block's number, plus 1. */
  private readonly numbers: Int32Array

  /** With room for functions of so many words. */
  constructor(words: number) {
    this.starts = new Int32Array(words + 1)
    this.successors = new Int32Array(2 * words)
    this.numbers = new Int32Array(words)
  }

  fill(program: Program, start: number, end: number): void {
    const { numbers, starts, successors } = this
    numbers.fill(0, 0, end - start)
    numbers[0] = 1
    for (let word = start; word < end; word++) {
      const flow = flowAt(program, word)
      if (goesOn(flow)) continue
      const target = jumpTarget(program, word, flow)
      if (target >= start && target < end) numbers[target - start] = 1
      // Calls don't end a block: control comes back to the next word.
      if (word + 1 < end) numbers[word + 1 - start] = 1
    }
    this.count = 0
    for (let word = start; word < end; word++) {
      if (numbers[word - start] === 0) continue
      starts[this.count++] = word
      numbers[word - start] = this.count
    }
    starts[this.count] = end
    for (let block = 0; block < this.count; block++) {
      const to = starts[block + 1] ?? end
      const flow = flowAt(program, to - 1)
      const next = to < end && (goesOn(flow) || flow === 'branch') ? (numbers[to - start] ?? 0) - 1 : -1
      const jump = jumpTarget(program, to - 1, flow)
      const target = jump >= start && jump < end ? (numbers[jump - start] ?? 0) - 1 : -1
      successors[2 * block] = next
      successors[2 * block + 1] = target === next ? -1 : target
    }
  }
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
