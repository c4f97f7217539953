// The set hash behind the header's UTXO commitment.
export { EMPTY_MUHASH, EMPTY_MUHASH_HASH, hashOfSet } from './muhash.ts'
export type { MuHash } from './muhash.ts'
export { applyDiffToSet, utxoElement } from './utxo-commitment.ts'
