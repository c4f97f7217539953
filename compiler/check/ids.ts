// Numbers for symbols. A fresh check counts them up; a check that remembers earlier ones (`Memory`) gives each declaration the number that it had, so that
// what was kept of them still speaks of the same things.
import type { SymbolId } from '../typed/tree.ts'

export interface Ids {
  readonly newId: () => SymbolId
  /** Runs `inner`, whose n-th new id is the one that it had when this key was last seen. Keys are full names: they don't nest. */
  readonly within: <T>(key: string, inner: () => T) => T
}

/** Ids of one check, counted up. */
export function countedIds(): Ids {
  let last = 0
  return { newId: () => last++ as SymbolId, within: (_key, inner) => inner() }
}

export interface KeptIds {
  /** Ids of the next check; ids of keys that the check before didn't see are forgotten. */
  readonly nextRun: () => Ids
}

/** Ids that outlive a check. None is ever given to two things. */
export function keptIds(): KeptIds {
  let last = 0
  let before: ReadonlyMap<string, SymbolId[]> = new Map()
  let now = new Map<string, SymbolId[]>()
  const fresh = (): SymbolId => last++ as SymbolId
  return {
    nextRun: () => {
      before = now
      now = new Map()
      const seen = new Map<string, number>()
      let open: { readonly ids: SymbolId[]; next: number } | null = null
      return {
        newId: () => {
          if (open === null) return fresh()
          const id = (open.ids[open.next] ??= fresh())
          open.next += 1
          return id
        },
        within: (key, inner) => {
          const count = (seen.get(key) ?? 0) + 1
          seen.set(key, count)
          const full = `${key}#${count}`
          const ids = before.get(full) ?? []
          now.set(full, ids)
          const around = open
          open = { ids, next: 0 }
          const result = inner()
          open = around
          return result
        },
      }
    },
  }
}
