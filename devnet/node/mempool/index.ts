// The public face of the mempool.
export type { MempoolPolicy } from './mempool.ts'
export { createMempool } from './mempool.ts'
export * from './types.ts'
