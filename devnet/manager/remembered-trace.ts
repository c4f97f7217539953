// A trace that answers a question asked before without running again: both sides of a dispute ask for the same level in
// every round of it.
import type { PlayerTrace } from './play.ts'

/** Kept answers: hashes of a whole level are 8 KB at most. */
const MAX_LEVELS = 16
const MAX_HASHES = 64

export function rememberedTrace(trace: PlayerTrace): PlayerTrace {
  const levels = new Map<string, readonly Uint8Array[]>()
  const hashes = new Map<bigint, Uint8Array>()
  return {
    length: trace.length,
    hashAt: (step) => remembered(hashes, MAX_HASHES, step, () => trace.hashAt(step)),
    levelHashes: (lo, hi) => remembered(levels, MAX_LEVELS, `${lo}-${hi}`, () => trace.levelHashes(lo, hi)),
    proofAt: (step) => trace.proofAt(step),
    haltedWitness: () => trace.haltedWitness(),
  }
}

function remembered<K, V>(known: Map<K, V>, most: number, key: K, compute: () => V): V {
  const before = known.get(key)
  if (before !== undefined) return before
  const value = compute()
  const [oldest] = known.keys()
  if (known.size >= most && oldest !== undefined) known.delete(oldest)
  known.set(key, value)
  return value
}
