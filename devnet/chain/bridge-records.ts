// The bridge's keyed store of immutable records: read through a view, changed by lists of changes, and changed back by
// the same lists in reverse. An overlay collects the changes of one chain block without touching the store below.
import type { BridgeChange, BridgeRecord, BridgeView } from '../bridge/index.ts'

export interface BridgeRecords {
  readonly view: BridgeView
  readonly apply: (changes: readonly BridgeChange[]) => void
  readonly undo: (changes: readonly BridgeChange[]) => void
  readonly all: () => Iterable<readonly [string, BridgeRecord]>
}

export function createBridgeRecords(): BridgeRecords {
  const records = new Map<string, BridgeRecord>()
  const set = (key: string, record: BridgeRecord | undefined): void => {
    if (record === undefined) records.delete(key)
    else records.set(key, record)
  }
  return {
    view: { get: (key) => records.get(key) },
    all: () => records,
    apply(changes) {
      for (const { key, after } of changes) set(key, after)
    },
    undo(changes) {
      for (const { key, before } of changes.toReversed()) set(key, before)
    },
  }
}

export interface BridgeOverlay {
  /** What is below with the changes so far. */
  readonly view: BridgeView
  readonly apply: (changes: readonly BridgeChange[]) => void
  /** One change per key, in the order in which the keys were first changed. */
  readonly changes: () => readonly BridgeChange[]
}

export function createBridgeOverlay(below: BridgeView): BridgeOverlay {
  const changed = new Map<string, BridgeChange>()
  return {
    view: {
      get(key) {
        const change = changed.get(key)
        return change === undefined ? below.get(key) : change.after
      },
    },
    apply(changes) {
      for (const change of changes) {
        const earlier = changed.get(change.key)
        changed.set(change.key, earlier === undefined ? change : { ...change, before: earlier.before })
      }
    },
    changes: () => [...changed.values()],
  }
}
