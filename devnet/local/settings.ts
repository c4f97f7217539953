// What a devnet's chain depends on, and its form in JSON: kept beside the chain, and at the head of a dump.
import type { LatencyRange } from '../node/simulation/network.ts'

/** What a devnet's chain depends on: the same in every run on one folder. */
export interface DevnetSettings {
  readonly seed: string
  readonly blocksPerSecond: number
  readonly latency: LatencyRange
  /** Public keys that had coins from the start. */
  readonly keys: readonly string[]
}

/** What makes a devnet's genesis. */
export interface DevnetOrigin {
  readonly settings: DevnetSettings
  /** When the first run began, in milliseconds: genesis has this time. */
  readonly startedAt: bigint
}

/** In one order, whatever order the settings were made in. */
export function originToJson({ settings, startedAt }: DevnetOrigin): object {
  const { seed, blocksPerSecond, latency, keys } = settings
  const { min, max } = latency
  return { seed, blocksPerSecond, latency: { min, max }, keys, startedAt: String(startedAt) }
}

/** Undefined when it isn't one. */
export function originFromJson(json: unknown): DevnetOrigin | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  const { seed, blocksPerSecond, latency, keys, startedAt }: Partial<Record<string, unknown>> = { ...json }
  const range = typeof latency === 'object' && latency !== null ? { ...latency } : {}
  const { min, max }: Partial<Record<string, unknown>> = range
  if (typeof seed !== 'string' || typeof blocksPerSecond !== 'number') return undefined
  if (typeof min !== 'number' || typeof max !== 'number') return undefined
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) return undefined
  if (typeof startedAt !== 'string' || !/^\d{1,16}$/.test(startedAt)) return undefined
  return { settings: { seed, blocksPerSecond, latency: { min, max }, keys }, startedAt: BigInt(startedAt) }
}
