// The cut of code into functions: at word 0 and at every call target. Rules about what a function may hold, and that
// every function is reachable by calls from the first.
import { OPCODE_BY_NAME } from '../../spec/opcodes.ts'
import { immediateAt, opcodeAt } from '../image.ts'
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
  const { instructionCount } = program
  /** By word: 1 where a function begins. */
  const begins = new Uint8Array(instructionCount)
  for (let word = 0; word < instructionCount; word++)
    if (opcodeAt(program, word)?.flow === 'call') begins[immediateAt(program, word)] = 1
  const functions: FunctionRange[] = []
  let start = 0
  for (let word = 1; word < instructionCount; word++) {
    if (begins[word] !== 1) continue
    functions.push({ start, end: word })
    start = word
  }
  functions.push({ start, end: instructionCount })
  return functions
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
    const opcode = opcodeAt(program, word)
    if (opcode === undefined) continue
    const { flow } = opcode
    if (flow === 'return' && isEntry) problems.add(word, 'ret has nowhere to return to in the entry function')
    if (opcode.code === END && !isEntry) problems.add(word, 'end occurs outside the entry function')
    if ((flow === 'branch' || flow === 'jump') && !isWithin(immediateAt(program, word), start, end)) {
      problems.add(word, `${opcode.name} leaves its function, which is words ${start} to ${end - 1}`)
    }
    if (word === end - 1 && (flow === 'next' || flow === 'branch' || flow === 'call')) {
      problems.add(word, 'the last instruction of a function falls through')
    }
  }
}

function isWithin(word: number, start: number, end: number): boolean {
  return word >= start && word < end
}

function checkReachable(program: Program, functions: readonly FunctionRange[], problems: Problems): void {
  /** By the word where a function begins: where it ends, until it is reached. */
  const ends = new Map(functions.map(({ start, end }) => [start, end]))
  const waiting = [0]
  for (let start = waiting.pop(); start !== undefined; start = waiting.pop()) {
    const end = ends.get(start) ?? start
    ends.delete(start)
    for (let word = start; word < end; word++)
      if (opcodeAt(program, word)?.flow === 'call') waiting.push(immediateAt(program, word))
  }
  for (const start of ends.keys()) problems.add(start, 'the function that begins here is never called')
}
