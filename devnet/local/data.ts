// A devnet's folder: the first node's chain, the settings that the chain depends on, and what its managers have signed. Started
// again with it, a devnet goes on where it was.
import {
  appendFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  closeSync,
  mkdirSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../client/clock.ts'
import type { ChainImage } from '../chain/index.ts'
import type { JournalEntry, JournalStore } from '../manager/journal.ts'
import type { KeptChain } from '../node/storage/chain-storage.ts'
import { openChainStorage } from '../node/storage/chain-storage.ts'
import type { StorageProblem } from '../node/storage/problems.ts'
import { problemOfWrite } from '../node/storage/problems.ts'
import type { LatencyRange } from '../node/simulation/network.ts'
import type { Hash } from '../tx/index.ts'
import { isHash } from '../tx/index.ts'
import { devnetParams } from './params.ts'

/** What a devnet's chain depends on: the same in every run on one folder. */
export interface DevnetSettings {
  readonly seed: string
  readonly blocksPerSecond: number
  readonly latency: LatencyRange
  /** Public keys that had coins from the start. */
  readonly keys: readonly string[]
}

export interface DevnetData {
  /** Those of the first run. */
  readonly settings: DevnetSettings
  /** When the first run began, in milliseconds: genesis has this time. */
  readonly startedAt: bigint
  /** Whether there was a run before. */
  readonly isOld: boolean
  /** The chain of the runs before; undefined in a new folder and when it was taken already: it is large, and nobody is to hold on to it. */
  readonly takeImage: () => ChainImage | undefined
  readonly storage: KeptChain
  /** What the manager of this name has signed. */
  readonly journalOf: (manager: string) => JournalStore
}

export interface DevnetDataOptions {
  readonly folder: string
  /** Taken in the first run. */
  readonly settings: DevnetSettings
  readonly clock: Clock
  /** Called once, when something can't be written; nothing is from then on. */
  readonly onProblem: (problem: StorageProblem) => void
}

export type DataResult =
  { readonly ok: true; readonly data: DevnetData } | { readonly ok: false; readonly problem: StorageProblem }

const SETTINGS_FILE = 'devnet.json'

export async function openDevnetData(options: DevnetDataOptions): Promise<DataResult> {
  const { folder, clock, onProblem } = options
  const kept = readSettings(folder)
  if (kept !== undefined && 'kind' in kept) return { ok: false, problem: kept }
  const { settings, startedAt } = kept ?? { settings: options.settings, startedAt: clock.now() }
  if (settings.keys.join() !== options.settings.keys.join())
    return { ok: false, problem: { kind: 'unusable', reason: 'it was started with coins for other keys' } }
  const { finalityDepth } = devnetParams(settings.blocksPerSecond, settings.latency)
  const opened = await openChainStorage({ folder, finalityDepth, clock, onProblem })
  if (!opened.ok) return opened
  const { storage, image } = opened
  if (kept === undefined) {
    if (image !== undefined) {
      await storage.close()
      return { ok: false, problem: { kind: 'damaged', where: `the file "${SETTINGS_FILE}" is missing` } }
    }
    const text = `${JSON.stringify({ ...settings, startedAt: String(startedAt) }, null, 2)}\n`
    const problem = problemOf(folder, () => writeSafely(join(folder, SETTINGS_FILE), text))
    if (problem !== undefined) {
      await storage.close()
      return { ok: false, problem }
    }
  }
  const journalOf = (manager: string): JournalStore =>
    journalFile(join(folder, 'managers'), manager, onProblem)
  let left = image
  const takeImage = (): ChainImage | undefined => {
    const taken = left
    left = undefined
    return taken
  }
  return {
    ok: true,
    data: { settings, startedAt, isOld: image !== undefined, takeImage, storage, journalOf },
  }
}

/** Undefined in a new folder. */
function readSettings(
  folder: string,
): { readonly settings: DevnetSettings; readonly startedAt: bigint } | StorageProblem | undefined {
  const path = join(folder, SETTINGS_FILE)
  if (!existsSync(path)) return undefined
  const damaged: StorageProblem = { kind: 'damaged', where: `the file "${SETTINGS_FILE}" can't be read` }
  const json = parse(readFileSync(path, 'utf8'))
  if (typeof json !== 'object' || json === null) return damaged
  const { seed, blocksPerSecond, latency, keys, startedAt }: Partial<Record<string, unknown>> = { ...json }
  const range = typeof latency === 'object' && latency !== null ? { ...latency } : {}
  const { min, max }: Partial<Record<string, unknown>> = range
  if (typeof seed !== 'string' || typeof blocksPerSecond !== 'number') return damaged
  if (typeof min !== 'number' || typeof max !== 'number') return damaged
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) return damaged
  if (typeof startedAt !== 'string' || !/^\d{1,16}$/.test(startedAt)) return damaged
  return { settings: { seed, blocksPerSecond, latency: { min, max }, keys }, startedAt: BigInt(startedAt) }
}

/** One line for each signature; a line that a kill cut short was never relied on. */
function journalFile(
  folder: string,
  manager: string,
  onProblem: DevnetDataOptions['onProblem'],
): JournalStore {
  const path = join(folder, `${manager}.journal`)
  return {
    async load() {
      if (!existsSync(path)) return []
      return readFileSync(path, 'utf8').split('\n').flatMap(entryOf)
    },
    async append(entries) {
      const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
      const problem = problemOf(folder, () => {
        mkdirSync(folder, { recursive: true })
        appendSafely(path, text)
      })
      if (problem === undefined) return
      onProblem(problem)
      // What can't be written down must never be signed: the manager waits here until the devnet ends.
      await new Promise<never>(() => undefined)
    },
  }
}

function entryOf(line: string): readonly JournalEntry[] {
  const json = parse(line)
  if (typeof json !== 'object' || json === null) return []
  const { stake, parent, block, stateCommitment }: Partial<Record<string, unknown>> = { ...json }
  const hashes: unknown[] = [parent, block, stateCommitment]
  if (typeof stake !== 'string' || !hashes.every(isHash)) return []
  const [above, reference, commitment] = hashes.filter((value): value is Hash => isHash(value))
  if (above === undefined || reference === undefined || commitment === undefined) return []
  return [{ stake, parent: above, block: reference, stateCommitment: commitment }]
}

function problemOf(folder: string, action: () => void): StorageProblem | undefined {
  try {
    action()
    return undefined
  } catch (failure) {
    return problemOfWrite(failure, folder)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function writeSafely(path: string, text: string): void {
  withFile(path, 'w', (file) => writeFileSync(file, text))
}

function appendSafely(path: string, text: string): void {
  withFile(path, 'a', (file) => appendFileSync(file, text))
}

/** On the disk when it returns. */
function withFile(path: string, flags: string, action: (file: number) => void): void {
  const file = openSync(path, flags)
  try {
    action(file)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
