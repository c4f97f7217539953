// A whole chain as rows, in the tables that it is stored in, for files and peers: rows in one order, each as bytes of its own.
import type { ChainBatch, ChainImage } from '../../chain/index.ts'
import { ByteReader } from '../../tx/byte-reader.ts'
import { ByteWriter } from '../../tx/byte-writer.ts'
import type { DecodeResult } from '../../tx/index.ts'
import { changesOf } from './changes.ts'
import { loadChain, noPlaces } from './load.ts'
import type { Entry, TableName } from './tables.ts'
import { DamagedTable, TABLES } from './tables.ts'

export interface Row extends Entry {
  readonly table: TableName
}

const MAX_KEY_BYTES = 1_000

/** By table and key: the same chain gives the same rows. */
export function rowsOf(whole: ChainBatch): readonly Row[] {
  const byTable = new Map<TableName, Row[]>(TABLES.map((table) => [table, []]))
  for (const { table, key, value } of changesOf(whole, noPlaces()))
    if (value !== undefined) byTable.get(table)?.push({ table, key, value })
  return [...byTable.values()].flatMap((rows) => rows.sort((a, b) => Buffer.compare(a.key, b.key)))
}

export function encodeRow({ table, key, value }: Row): Uint8Array {
  return new ByteWriter().u8(TABLES.indexOf(table)).varBytes(key).bytes(value).finish()
}

export function decodeRow(bytes: Uint8Array): DecodeResult<Row> {
  const reader = new ByteReader(bytes)
  const table = TABLES[reader.u8()]
  const key = reader.varBytes(MAX_KEY_BYTES)
  const value = reader.rest()
  if (table === undefined) reader.fail('no such table')
  const reason = reader.end()
  return reason === undefined && table !== undefined
    ? { ok: true, value: { table, key, value } }
    : { ok: false, reason: reason ?? 'no such table' }
}

/** Gathers rows until all are there. */
export interface RowCollector {
  readonly add: (row: Row) => void
  /** The chain that the rows hold, or why they hold none. To be called once: the rows are let go as they are read. */
  readonly finish: (finalityDepth: bigint) => DecodeResult<ChainImage>
}

export function collectRows(): RowCollector {
  const byTable = new Map<TableName, Entry[]>(TABLES.map((table) => [table, []]))
  function* taken(table: TableName): IterableIterator<Entry> {
    const rows = byTable.get(table) ?? []
    byTable.set(table, [])
    for (let entry = (rows.reverse(), rows.pop()); entry !== undefined; entry = rows.pop()) yield entry
  }
  return {
    add: ({ table, key, value }) => void byTable.get(table)?.push({ key, value }),
    finish(finalityDepth) {
      try {
        const loaded = loadChain({ entries: taken }, finalityDepth)
        return loaded === undefined
          ? { ok: false, reason: 'there is no chain in it' }
          : { ok: true, value: loaded.image }
      } catch (failure) {
        if (failure instanceof DamagedTable) return { ok: false, reason: failure.message }
        throw failure
      }
    },
  }
}
