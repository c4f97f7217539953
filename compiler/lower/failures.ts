// Code that refuses: traps with a standard error or with one that the contract declares.
import { errorIdOf } from '../abi/identifiers.ts'
import { STANDARD_ERRORS } from '../abi/standard-errors.ts'
import type { StandardErrorName } from '../abi/standard-errors.ts'
import { signatureOf } from '../abi/types.ts'
import type { BlockLabel, FunctionBuilder } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { BranchOp, Reg } from '../mir/types.ts'
import type { SymbolId, TypedProgram } from '../typed/tree.ts'
import { abiFields, recordOf } from './layout.ts'

/** The id of a declared error: the detail word of the trap. */
export function errorId(program: TypedProgram, error: SymbolId): number {
  const record = recordOf(program, error)
  return errorIdOf(signatureOf(record.name, abiFields(program, record.fields)))
}

/** Ends the block with a trap whose arguments are `words`. */
export function trapWith(builder: FunctionBuilder, detail: number, words: readonly Reg[]): void {
  const leaves = Math.max(1, Math.ceil(words.length / 8))
  const leaf = builder.leaf(leaves)
  for (let i = 0; i < leaves; i++) if (words.length < 8 * (i + 1)) builder.constantLeaf(leaf + 8 * i, [])
  words.forEach((word, i) => builder.move(leaf + i, word))
  builder.trap(detail, leaf, leaves)
}

/** Ends the block with a standard error. */
export function refuse(builder: FunctionBuilder, error: StandardErrorName, words: readonly Reg[] = []): void {
  trapWith(builder, STANDARD_ERRORS[error].id, words)
}

/** Refuses unless the condition holds; code goes on where it does. */
export function demand(
  builder: FunctionBuilder,
  op: BranchOp,
  a: Reg,
  b: Reg,
  error: StandardErrorName,
  words: readonly Reg[] = [],
): void {
  const good = builder.label()
  const bad = builder.label()
  builder.branch(op, a, b, good, bad)
  refuseAt(builder, bad, error, words)
  builder.place(good)
}

/** Refuses if the register is zero. */
export function demandNonZero(builder: FunctionBuilder, a: Reg, error: StandardErrorName): void {
  demand(builder, 'jnz', a, NO_REG, error)
}

function refuseAt(
  builder: FunctionBuilder,
  block: BlockLabel,
  error: StandardErrorName,
  words: readonly Reg[],
): void {
  builder.place(block)
  refuse(builder, error, words)
}
