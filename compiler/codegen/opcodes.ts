// Numbers of the opcodes that code generation chooses by itself; operations of mid-level code bring theirs along.
import { operandsOf } from '../mir/operands.ts'
import type { BranchOp } from '../mir/types.ts'

function codeOf(name: string): number {
  return operandsOf(name).row.code
}

export const CODES = {
  mov: codeOf('mov'),
  ldi: codeOf('ldi'),
  ldn: codeOf('ldn'),
  ldc: codeOf('ldc'),
  ldcl: codeOf('ldcl'),
  zerol: codeOf('zerol'),
  mului: codeOf('mului'),
  call: codeOf('call'),
  callx: codeOf('callx'),
  jmp: codeOf('jmp'),
  ret: codeOf('ret'),
  end: codeOf('end'),
  trap: codeOf('trap'),
} as const

export const BRANCH_CODES: Readonly<Record<BranchOp, number>> = {
  jz: codeOf('jz'),
  jnz: codeOf('jnz'),
  jeq: codeOf('jeq'),
  jne: codeOf('jne'),
  jltu: codeOf('jltu'),
  jgeu: codeOf('jgeu'),
  jlts: codeOf('jlts'),
  jges: codeOf('jges'),
}

/** Loads and stores of memory by the number of words. */
export const LOADS: ReadonlyMap<number, number> = new Map([
  [1, codeOf('ld64')],
  [2, codeOf('ld128')],
  [4, codeOf('ld256')],
  [8, codeOf('ldl')],
])
export const STORES: ReadonlyMap<number, number> = new Map([
  [1, codeOf('st64')],
  [2, codeOf('st128')],
  [4, codeOf('st256')],
  [8, codeOf('stl')],
])
