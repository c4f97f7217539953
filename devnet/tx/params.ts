// The parameters of a network in one type, with presets (31, 2.1). Depths and windows are in blocks or scores, so that
// one preset serves another block rate only after scaling, as the presets of one and ten blocks a second do.
import type { AddressPrefix } from './address.ts'
import type { MassParams } from './mass.ts'
import { MASS_PARAMS } from './mass.ts'

export interface BlockMassLimits {
  readonly compute: bigint
  readonly storage: bigint
  readonly transient: bigint
}

export interface Params {
  /** The network's id, such as `simnet`. */
  readonly networkId: string
  readonly addressPrefix: AddressPrefix

  /** Milliseconds between blocks that difficulty aims at. */
  readonly targetTimePerBlock: bigint
  readonly ghostdagK: number
  readonly maxBlockParents: number
  /** Most blocks in a mergeset, the selected parent counted. */
  readonly mergesetSizeLimit: number
  /** In blue score. */
  readonly mergeDepth: bigint
  /** In blue score. */
  readonly finalityDepth: bigint
  /** In blue score. */
  readonly pruningDepth: bigint
  /** In DAA score. */
  readonly coinbaseMaturity: bigint

  readonly pastMedianTimeWindowSize: number
  readonly pastMedianTimeSampleRate: bigint
  readonly difficultyWindowSize: number
  readonly difficultySampleRate: bigint
  readonly minDifficultyWindowSize: number
  /** Largest (easiest) difficulty target. */
  readonly maxDifficultyTarget: bigint
  /** Compact target of genesis, kept until the difficulty window is filled. */
  readonly genesisBits: number
  /** How far ahead of the receiver's clock a block may be, in milliseconds. */
  readonly timestampToleranceMs: bigint
  readonly skipProofOfWork: boolean
  readonly maxBlockLevel: number

  readonly mass: MassParams
  readonly blockMassLimits: BlockMassLimits
  readonly maxLanesPerBlock: number
  readonly maxGasPerLane: bigint

  /** DAA score from which the subsidy falls month by month. */
  readonly deflationaryPhaseDaaScore: bigint
  /** Sompi for each block before that. */
  readonly preDeflationarySubsidy: bigint
}

const MAX_DIFFICULTY_TARGET = (1n << 255n) - 1n
/** The easiest target in compact form: simnet's. */
const EASIEST_BITS = 0x207fffff

const COMMON = {
  networkId: 'simnet',
  addressPrefix: 'kaspasim',
  pastMedianTimeWindowSize: 27,
  difficultyWindowSize: 661,
  minDifficultyWindowSize: 150,
  maxDifficultyTarget: MAX_DIFFICULTY_TARGET,
  genesisBits: EASIEST_BITS,
  timestampToleranceMs: 132_000n,
  skipProofOfWork: true,
  maxBlockLevel: 250,
  mass: MASS_PARAMS,
  blockMassLimits: { compute: 500_000n, storage: 500_000n, transient: 1_000_000n },
  maxLanesPerBlock: 50,
  maxGasPerLane: 1_000_000_000n,
  deflationaryPhaseDaaScore: 155_196_000n,
  preDeflationarySubsidy: 5_000_000_000n,
} as const satisfies Partial<Params>

/** Simnet as Kaspa runs it today: ten blocks a second. */
export const SIMNET_10_BPS: Params = {
  ...COMMON,
  targetTimePerBlock: 100n,
  ghostdagK: 124,
  maxBlockParents: 64,
  mergesetSizeLimit: 248,
  mergeDepth: 36_000n,
  finalityDepth: 432_000n,
  pruningDepth: 1_080_000n,
  coinbaseMaturity: 1000n,
  pastMedianTimeSampleRate: 100n,
  difficultySampleRate: 40n,
}

/** Simnet at one block a second: the same durations, a tenth of the blocks. */
export const SIMNET_1_BPS: Params = {
  ...COMMON,
  targetTimePerBlock: 1000n,
  ghostdagK: 18,
  maxBlockParents: 10,
  mergesetSizeLimit: 180,
  mergeDepth: 3_600n,
  finalityDepth: 43_200n,
  pruningDepth: 108_000n,
  coinbaseMaturity: 100n,
  pastMedianTimeSampleRate: 10n,
  difficultySampleRate: 4n,
  deflationaryPhaseDaaScore: 15_519_600n,
  preDeflationarySubsidy: 50_000_000_000n,
}

/** A devnet on one computer at one block a second: coinbases mature and blocks become final within minutes. */
export const DEVNET_1_BPS: Params = {
  ...SIMNET_1_BPS,
  coinbaseMaturity: 10n,
  mergeDepth: 300n,
  finalityDepth: 600n,
  pruningDepth: 3_000n,
}

/** The same at ten blocks a second. */
export const DEVNET_10_BPS: Params = {
  ...SIMNET_10_BPS,
  coinbaseMaturity: 100n,
  mergeDepth: 3_000n,
  finalityDepth: 6_000n,
  pruningDepth: 30_000n,
}

/** For tests: small windows and depths, so that every rule is reached within a hundred blocks. */
export const TINY: Params = {
  ...SIMNET_1_BPS,
  ghostdagK: 3,
  maxBlockParents: 5,
  mergesetSizeLimit: 12,
  coinbaseMaturity: 3n,
  mergeDepth: 15n,
  finalityDepth: 30n,
  pruningDepth: 80n,
  pastMedianTimeWindowSize: 9,
  pastMedianTimeSampleRate: 2n,
  difficultyWindowSize: 20,
  difficultySampleRate: 2n,
  minDifficultyWindowSize: 8,
}
