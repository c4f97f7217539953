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
import type { StateKeeper } from '../../client/silo/states.ts'
import type { ChainImage } from '../chain/index.ts'
import type { JournalEntry, JournalStore } from '../manager/journal.ts'
import type { KeptChain } from '../node/storage/chain-storage.ts'
import { openChainStorage } from '../node/storage/chain-storage.ts'
import type { StorageProblem } from '../node/storage/problems.ts'
import { problemOfWrite } from '../node/storage/problems.ts'
import type { Hash } from '../tx/index.ts'
import { isHash } from '../tx/index.ts'
import { openStateKeeper } from './kept-states.ts'
import { devnetParams } from './params.ts'
import type { DevnetOrigin, DevnetSettings } from './settings.ts'
import { originFromJson, originToJson } from './settings.ts'

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
  /** The state of its silo that the manager of this name goes on from; undefined where the folder's files can't be used for it. */
  readonly keeperOf: (manager: string, siloId: Hash) => StateKeeper | undefined
  /** Addresses that were impersonated in earlier runs. */
  readonly impersonated: readonly string[]
  /** Writes another one down. */
  readonly keepImpersonated: (address: string) => void
}

export interface DevnetDataOptions {
  readonly folder: string
  /** Taken in the first run. */
  readonly settings: DevnetSettings
  /** A state that the first run starts from, which only a new folder takes. */
  readonly from?: DevnetOrigin
  readonly clock: Clock
  /** Called once, when something can't be written; nothing is from then on. */
  readonly onProblem: (problem: StorageProblem) => void
}

export type DataResult =
  { readonly ok: true; readonly data: DevnetData } | { readonly ok: false; readonly problem: StorageProblem }

const SETTINGS_FILE = 'devnet.json'
/** An address a line. */
const IMPERSONATED_FILE = 'impersonated'

export async function openDevnetData(options: DevnetDataOptions): Promise<DataResult> {
  const { folder, clock, onProblem } = options
  const kept = readSettings(folder)
  if (kept !== undefined && 'kind' in kept) return { ok: false, problem: kept }
  if (kept !== undefined && options.from !== undefined)
    return {
      ok: false,
      problem: {
        kind: 'unusable',
        reason: 'it holds a devnet already, and a state is loaded into a new folder only',
      },
    }
  const { settings, startedAt } = kept ??
    options.from ?? { settings: options.settings, startedAt: clock.now() }
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
    const text = `${JSON.stringify(originToJson({ settings, startedAt }), null, 2)}\n`
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
    data: {
      settings,
      startedAt,
      isOld: image !== undefined,
      takeImage,
      storage,
      journalOf,
      keeperOf: (manager, siloId) => openStateKeeper(join(folder, 'managers', `${manager}-state`), siloId),
      impersonated: linesOf(join(folder, IMPERSONATED_FILE)),
      keepImpersonated(address) {
        const problem = problemOf(folder, () => appendSafely(join(folder, IMPERSONATED_FILE), `${address}\n`))
        if (problem !== undefined) onProblem(problem)
      },
    },
  }
}

/** Undefined in a new folder. */
function readSettings(folder: string): DevnetOrigin | StorageProblem | undefined {
  const path = join(folder, SETTINGS_FILE)
  if (!existsSync(path)) return undefined
  return (
    originFromJson(parse(readFileSync(path, 'utf8'))) ?? {
      kind: 'damaged',
      where: `the file "${SETTINGS_FILE}" can't be read`,
    }
  )
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

function linesOf(path: string): readonly string[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
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
