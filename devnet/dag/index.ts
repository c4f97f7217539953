// The public face of devnet/dag.
export * from './dag.ts'
export * from './types.ts'
export type { PruningSample } from './node.ts'
export type { OldBlock } from './prune.ts'
export { bitsOfTarget, targetOfBits, workOfBits } from './work.ts'
