// The managers that can be started by name: the honest one, and adversaries. Each of those differs from the honest one
// in its machine or in its duties, and in nothing else: there is no way for a manager to inject anything.
import type { Engine } from '../../client/silo/engine.ts'
import { createCompiledEngine } from '../../client/silo/engine.ts'
import type { ManagerStrategy } from '../../client/rpc/methods.ts'
import { alteredEngine } from './altered-engine.ts'
import type { Duties } from './policy.ts'
import { HONEST_DUTIES } from './policy.ts'

export interface Strategy {
  readonly name: ManagerStrategy
  readonly duties: Duties
  /** A machine of its own for each manager; an altered one cheats in reference blocks from a DAA score on. */
  readonly engine: (since: bigint) => Engine
  /** What it does, for people. */
  readonly summary: string
}

/** What an altered machine adds to an amount: a tenth of a coin. */
const SURPLUS = 10_000_000n

/** An adversary plays with what it began with. */
const ADVERSARY_DUTIES: Duties = { ...HONEST_DUTIES, revive: false, report: false, restake: false }

const altered = (since: bigint): Engine => alteredEngine(SURPLUS, since)
const honest = (): Engine => createCompiledEngine()

export const STRATEGIES: Readonly<Record<ManagerStrategy, Strategy>> = {
  honest: {
    name: 'honest',
    duties: HONEST_DUTIES,
    engine: honest,
    summary: 'executes, commits, challenges what is wrong, and keeps the silo going',
  },
  falseState: {
    name: 'falseState',
    duties: { ...ADVERSARY_DUTIES, challenge: false },
    engine: altered,
    summary: 'commits what an altered machine computes, and defends it move by move',
  },
  falseChallenge: {
    name: 'falseChallenge',
    duties: { ...ADVERSARY_DUTIES, commit: false },
    engine: altered,
    summary: 'challenges right commitments with what an altered machine computes',
  },
  silentProver: {
    name: 'silentProver',
    duties: { ...ADVERSARY_DUTIES, challenge: false, prove: false },
    engine: altered,
    summary: 'commits a wrong state and never answers a challenge',
  },
  silentChallenger: {
    name: 'silentChallenger',
    duties: { ...ADVERSARY_DUTIES, commit: false, pursue: false },
    engine: altered,
    summary: 'challenges right commitments and never goes on',
  },
}
