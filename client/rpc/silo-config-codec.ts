// A silo's configuration and birth as the RPC shows them (40-bridge.md, "Silo").
import type { SiloConfig } from '../../devnet/bridge/config.ts'
import type { Codec, ValueOf } from './codec.ts'
import { boolean, object, word } from './codec.ts'
import { count, hash, u32, u64 } from './base-codecs.ts'

/** Field by field what devnet/bridge/config.ts explains. */
export const siloConfig: Codec<SiloConfig> = object('SiloConfig', {
  stakingUnit: u64,
  lottery: word('keyed', 'xor'),
  arity: count,
  moveCap: u64,
  chessClock: u64,
  censorship: u64,
  moveGrace: u64,
  allowShortMoves: boolean,
  minFinality: u64,
  maxFinality: u64,
  minDistinctStakes: count,
  defenceWindow: u64,
  forkWindow: u64,
  claimWindow: u64,
  publishWindow: u64,
  baseFinality: u64,
  ticketLife: u64,
  referenceDepth: u64,
  snapshotDepth: count,
  stakeMaturity: count,
  gapBlocks: count,
  gasPrice: u64,
  gasPerBlock: u64,
  entriesPerBlock: count,
  minPeg: u64,
})

export const siloInfo = object('SiloInfo', {
  siloId: hash,
  /** The lane's namespace, u32. */
  namespace: u32,
  config: siloConfig,
  configHash: hash,
  codeRoot: hash,
  /** The creator's x-only key. */
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
