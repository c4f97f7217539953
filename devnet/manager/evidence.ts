// What a manager brings into a dispute: results and traces that the specification has confirmed. Peacetime runs on compiled code; before a stake
// hangs on a block, the interpreter has run all of it, and where they differ the interpreter counts (41, E66).
import { auditBlock, auditedTrace } from '../../client/silo/audit.ts'
import type { EngineAlarm } from '../../client/silo/audit.ts'
import type { ExecutedBlock } from '../../client/silo/execute.ts'
import type { SiloFollower } from '../../client/silo/follower.ts'
import { traceOf } from '../../client/silo/trace.ts'
import type { HasherSource } from '../../client/silo/trace.ts'
import type { Hash } from '../tx/index.ts'
import type { PlayerTrace } from './play.ts'
import { rememberedTrace } from './remembered-trace.ts'

export interface Evidence {
  /** Whether the own result of a block is right. If not, the follower computes it anew at its next update. False too when it isn't kept. */
  confirms(block: Hash): Promise<boolean>
  /** A confirmed trace of a reference block; undefined when the block isn't kept any more. */
  trace(block: Hash): Promise<PlayerTrace | undefined>
  /** Of blocks that left the chain, or whose results were wrong. */
  forget(blocks: readonly Hash[]): void
}

const KEPT_TRACES = 4

export function createEvidence(follower: SiloFollower, hasher?: HasherSource): Evidence {
  const { engine } = follower
  const traces = new Map<Hash, PlayerTrace>()
  const confirmed = new WeakSet<ExecutedBlock>()

  async function sound(alarm: EngineAlarm): Promise<void> {
    follower.onAlarm(alarm)
    await follower.recompute(alarm.block)
  }

  async function newTrace(block: ExecutedBlock): Promise<PlayerTrace> {
    const { trace, alarm } = auditedTrace(block, engine, hasher)
    if (alarm === undefined) confirmed.add(block)
    else await sound(alarm)
    const { check } = engine
    if (check === undefined) return trace
    return withReserve(
      trace,
      () => traceOf(block, check.specification),
      (error) => follower.onAlarm({ kind: 'failed', block: block.info.hash, reason: String(error) }),
    )
  }

  return {
    async confirms(hash) {
      const block = follower.recall(hash)
      if (block === undefined) return false
      if (confirmed.has(block)) return true
      const alarm = auditBlock(block, engine)
      if (alarm === undefined) {
        confirmed.add(block)
        return true
      }
      await sound(alarm)
      return false
    },
    async trace(hash) {
      const block = follower.recall(hash)
      if (block === undefined) return undefined
      const trace = traces.get(hash) ?? rememberedTrace(await newTrace(block))
      traces.delete(hash)
      traces.set(hash, trace)
      const [oldest] = traces.keys()
      if (traces.size > KEPT_TRACES && oldest !== undefined) traces.delete(oldest)
      return trace
    },
    forget(blocks) {
      for (const block of blocks) traces.delete(block)
    },
  }
}

/** A trace that goes on as another one when it throws: an engine's failure must never cost a move. */
function withReserve(
  trace: PlayerTrace,
  makeReserve: () => PlayerTrace,
  onFailure: (error: unknown) => void,
): PlayerTrace {
  let current = trace
  const ask = <T>(question: (trace: PlayerTrace) => T): T => {
    if (current !== trace) return question(current)
    try {
      return question(trace)
    } catch (error) {
      onFailure(error)
      current = makeReserve()
      return question(current)
    }
  }
  return {
    length: trace.length,
    hashAt: (step) => ask((asked) => asked.hashAt(step)),
    levelHashes: (lo, hi) => ask((asked) => asked.levelHashes(lo, hi)),
    proofAt: (step) => ask((asked) => asked.proofAt(step)),
    haltedWitness: () => ask((asked) => asked.haltedWitness()),
  }
}
