// Which registers the instructions of a function read and write, as flat tables of runs: what walks over the code that look at nothing
// else go through. One function is scanned at a time: the tables are used again by the next scan.
import { LEAF, runLength } from './operands.ts'
import { NO_REG } from './types.ts'
import type { MirBlock, MirInstruction, Reg, Terminator } from './types.ts'

/** Instructions and terminators have running numbers, in the order of the code. Tables are longer than what they say of a function. */
export interface Scan {
  /** By block: the number of its first instruction; then the number behind the last block's terminator. */
  readonly firsts: readonly number[]
  /** By number: where its reads begin in `runs`, and where its writes, which go on up to the next one's reads. */
  readonly reads: readonly number[]
  readonly writes: readonly number[]
  /** Runs of registers: the first one and the one behind the last. */
  readonly runs: readonly number[]
  /** By number: what it is. */
  readonly sorts: readonly Sort[]
}

/** Something that may trap or has an effect, a mark that keeps variables, what only computes, or a move from a register to itself. */
export type Sort = typeof EFFECT | typeof KEEP | typeof PURE | typeof IDLE
const EFFECT = 0
export const KEEP = 1
export const PURE = 2
export const IDLE = 3

const firsts: number[] = []
const reads: number[] = []
const writes: number[] = []
const runs: number[] = []
const sorts: Sort[] = []
const scan: Scan = { firsts, reads, writes, runs, sorts }
/** Where the next run goes. */
let at = 0

/** The tables of a function's code, up to the next scan. */
export function scanOperands(blocks: readonly MirBlock[]): Scan {
  let number = 0
  let block = 0
  at = 0
  for (const { instructions, terminator } of blocks) {
    firsts[block++] = number
    for (const instruction of instructions) {
      reads[number] = at
      sorts[number] = add(instruction, number)
      number++
    }
    reads[number] = at
    addEndReads(terminator)
    writes[number] = at
    sorts[number++] = EFFECT
  }
  firsts[block] = number
  reads[number] = at
  return scan
}

/** Adds the runs of an instruction; says what sort it is of. */
function add(instruction: MirInstruction, number: number): Sort {
  switch (instruction.kind) {
    case 'op': {
      const { a, b, c, d, imm, uses } = instruction
      if (uses.readsA !== 0) addRun(a, runLength(uses.readsA, imm))
      if (uses.readsB !== 0) addRun(b, runLength(uses.readsB, imm))
      if (uses.readsC !== 0) addRun(c, runLength(uses.readsC, imm))
      if (d !== NO_REG) addRun(d, runLength(uses.readsD, imm))
      writes[number] = at
      if (uses.writesA !== 0) addRun(a, runLength(uses.writesA, imm))
      if (!uses.pure) return EFFECT
      return instruction.op === 'mov' && a === b ? IDLE : PURE
    }
    case 'const':
      writes[number] = at
      addRun(instruction.target, 1)
      return PURE
    case 'constLeaf':
      writes[number] = at
      addRun(instruction.target, LEAF)
      return PURE
    case 'call':
      for (const reg of instruction.args) addRun(reg, 1)
      if (instruction.instance !== null) addRun(instruction.instance, 1)
      writes[number] = at
      for (const reg of instruction.results) addRun(reg, 1)
      return EFFECT
    case 'keep':
      for (const reg of instruction.regs) addRun(reg, 1)
      writes[number] = at
      return KEEP
  }
}

function addEndReads(end: Terminator): void {
  switch (end.kind) {
    case 'jump':
      return
    case 'branch':
      addRun(end.a, 1)
      if (end.b !== NO_REG) addRun(end.b, 1)
      return
    case 'return':
      for (const reg of end.values) addRun(reg, 1)
      return
    case 'end':
    case 'trap':
      addRun(end.leaf, LEAF * end.leaves)
      return
  }
}

function addRun(first: Reg, count: number): void {
  runs[at++] = first
  runs[at++] = first + count
}
