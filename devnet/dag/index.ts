// The public face of devnet/dag.
export * from './dag.ts'
export * from './types.ts'
export { bitsOfTarget, targetOfBits, workOfBits } from './work.ts'
