// Keeps a chain in a folder: every batch is written as a whole or not at all, so that whenever the process or the machine stops, the
// folder holds the chain as it stood after some block. Batches that come close together share one transaction.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cancel, Clock } from '../../../client/clock.ts'
import type { ChainBatch, ChainImage, ChainStorage } from '../../chain/index.ts'
import { changesOf, expiredLanes } from './changes.ts'
import { damageOf } from './check-file.ts'
import type { Places } from './load.ts'
import { loadChain, noPlaces } from './load.ts'
import type { LockResult } from './lock.ts'
import { lockFolder } from './lock.ts'
import type { StorageProblem } from './problems.ts'
import { hasLittleRoom, problemOfWrite } from './problems.ts'
import type { Change, Tables } from './tables.ts'
import { DamagedTable, openTables, TABLES } from './tables.ts'

/** Raised whenever what is written changes its form. */
export const STORAGE_FORMAT = 5
const FORMAT_FILE = 'format'
const DATABASE_FILE = 'chain.mdb'

export interface StorageOptions {
  /** Made when it isn't there. */
  readonly folder: string
  /** Of the network; in blue score. */
  readonly finalityDepth: bigint
  /** Called once, when something can't be written. Nothing is written from then on: what the folder holds stays whole. */
  readonly onProblem: (problem: StorageProblem) => void
  /** Says when a batch that waited for others is written. */
  readonly clock: Pick<Clock, 'schedule'>
  /** In place of the database, for tests of what happens when it fails. */
  readonly open?: (file: string) => Tables
}

export interface KeptChain extends ChainStorage {
  /** Writes what is waiting; it is on the disk afterwards, unless `onProblem` was called. */
  readonly flush: () => void
  readonly close: () => Promise<void>
}

export type OpenResult =
  | {
      readonly ok: true
      readonly storage: KeptChain
      /** What was kept before; undefined in a new folder. */
      readonly image: ChainImage | undefined
    }
  | { readonly ok: false; readonly problem: StorageProblem }

/** How long a batch waits for others: what a kill can cost. Long enough for a disk to write the last one. */
const DELAY_MS = 50n
/** As many rows waiting are written at once, whatever the delay. */
const MAX_WAITING = 20_000

export async function openChainStorage(options: StorageOptions): Promise<OpenResult> {
  const { folder } = options
  const locked = attempt(folder, () => {
    mkdirSync(folder, { recursive: true })
    return hasLittleRoom(folder) ? undefined : lockFolder(folder)
  })
  if (!locked.ok) return locked
  if (locked.value === undefined) return { ok: false, problem: { kind: 'full' } }
  if (!locked.value.ok) return { ok: false, problem: { kind: 'locked', pid: locked.value.pid } }
  const { release } = locked.value
  const opened = await openLocked(options, locked.value)
  if (!opened.ok) release()
  return opened
}

async function openLocked(options: StorageOptions, lock: LockResult & { ok: true }): Promise<OpenResult> {
  const { folder } = options
  const file = join(folder, DATABASE_FILE)
  const format = attempt(folder, () => checkFormat(folder))
  if (!format.ok) return format
  if (format.value !== undefined) return { ok: false, problem: format.value }
  const damage = existsSync(file) ? damageOf(file) : undefined
  if (damage !== undefined) return { ok: false, problem: { kind: 'damaged', where: damage } }
  const tables = attempt(folder, () => (options.open ?? openTables)(file))
  if (!tables.ok) return tables
  const loaded = attempt(folder, () => loadChain(tables.value, options.finalityDepth))
  if (loaded.ok) {
    const { image, places } = loaded.value ?? { image: undefined, places: noPlaces() }
    return { ok: true, storage: writer(options, tables.value, places, lock.release), image }
  }
  await tables.value.close()
  return loaded
}

/** Writes the format into a new folder; tells when an old one has another. */
function checkFormat(folder: string): StorageProblem | undefined {
  const path = join(folder, FORMAT_FILE)
  if (!existsSync(path)) {
    if (existsSync(join(folder, DATABASE_FILE)))
      return { kind: 'damaged', where: `there is data, but no file "${FORMAT_FILE}"` }
    writeFileSync(path, `${STORAGE_FORMAT}\n`)
    return undefined
  }
  const found = readFileSync(path, 'utf8').trim()
  return found === String(STORAGE_FORMAT)
    ? undefined
    : { kind: 'otherFormat', found, expected: STORAGE_FORMAT }
}

function writer(
  { folder, onProblem, finalityDepth, clock }: StorageOptions,
  tables: Tables,
  loadedPlaces: Places,
  release: () => void,
): KeptChain {
  let places = loadedPlaces
  let waiting: Change[] = []
  let cancel: Cancel | undefined
  let failed = false

  const flush = (): void => {
    cancel?.()
    cancel = undefined
    const changes = waiting
    waiting = []
    if (changes.length > 0) commit(() => changes)
  }

  const commit = (changes: () => readonly Change[]): void => {
    if (failed) return
    try {
      tables.commit(changes())
    } catch (failure) {
      failed = true
      onProblem(problemOfWrite(failure, folder))
    }
  }

  return {
    write(batch: ChainBatch) {
      if (failed) return
      for (const change of changesOf(batch, places)) waiting.push(change)
      if (batch.pruned !== undefined) {
        // A lane whose row has expired on the disk may have been written anew in what is waiting.
        flush()
        waiting.push(...expiredLanes(tables, batch.pruned, finalityDepth))
      }
      if (waiting.length >= MAX_WAITING) flush()
      else cancel ??= clock.schedule(DELAY_MS, flush)
    },
    replace(whole: ChainBatch) {
      cancel?.()
      cancel = undefined
      waiting = []
      places = noPlaces()
      commit(() => [...everything(tables), ...changesOf(whole, places)])
    },
    flush,
    async close() {
      flush()
      await tables.close()
      release()
    },
  }
}

/** Takes away all that is kept. */
function* everything(tables: Tables): IterableIterator<Change> {
  for (const table of TABLES)
    for (const { key } of tables.entries(table)) yield { table, key, value: undefined }
}

type Attempt<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: StorageProblem }

/** What the file system or the database throws, as a problem. */
function attempt<T>(folder: string, action: () => T): Attempt<T> {
  try {
    return { ok: true, value: action() }
  } catch (failure) {
    if (failure instanceof DamagedTable)
      return { ok: false, problem: { kind: 'damaged', where: failure.message } }
    return { ok: false, problem: problemOfWrite(failure, folder) }
  }
}
