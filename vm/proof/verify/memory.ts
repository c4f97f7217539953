// Loads and stores of the heap: naturally aligned, so that each stays inside one leaf.
import { RAM_BYTES, STACK_BYTES } from '../../spec/constants.ts'
import { type Effect, NEXT, trapped } from './effect.ts'
import type { Instruction, Operands } from './instruction.ts'
import type { StepRun } from './run.ts'
import { readRam, writeRam } from './trees.ts'

const LOAD_SIZE: Readonly<Record<string, number>> = {
  ld8: 1,
  ld16: 2,
  ld32: 4,
  ld64: 8,
  ld128: 16,
  ld256: 32,
  ldl: 64,
}
const STORE_SIZE: Readonly<Record<string, number>> = {
  st8: 1,
  st16: 2,
  st32: 4,
  st64: 8,
  st128: 16,
  st256: 32,
  stl: 64,
}

/** The effect of a load or store; undefined when the instruction is neither. */
export function accessHeap(run: StepRun, instruction: Instruction, operands: Operands): Effect | undefined {
  const { name } = instruction.op
  const loads = LOAD_SIZE[name]
  const size = loads ?? STORE_SIZE[name]
  if (size === undefined) return undefined

  const address = operands.b + instruction.imm
  if (address < BigInt(STACK_BYTES) || address + BigInt(size) > BigInt(RAM_BYTES))
    return trapped('OutOfBounds')
  if (address % BigInt(size) !== 0n) return trapped('Misaligned')
  const index = Number(address / 64n)
  const offset = Number(address % 64n)

  const leaf = readRam(run, index)
  if (loads !== undefined)
    return size === 64 ? { kind: 'leaf', value: leaf } : { kind: 'slot', value: numberOf(leaf, offset, size) }
  writeRam(run, index, size === 64 ? operands.leafA : withBytes(leaf, offset, size, operands.a))
  return NEXT
}

function numberOf(leaf: Uint8Array, offset: number, size: number): bigint {
  let value = 0n
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(leaf[offset + i] ?? 0)
  return value
}

function withBytes(leaf: Uint8Array, offset: number, size: number, value: bigint): Uint8Array {
  const copy = leaf.slice()
  for (let i = 0; i < size; i++) copy[offset + i] = Number((value >> BigInt(8 * i)) & 0xffn)
  return copy
}
