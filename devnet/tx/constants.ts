// Consensus limits and constants of transactions (31-kaspa-facts.md, 2.1, 2.6 and 2.7).
import type { SubnetworkId } from './hash.ts'
import { subnetworkIdFromBytes } from './hash.ts'

export const SOMPI_PER_KASPA = 100_000_000n
/** Largest amount of a single output, and of all outputs of a transaction. */
export const MAX_SOMPI = 29_000_000_000n * SOMPI_PER_KASPA

export const MAX_U16 = 0xffff
export const MAX_U32 = 0xffff_ffff
export const MAX_U64 = 0xffff_ffff_ffff_ffffn

/** Switches the lock time of an input off (and, on all inputs, the transaction's). */
export const SEQUENCE_FINAL = MAX_U64
/** Bit 63 of a sequence: no relative lock. */
export const SEQUENCE_LOCK_DISABLED = 1n << 63n
export const SEQUENCE_LOCK_MASK = 0xffff_ffffn
/** Lock times below are DAA scores, from here on milliseconds. */
export const LOCK_TIME_THRESHOLD = 500_000_000_000n

export const MAX_TX_INPUTS = 1000
export const MAX_TX_OUTPUTS = 1000
export const MAX_SIGNATURE_SCRIPT_BYTES = 250_000
export const MAX_SCRIPT_PUBLIC_KEY_BYTES = 10_000
export const MAX_COINBASE_PAYLOAD_BYTES = 204
export const MAX_COINBASE_SCRIPT_BYTES = 150

/** Native transactions: plain payments. */
export const NATIVE_SUBNETWORK: SubnetworkId = subnetworkIdFromBytes(new Uint8Array(20))
export const COINBASE_SUBNETWORK: SubnetworkId = subnetworkIdFromBytes(
  Uint8Array.of(1, ...new Uint8Array(19)),
)
