// The database file as a few tables of sealed values: each carries a checksum over its place and its bytes, so that nothing that the
// disk changed is taken for true. One transaction writes any number of changes, or none of them.
import { open } from 'lmdb'
import type { Database, RootDatabase } from 'lmdb'
import { crc32 } from 'node:zlib'

export const TABLES = [
  'meta',
  'blocks',
  'places',
  'effects',
  'undo',
  'disqualified',
  'utxos',
  'bridge',
  'lanes',
] as const
export type TableName = (typeof TABLES)[number]

/** `value` undefined removes. */
export interface Change {
  readonly table: TableName
  readonly key: Uint8Array
  readonly value: Uint8Array | undefined
}

export interface Entry {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

export interface Tables {
  /** Ascending by key. Throws a DamagedTable where a seal is broken. */
  readonly entries: (table: TableName) => Iterable<Entry>
  /** All or nothing, on the disk when it returns. Throws what the database throws when it can't be written. */
  readonly commit: (changes: readonly Change[]) => void
  readonly close: () => Promise<void>
}

export class DamagedTable extends Error {}

const SEAL_BYTES = 4

/** Throws what the database throws when the file can't be opened. */
export function openTables(file: string): Tables {
  const root: RootDatabase<Buffer, Buffer> = open({
    path: file,
    encoding: 'binary',
    keyEncoding: 'binary',
    maxDbs: TABLES.length,
    compression: false,
    // Errors of the environment are to come out here and not of some later call.
    noSubdir: true,
  })
  const tables = new Map<TableName, Database<Buffer, Buffer>>(
    TABLES.map((name) => [
      name,
      root.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary' }),
    ]),
  )
  const tableOf = (name: TableName): Database<Buffer, Buffer> => {
    const table = tables.get(name)
    if (table === undefined) throw new Error(`bug: there is no table ${name}`)
    return table
  }

  return {
    *entries(name) {
      for (const { key, value } of tableOf(name).getRange({ snapshot: false })) {
        yield { key: Uint8Array.from(key), value: unsealed(name, key, value) }
      }
    },
    commit(changes) {
      root.transactionSync(() => {
        for (const { table, key, value } of changes) {
          if (value === undefined) tableOf(table).removeSync(Buffer.from(key))
          else tableOf(table).putSync(Buffer.from(key), sealed(table, key, value))
        }
      })
    },
    close: () => root.close(),
  }
}

function sealed(table: TableName, key: Uint8Array, value: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(value.length + SEAL_BYTES)
  bytes.set(value)
  bytes.writeUInt32LE(sealOf(table, key, value), value.length)
  return bytes
}

function unsealed(table: TableName, key: Uint8Array, bytes: Buffer): Uint8Array {
  const value = Uint8Array.from(bytes.subarray(0, Math.max(0, bytes.length - SEAL_BYTES)))
  const isWhole = bytes.length >= SEAL_BYTES && bytes.readUInt32LE(value.length) === sealOf(table, key, value)
  if (isWhole) return value
  throw new DamagedTable(
    `a value of table "${table}" is not what was written (key ${Buffer.from(key).toString('hex')})`,
  )
}

function sealOf(table: TableName, key: Uint8Array, value: Uint8Array): number {
  return crc32(value, crc32(key, crc32(table)))
}
