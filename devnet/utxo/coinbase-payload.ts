// The payload of a coinbase: blue score, subsidy, and where the miner wants its reward, with room for words of its own
// (31, 2.8).
import { ByteReader } from '../tx/byte-reader.ts'
import { ByteWriter } from '../tx/byte-writer.ts'
import { MAX_COINBASE_PAYLOAD_BYTES, MAX_COINBASE_SCRIPT_BYTES } from '../tx/constants.ts'
import type { ScriptPublicKey } from '../tx/types.ts'

export interface MinerData {
  readonly scriptPublicKey: ScriptPublicKey
  /** Free bytes behind it. */
  readonly extraData: Uint8Array
}

export interface CoinbasePayload {
  readonly blueScore: bigint
  /** Sompi. */
  readonly subsidy: bigint
  readonly miner: MinerData
}

const FIXED_BYTES = 8 + 8 + 2 + 1

/** Bytes a miner may add behind its script. */
export function maxExtraData(script: Uint8Array): number {
  return MAX_COINBASE_PAYLOAD_BYTES - FIXED_BYTES - script.length
}

/** Throws when the miner's script or extra data is too long: check them where they come in. */
export function encodeCoinbasePayload({ blueScore, subsidy, miner }: CoinbasePayload): Uint8Array {
  const { scriptPublicKey, extraData } = miner
  const { version, script } = scriptPublicKey
  if (script.length > MAX_COINBASE_SCRIPT_BYTES) throw new RangeError("the miner's script is too long")
  if (extraData.length > maxExtraData(script)) throw new RangeError("the miner's extra data is too long")
  const writer = new ByteWriter().u64(blueScore).u64(subsidy).u16(version)
  return writer.u8(script.length).bytes(script).bytes(extraData).finish()
}

/** Total: undefined when the payload is too short or too long. */
export function parseCoinbasePayload(payload: Uint8Array): CoinbasePayload | undefined {
  if (payload.length > MAX_COINBASE_PAYLOAD_BYTES) return undefined
  const reader = new ByteReader(payload)
  const blueScore = reader.u64()
  const subsidy = reader.u64()
  const version = reader.u16()
  const length = reader.u8()
  if (length > MAX_COINBASE_SCRIPT_BYTES) return undefined
  const script = reader.bytes(length)
  if (reader.error !== undefined) return undefined
  const extraData = payload.slice(FIXED_BYTES + length)
  return { blueScore, subsidy, miner: { scriptPublicKey: { version, script }, extraData } }
}
