// The cut of code into functions: at word 0 and at every call target. Rules about what a function may hold, and that
// every function is reachable by calls from the first.
import { OPCODE_BY_NAME, OPCODES } from '../../spec/opcodes.ts'
import { instructionAt } from '../image.ts'
import type { Program } from '../image.ts'
import type { Problems } from './problem.ts'

/** Instructions `[start, end)`. */
export interface FunctionRange {
  readonly start: number
  readonly end: number
}

const END = OPCODE_BY_NAME.get('end')?.code

/** The functions in order. Targets outside the instructions are ignored (they are problems of their own). */
export function functionsOf(program: Program): FunctionRange[] {
  const starts = new Set([0])
  for (let word = 0; word < program.instructionCount; word++) {
    const { opcode, immediate } = instructionAt(program, word)
    if (OPCODES[opcode]?.flow === 'call' && immediate < program.instructionCount) starts.add(immediate)
  }
  const sorted = [...starts].sort((x, y) => x - y)
  return sorted.map((start, i) => ({ start, end: sorted[i + 1] ?? program.instructionCount }))
}

export function checkFunctions(
  program: Program,
  functions: readonly FunctionRange[],
  problems: Problems,
): void {
  for (const range of functions) checkFunction(program, range, problems)
  checkReachable(program, functions, problems)
}

function checkFunction(program: Program, { start, end }: FunctionRange, problems: Problems): void {
  const isEntry = start === 0
  for (let word = start; word < end; word++) {
    const instruction = instructionAt(program, word)
    const opcode = OPCODES[instruction.opcode]
    if (opcode === undefined) continue
    const { flow } = opcode
    if (flow === 'return' && isEntry) problems.add(word, 'ret has nowhere to return to in the entry function')
    if (opcode.code === END && !isEntry) problems.add(word, 'end occurs outside the entry function')
    const jumps = flow === 'branch' || flow === 'jump'
    if (jumps && (instruction.immediate < start || instruction.immediate >= end)) {
      problems.add(word, `${opcode.name} leaves its function, which is words ${start} to ${end - 1}`)
    }
    if (word === end - 1 && (flow === 'next' || flow === 'branch' || flow === 'call')) {
      problems.add(word, 'the last instruction of a function falls through')
    }
  }
}

function checkReachable(program: Program, functions: readonly FunctionRange[], problems: Problems): void {
  const byStart = new Map(functions.map((range) => [range.start, range]))
  const reached = new Set([0])
  const waiting = [0]
  for (let start = waiting.pop(); start !== undefined; start = waiting.pop()) {
    for (let word = start; word < (byStart.get(start)?.end ?? start); word++) {
      const { opcode, immediate } = instructionAt(program, word)
      if (OPCODES[opcode]?.flow !== 'call' || !byStart.has(immediate) || reached.has(immediate)) continue
      reached.add(immediate)
      waiting.push(immediate)
    }
  }
  for (const { start } of functions) {
    if (!reached.has(start)) problems.add(start, 'the function that begins here is never called')
  }
}
