// Storage trees on disk: a node store in LMDB, where every change is one transaction. What was appended before the process died is there,
// and nothing of what was about to be.
import { open } from 'lmdb'
import type { Database, RootDatabase } from 'lmdb'
import type { NodeStore, StoredVersion } from '../../vm/storage/node-store.ts'
import { decodeVersion, encodeVersion } from './version-record.ts'

export interface LmdbStore extends NodeStore {
  /** Bytes of the file, whether in use or free for what comes. */
  fileBytes(): number
  close(): Promise<void>
}

/** What opening can fail by: the folder's files belong to another program, or to a version of this one that is not known. */
export type OpenedStore =
  { readonly ok: true; readonly store: LmdbStore } | { readonly ok: false; readonly problem: string }

const FORMAT = 'silo storage 1'
/** Address space that the file may grow to; it takes no room before it does. */
const MAP_BYTES = 64 * 2 ** 30

type Bytes = Uint8Array

export function openLmdbStore(folder: string): OpenedStore {
  const root = open<Bytes, string>({ path: folder, encoding: 'binary', maxDbs: 4, mapSize: MAP_BYTES })
  const format = root.getBinary('format')
  if (format === undefined) root.putSync('format', Buffer.from(FORMAT))
  else if (format.toString() !== FORMAT) {
    void root.close()
    return { ok: false, problem: `${folder} holds ${JSON.stringify(format.toString())}, not ${FORMAT}` }
  }
  const tables: Tables = {
    root,
    nodes: root.openDB<Bytes, number>('nodes', { encoding: 'binary' }),
    versions: root.openDB<Bytes, number>('versions', { encoding: 'binary' }),
    dropped: root.openDB<Bytes, number>('dropped', { encoding: 'binary' }),
  }
  const versions = readVersions(tables)
  if (versions === undefined) {
    void root.close()
    return { ok: false, problem: `${folder} holds a version that can't be read` }
  }
  return { ok: true, store: storeOver(tables, versions) }
}

interface Tables {
  readonly root: RootDatabase<Bytes, string>
  /** By id: words of the node. */
  readonly nodes: Database<Bytes, number>
  /** By version number. */
  readonly versions: Database<Bytes, number>
  /** By version number: ids that it dropped of the version before, as 64-bit floats. */
  readonly dropped: Database<Bytes, number>
}

function readVersions({ versions }: Tables): StoredVersion[] | undefined {
  const read = [...versions.getRange()].map(({ key, value }) => decodeVersion(key, value))
  return read.some((version) => version === undefined)
    ? undefined
    : read.filter((version) => version !== undefined)
}

function storeOver(tables: Tables, found: StoredVersion[]): LmdbStore {
  const { root, nodes, versions, dropped } = tables
  let kept = found

  const read = (id: number): Uint32Array => {
    const bytes = nodes.getBinary(id)
    if (bytes === undefined) throw new Error(`no node ${id} is stored`)
    return new Uint32Array(new Uint8Array(bytes).buffer)
  }
  return {
    inner: read,
    leaf: read,
    versions: () => kept,
    append(change) {
      root.transactionSync(() => {
        for (const { id, words } of change.nodes) nodes.putSync(id, bytesOf(words), { append: true })
        dropped.putSync(change.version.version, bytesOf(change.dropped))
        versions.putSync(change.version.version, encodeVersion(change.version))
      })
      kept = [...kept, change.version]
    },
    rollBack(version) {
      const rest = kept.filter((one) => one.version <= version)
      root.transactionSync(() => {
        const later = Array.from(nodes.getKeys({ start: rest.at(-1)?.nextId ?? 0 }))
        for (const id of later) nodes.removeSync(id)
        for (const one of kept.slice(rest.length)) {
          versions.removeSync(one.version)
          dropped.removeSync(one.version)
        }
      })
      kept = rest
    },
    prune(version) {
      // One version after another: each is a transaction of bounded size.
      for (const one of kept.filter((candidate) => candidate.version <= version)) {
        root.transactionSync(() => {
          for (const id of idsOf(dropped.getBinary(one.version))) nodes.removeSync(id)
          dropped.removeSync(one.version)
          if (one.version < version) versions.removeSync(one.version)
        })
      }
      kept = kept.filter((one) => one.version >= version)
    },
    fileBytes() {
      const stats = root.getStats() as {
        readonly mapSize?: number
        readonly lastPageNumber?: number
        readonly pageSize?: number
      }
      return (stats.lastPageNumber ?? 0) * (stats.pageSize ?? 0)
    },
    close: () => root.close(),
  }
}

function bytesOf(words: Uint32Array | Float64Array): Buffer {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength)
}

function idsOf(bytes: Buffer | undefined): Float64Array {
  return bytes === undefined ? new Float64Array(0) : new Float64Array(new Uint8Array(bytes).buffer)
}
