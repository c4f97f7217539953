// The public face of devnet/tx: everything about single transactions, headers, scripts and addresses.
export * from './address.ts'
export * from './byte-reader.ts'
export * from './byte-writer.ts'
export * from './codec.ts'
export * from './constants.ts'
export * from './hash.ts'
export * from './hashers.ts'
export * from './header-hash.ts'
export * from './json.ts'
export type { JsonDecoder, JsonResult } from './json-decoder.ts'
export * from './lanes.ts'
export * from './mass.ts'
export * from './merkle.ts'
export * from './params.ts'
export * from './scripts.ts'
export * from './sighash.ts'
export * from './sign-transaction.ts'
export * from './signature.ts'
export * from './silo-scripts.ts'
export {
  payloadDigest,
  provesPayload,
  transactionHash,
  transactionId,
  transactionRestDigest,
} from './transaction-hash.ts'
export * from './types.ts'
