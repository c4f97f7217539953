// Proof of work and the block levels that follow from it.
export { blockLevel, powValue } from './heavy-hash.ts'
export type { WorkInput } from './heavy-hash.ts'
