// A silo's configuration: chosen when it is created, never changed after (41, E15), and part of the machine's context
// by its hash. Scores are DAA scores, depths are counts of selected-chain blocks, amounts are sompi.
import type { Hash } from '../tx/hash.ts'
import { ByteReader } from '../tx/byte-reader.ts'
import { ByteWriter } from '../tx/byte-writer.ts'
import { bridgeHash } from './ids.ts'

export interface SiloConfig {
  /** S: worth of one stake. */
  readonly stakingUnit: bigint
  /** keyed: a hash of token and block; xor: the seed's predicate (41, rule 3). */
  readonly lottery: 'keyed' | 'xor'
  /** c: into how many parts a round of a dispute cuts its span; a power of two, 2..256. */
  readonly arity: number
  /** y: the most one move may take. */
  readonly moveCap: bigint
  /** C: the most all moves of a party may take together. */
  readonly chessClock: bigint
  /** Cmax: the censorship that must be survived. */
  readonly censorship: bigint
  /** g: what an honest party needs for one move. */
  readonly moveGrace: bigint
  /** Permits a move cap below the censorship bound: for development networks only (41, E2). */
  readonly allowShortMoves: boolean
  /** F_min: no node is final sooner. */
  readonly minFinality: bigint
  /** F_max: an undisputed node without siblings is final by then. */
  readonly maxFinality: bigint
  /** Distinct stakes on or below a node that make it final between F_min and F_max. */
  readonly minDistinctStakes: number
  /** W_def: how long a node stays open for another challenge after a dispute about it ended. */
  readonly defenceWindow: bigint
  /** W_fork: after this long, the later of two conflicting nodes is made the challenger of the earlier (41, E22). */
  readonly forkWindow: bigint
  /** W_claim: afterwards a loser's stake may be burned by anybody, in full (41, E5). */
  readonly claimWindow: bigint
  /** W_pub: how long only the committer with the lowest lottery hash may publish (41, E44). */
  readonly publishWindow: bigint
  /** Age of finality from which on a stake that committed is free to go (41, E35). */
  readonly baseFinality: bigint
  /** W_t: life of a lottery ticket. */
  readonly ticketLife: bigint
  /** d_ref: least age of a ticket's block (41, E12). */
  readonly referenceDepth: bigint
  /** d_snap: how many chain blocks before a ticket's block its stakes are counted (41, E37). */
  readonly snapshotDepth: number
  /** M: chain blocks from a stake's acceptance until it takes part in the lottery. */
  readonly stakeMaturity: number
  /** G: the lottery's threshold doubles each time so many chain blocks went uncommitted (41, E11). */
  readonly gapBlocks: number
  /** Sompi that 1,000 gas cost. */
  readonly gasPrice: bigint
  /** Sum of the gas limits admitted to one reference block. */
  readonly gasPerBlock: bigint
  /** Most entries of one reference block, admitted or refused; at most 4,096. */
  readonly entriesPerBlock: number
  /** MIN_PEG: least value that a call may carry, if it carries any. */
  readonly minPeg: bigint
}

/** Bounds that hold for every silo, so that consensus can forget what none can need any more. */
export const LIMITS = {
  maxScoreSpan: 1n << 40n,
  maxTicketLife: 36_000n,
  /** Scores that nothing is forgotten for after finality has decided about it. */
  leastKept: 36_000n,
  maxSnapshotDepth: 3_600,
  maxStakeMaturity: 36_000,
  maxSteps: 1n << 40n,
  maxEntriesPerBlock: 4_096,
} as const

export type ConfigResult =
  { readonly ok: true; readonly config: SiloConfig } | { readonly ok: false; readonly problem: string }

/**
 * Short windows for a development network of 5 to 10 blocks a second: a dispute's move has 6 seconds at ten blocks
 * a second, an undisputed node with few managers is final after 40 to 90.
 */
