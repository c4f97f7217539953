// The public face of devnet/chain.
export { createChain } from './chain.ts'
export { describeError } from './describe.ts'
export type { ChainExtension } from './extension.ts'
export { SILO_EXTENSION } from './extension.ts'
export type { LedgerView } from './ledger.ts'
export * from './types.ts'
