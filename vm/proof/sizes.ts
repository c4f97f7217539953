// Bounds of a proof's parts, and the consensus limit on its bytes that follows from them (41, E57).
import { LEAF_BYTES, MAX_CODE_DEPTH } from '../spec/constants.ts'
import { HASH_BYTES } from '../hash/domains.ts'

/** The instruction's own leaf, and one of constant data. */
export const MAX_CODE_LEAVES = 2
/** Four operands (`muldiv`, `select`, `wmuldiv`, `spanl`, `blake2b`, ..), each in a leaf of its own: no row of the opcode table has more. */
export const MAX_RAM_LEAVES = 4
/** A storage position has 256 bits, so that two positions part at depth 256 at the latest. */
export const MAX_STORAGE_DEPTH = 256

/**
 * Siblings of two leaves of one frame, at worst: the frame lies across the middle of the stack (leaf 2,048), so that each leaf has
 * eleven siblings of its own below height 11, and the two share those of heights 12 to 15.
 */
const WORST_TWO_SLOT_LEAVES = 11 + 11 + 4

const PREFIX = 2
const ALL_HEADER_LEAVES = 1 + 8 * LEAF_BYTES
const ONE_CODE_LEAF = 1 + 1 + 2 + LEAF_BYTES + Math.ceil(MAX_CODE_DEPTH / 8) + MAX_CODE_DEPTH * HASH_BYTES
const TWO_RAM_LEAVES =
  1 + 2 * 2 + 2 * LEAF_BYTES + Math.ceil(WORST_TWO_SLOT_LEAVES / 8) + WORST_TWO_SLOT_LEAVES * HASH_BYTES
const LONGEST_ABSENCE = 2 + 1 + 2 * HASH_BYTES + 32 + (MAX_STORAGE_DEPTH - 1) * HASH_BYTES

/**
 * The longest proof of any step of any state: an `sstore` that runs out of gas where it would have put a new key beside another
 * one whose position differs in its last bit only, with the deepest code and a frame across the middle of the stack. Every other step's parts are
 * bounded by less (docs/proofs.md has the sum). Storage at such a depth takes 2^255 hashes to reach; it is a bound, not a typical size.
 */
export const MAX_PROOF_BYTES = PREFIX + ALL_HEADER_LEAVES + ONE_CODE_LEAF + TWO_RAM_LEAVES + LONGEST_ABSENCE
