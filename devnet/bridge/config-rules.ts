// Which configurations a silo may be created with (41, E58), and the bounds that follow from one.
import { MAX_SOMPI } from '../tx/constants.ts'
import { LIMITS } from './config.ts'
import type { SiloConfig } from './config.ts'

/** Least payment that the base layer can carry (41, E47); equal to the machine's own bound. */
export const MIN_PAY = 20_000_000n

/** Intervals of a dispute's level, fixed by the machine. */
const LEVEL_INTERVALS = 256n

/** T_MAX of a silo: no reference block can take more steps (docs/machine.md, Bounds). */
export function maxStepsOf(config: SiloConfig): bigint {
  return stepBound(config.gasPerBlock, config.entriesPerBlock)
}

/** Most steps that entries with this much admitted gas can take. */
export function stepBound(admittedGas: bigint, entries: number): bigint {
  return admittedGas + 4n * BigInt(entries) + 1n
}

/** R: most moves that one party of a dispute can have to make. */
export function maxMovesPerParty(config: SiloConfig): bigint {
  const levels = powersToReach(LEVEL_INTERVALS, maxStepsOf(config))
  const rounds = powersToReach(BigInt(config.arity), LEVEL_INTERVALS)
  return levels * rounds + 2n
}

/** The first thing wrong with a configuration, or undefined. */
export function validateConfig(config: SiloConfig): string | undefined {
  return CHECKS.find((check) => !check.holds(config))?.problem
}

interface Check {
  readonly holds: (config: SiloConfig) => boolean
  readonly problem: string
}

const SPANS = [
  'moveCap',
  'chessClock',
  'censorship',
  'moveGrace',
  'minFinality',
  'maxFinality',
  'defenceWindow',
  'forkWindow',
  'claimWindow',
  'publishWindow',
  'baseFinality',
  'ticketLife',
  'referenceDepth',
] as const

const CHECKS: readonly Check[] = [
  {
    holds: (c) => SPANS.every((name) => c[name] <= LIMITS.maxScoreSpan),
    problem: `a window is longer than ${LIMITS.maxScoreSpan}`,
  },
  {
    holds: (c) => isPowerOfTwo(c.arity) && c.arity >= 2 && c.arity <= 256,
    problem: 'the arity must be a power of two from 2 to 256',
  },
  {
    holds: (c) => c.stakingUnit >= 2n * MIN_PAY && c.stakingUnit <= MAX_SOMPI,
    problem: 'half of a staking unit must be payable',
  },
  {
    holds: (c) => 1_000n * c.stakingUnit >= c.gasPerBlock * c.gasPrice,
    problem: 'a staking unit must be worth at least the gas of one full reference block',
  },
  { holds: (c) => c.moveCap > 0n && c.chessClock > 0n, problem: 'a party needs time to move' },
  {
    holds: (c) => c.allowShortMoves || c.moveCap >= c.censorship,
    problem: 'the move cap must outlast the censorship to be survived, unless short moves are allowed',
  },
  {
    holds: (c) => maxStepsOf(c) <= LIMITS.maxSteps && c.gasPerBlock > 0n,
    problem: 'the gas per reference block must be positive and allow no more than 2^40 steps',
  },
  {
    holds: (c) => c.chessClock >= c.censorship + maxMovesPerParty(c) * c.moveGrace,
    problem: 'the chess clock must hold the censorship and the grace of every move of the longest dispute',
  },
  {
    holds: (c) => c.minFinality >= c.chessClock,
    problem: 'minimum finality must not be below the chess clock',
  },
  { holds: (c) => c.maxFinality >= c.minFinality, problem: 'maximum finality must not be below the minimum' },
  { holds: (c) => c.minDistinctStakes >= 1, problem: 'active confirmation needs at least one stake' },
  {
    holds: (c) => c.defenceWindow > 0n && c.forkWindow > 0n,
    problem: 'the defence and fork windows must be open for a while',
  },
  { holds: (c) => c.referenceDepth >= 1n, problem: 'a block cannot be committed to in itself' },
  {
    holds: (c) => c.ticketLife > c.referenceDepth && c.ticketLife <= LIMITS.maxTicketLife,
    problem: `a ticket must live longer than the reference depth, and no longer than ${LIMITS.maxTicketLife}`,
  },
  {
    holds: (c) => c.snapshotDepth <= LIMITS.maxSnapshotDepth && c.stakeMaturity <= LIMITS.maxStakeMaturity,
    problem: 'the snapshot depth or the maturity of stakes is too long',
  },
  { holds: (c) => c.gapBlocks >= 1, problem: 'the gap that doubles the threshold must be a block at least' },
  { holds: (c) => c.gasPrice <= MAX_SOMPI, problem: 'the gas price is beyond all coins' },
  {
    holds: (c) => c.entriesPerBlock >= 1 && c.entriesPerBlock <= LIMITS.maxEntriesPerBlock,
    problem: `a reference block holds 1 to ${LIMITS.maxEntriesPerBlock} entries`,
  },
  {
    holds: (c) => c.minPeg >= MIN_PAY && c.minPeg <= MAX_SOMPI,
    problem: 'the least peg must be payable, since a trap refunds it',
  },
]

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && value > 0 && (value & (value - 1)) === 0
}

/** The least k with base^k >= target. */
function powersToReach(base: bigint, target: bigint): bigint {
  let k = 0n
  for (let reach = 1n; reach < target; reach *= base) k++
  return k
}
