// A silo's configuration and birth as the RPC shows them (40-bridge.md, "Silo").
import { object } from './codec.ts'
import type { ValueOf } from './codec.ts'
import { bytes, count, hash, u32, u64 } from './base-codecs.ts'

export const siloInfo = object('SiloInfo', {
  siloId: hash,
  /** The lane's namespace, u32. */
  namespace: u32,
  /** The encoded configuration, as the creating transaction carries it (devnet/bridge/config.ts). */
  config: bytes,
  configHash: hash,
  codeRoot: hash,
  creator: hash,
  creationTransaction: hash,
  /** The chain block that accepted it: the silo's first reference block. */
  creationBlock: hash,
  creationIndex: count,
  creationDaaScore: u64,
  genesisNode: hash,
  /** The last final node. */
  finalNode: hash,
})
export type SiloInfo = ValueOf<typeof siloInfo>