export const devnetConfig: SiloConfig = {
  stakingUnit: 100_000_000_000n,
  lottery: 'keyed',
  arity: 16,
  moveCap: 60n,
  chessClock: 240n,
  censorship: 40n,
  moveGrace: 10n,
  allowShortMoves: false,
  minFinality: 240n,
  maxFinality: 600n,
  minDistinctStakes: 3,
  defenceWindow: 60n,
  forkWindow: 120n,
  claimWindow: 600n,
  publishWindow: 60n,
  baseFinality: 600n,
  ticketLife: 600n,
  referenceDepth: 5n,
  snapshotDepth: 5,
  stakeMaturity: 5,
  gapBlocks: 20,
  gasPrice: 1n,
  gasPerBlock: 100_000_000n,
  entriesPerBlock: 4_096,
  minPeg: 20_000_000n,
}

/** Windows for a public network at ten blocks a second: a day of censorship is survived. */
export const publicConfig: SiloConfig = {
  ...devnetConfig,
  moveCap: 864_000n,
  chessClock: 1_296_000n,
  censorship: 864_000n,
  moveGrace: 9_000n,
  minFinality: 1_728_000n,
  maxFinality: 6_048_000n,
  minDistinctStakes: 20,
  defenceWindow: 864_000n,
  forkWindow: 864_000n,
  claimWindow: 864_000n,
  publishWindow: 600n,
  baseFinality: 432_000n,
  ticketLife: 600n,
  referenceDepth: 50n,
  snapshotDepth: 600,
  stakeMaturity: 600,
  gapBlocks: 100,
}

/** The encoding that the creating transaction carries and that the config hash covers. */
export function encodeConfig(config: SiloConfig): Uint8Array {
  const writer = new ByteWriter()
  writeConfig(writer, config)
  return writer.finish()
}

export function configHash(config: SiloConfig): Hash {
  return bridgeHash('config', encodeConfig(config))
}

/** Total; refuses what isn't exactly one configuration. Whether it makes sense is `validateConfig`'s to say. */
export function decodeConfig(bytes: Uint8Array): ConfigResult {
  const reader = new ByteReader(bytes)
  const config = readConfig(reader)
  const problem = reader.end()
  return problem === undefined ? { ok: true, config } : { ok: false, problem }
}

export function writeConfig(writer: ByteWriter, config: SiloConfig): void {
  writer.u64(config.stakingUnit).bool(config.lottery === 'xor')
  writer.u16(config.arity)
  writer.u64(config.moveCap).u64(config.chessClock).u64(config.censorship).u64(config.moveGrace)
  writer.bool(config.allowShortMoves)
  writer.u64(config.minFinality).u64(config.maxFinality).u16(config.minDistinctStakes)
  writer.u64(config.defenceWindow).u64(config.forkWindow).u64(config.claimWindow)
  writer.u64(config.publishWindow).u64(config.baseFinality)
  writer.u64(config.ticketLife).u64(config.referenceDepth)
  writer.u32(config.snapshotDepth).u32(config.stakeMaturity).u32(config.gapBlocks)
  writer.u64(config.gasPrice).u64(config.gasPerBlock).u16(config.entriesPerBlock).u64(config.minPeg)
}

/** Reads in the order of `writeConfig`; the reader remembers what went wrong. */
export function readConfig(reader: ByteReader): SiloConfig {
  return {
    stakingUnit: reader.u64(),
    lottery: reader.bool() ? 'xor' : 'keyed',
    arity: reader.u16(),
    moveCap: reader.u64(),
    chessClock: reader.u64(),
    censorship: reader.u64(),
    moveGrace: reader.u64(),
    allowShortMoves: reader.bool(),
    minFinality: reader.u64(),
    maxFinality: reader.u64(),
    minDistinctStakes: reader.u16(),
    defenceWindow: reader.u64(),
    forkWindow: reader.u64(),
    claimWindow: reader.u64(),
    publishWindow: reader.u64(),
    baseFinality: reader.u64(),
    ticketLife: reader.u64(),
    referenceDepth: reader.u64(),
    snapshotDepth: reader.u32(),
    stakeMaturity: reader.u32(),
    gapBlocks: reader.u32(),
    gasPrice: reader.u64(),
    gasPerBlock: reader.u64(),
    entriesPerBlock: reader.u16(),
    minPeg: reader.u64(),
  }
}
