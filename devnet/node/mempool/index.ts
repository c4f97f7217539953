// The public face of the mempool.
export { createMempool } from './mempool.ts'
export * from './types.ts'
