// A node store in memory, for tests.
import type { NodeStore, StoredVersion } from '../../vm/storage/node-store.ts'

export interface MemoryStore extends NodeStore {
  /** Number of nodes held. */
  nodeCount(): number
}

export function memoryStore(): MemoryStore {
  const nodes = new Map<number, Uint32Array>()
  /** What each version dropped of the one before. */
  const droppedBy = new Map<number, Float64Array>()
  let kept: StoredVersion[] = []

  const read = (id: number): Uint32Array => {
    const words = nodes.get(id)
    if (words === undefined) throw new Error(`no node ${id} is stored`)
    return words
  }
  return {
    inner: read,
    leaf: read,
    versions: () => kept,
    append({ version, nodes: added, dropped }) {
      for (const { id, words } of added) nodes.set(id, words)
      droppedBy.set(version.version, dropped)
      kept = [...kept, version]
    },
    rollBack(version) {
      const rest = kept.filter((one) => one.version <= version)
      const nextId = rest.at(-1)?.nextId ?? 0
      for (const id of nodes.keys()) if (id >= nextId) nodes.delete(id)
      for (const one of kept) if (one.version > version) droppedBy.delete(one.version)
      kept = rest
    },
    prune(version) {
      for (const one of kept) {
        if (one.version > version) continue
        for (const id of droppedBy.get(one.version) ?? []) nodes.delete(id)
        droppedBy.delete(one.version)
      }
      kept = kept.filter((one) => one.version >= version)
    },
    nodeCount: () => nodes.size,
  }
}
