// How compiled code uses the heap, which is all zero when a message starts (docs/abi.md, *The heap*): a word that counts
// payments, a byte for each field that an invariant reads, and the running aggregates of each instance.
import { STACK_BYTES } from '../../vm/spec/constants.ts'
import type { SymbolId, TypedContract, TypedInvariant, TypedProgram } from '../typed/tree.ts'
import { fieldsRead } from './call-graph.ts'
import type { Instance } from './plan.ts'

const LEAF = 64

/** Counts the payments of the message. */
export const PAYMENT_COUNT = STACK_BYTES

/** Counts the bytes of blocks of the message, and of the areas of functions before them (link/areas.ts). */
export const BLOCK_BYTES = PAYMENT_COUNT + 8

/** Words of a leaf that hold aggregates. */
export const AGGREGATES_PER_LEAF = 8

export interface WatchedInvariant {
  readonly contract: TypedContract
  readonly invariant: TypedInvariant
  /** Fields that it reads, of any contract. */
  readonly reads: readonly SymbolId[]
}

export interface HeapPlan {
  /** The byte that is 1 once a field was written in this message, for fields that invariants read. */
  readonly watched: ReadonlyMap<SymbolId, number>
  /** Invariants that are checked when messages end, in the order of contracts and of lines. */
  readonly invariants: readonly WatchedInvariant[]
  /**
   * By instance: a leaf whose word 0 says whether the aggregates behind it were loaded (1) or changed (2) in this message, then the
   * leaves of the aggregates. Only instances whose contract keeps any.
   */
  readonly aggregates: ReadonlyMap<number, number>
  /** The first leaf that is free. */
  readonly free: number
}

/** Gives the silo's contracts their places in the heap. */
export function planHeap(
  program: TypedProgram,
  contracts: readonly TypedContract[],
  instances: readonly Instance[],
): HeapPlan {
  const invariants = contracts.flatMap((contract) =>
    contract.invariants
      .filter(({ inTest }) => !inTest)
      .map((invariant) => ({ contract, invariant, reads: fieldsRead(program, invariant.condition) })),
  )
  const watched = new Map<SymbolId, number>()
  let at = STACK_BYTES + LEAF
  for (const field of invariants.flatMap(({ reads }) => reads))
    if (!watched.has(field)) watched.set(field, at++)
  at = Math.ceil(at / LEAF) * LEAF
  const aggregates = new Map<number, number>()
  for (const { number, contract } of instances) {
    const leaves = Math.ceil(contract.aggregates.length / AGGREGATES_PER_LEAF)
    if (leaves === 0) continue
    aggregates.set(number, at)
    at += LEAF * (1 + leaves)
  }
  return { watched, invariants, aggregates, free: at }
}
