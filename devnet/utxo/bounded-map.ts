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
  // One walk for good: one from the start would pass the holes that all deleted keys have left.
  const oldestFirst = map.keys()
  return {
    get: (key) => map.get(key),
    set(key, value) {
      map.delete(key)
      map.set(key, value)
      while (map.size > limit) {
        const { value: oldest, done } = oldestFirst.next()
        if (done === true) throw new Error('bug: the walk is behind all keys')
        map.delete(oldest)
      }
    },
    delete: (key) => void map.delete(key),
    entries: () => [...map],
  }
}
