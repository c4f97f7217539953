// A map that forgets its oldest keys beyond a limit.

export interface BoundedMap<K, V> {
  readonly get: (key: K) => V | undefined
  readonly set: (key: K, value: V) => void
  readonly delete: (key: K) => void
  /** A copy, oldest first. */
  readonly entries: () => readonly (readonly [K, V])[]
}

export function createBoundedMap<K, V>(limit: number): BoundedMap<K, V> {
  const map = new Map<K, V>()
  return {
    get: (key) => map.get(key),
    set(key, value) {
      map.delete(key)
      map.set(key, value)
      for (const oldest of map.keys()) {
        if (map.size <= limit) break
        map.delete(oldest)
      }
    },
    delete: (key) => void map.delete(key),
    entries: () => [...map],
  }
}
