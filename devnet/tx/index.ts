// The public face of devnet/tx: everything about single transactions, headers, scripts and addresses.
export * from './constants.ts'
export * from './hash.ts'
export * from './lanes.ts'
export * from './silo-scripts.ts'
export * from './types.ts'
