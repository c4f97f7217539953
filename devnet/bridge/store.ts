// Reading typed records from a view, and a draft that gathers changes on top of one until they are taken or dropped.
import type { BridgeChange, BridgeView } from './api.ts'
import type { BridgeRecord } from './records.ts'

export type RecordOf<K extends BridgeRecord['kind']> = Extract<BridgeRecord, { kind: K }>

/** The record under a key; undefined when there is none. Another kind there is a bug and throws. */
export function read<K extends BridgeRecord['kind']>(
  view: BridgeView,
  key: string,
  kind: K,
): RecordOf<K> | undefined {
  const record = view.get(key)
  if (record === undefined) return undefined
  if (!isKind(record, kind)) throw new Error(`the record under ${key} is a ${record.kind}, not a ${kind}`)
  return record
}

/** The same for a record that must be there. */
export function need<K extends BridgeRecord['kind']>(view: BridgeView, key: string, kind: K): RecordOf<K> {
  const record = read(view, key, kind)
  if (record === undefined) throw new Error(`no ${kind} under ${key}`)
  return record
}

/** A view with changes on top, which are thrown away unless somebody takes them with `changes`. */
export class Draft implements BridgeView {
  private readonly base: BridgeView
  private readonly written = new Map<string, BridgeRecord | undefined>()

  constructor(base: BridgeView) {
    this.base = base
  }

  get(key: string): BridgeRecord | undefined {
    return this.written.has(key) ? this.written.get(key) : this.base.get(key)
  }

  put(key: string, record: BridgeRecord): void {
    this.written.set(key, record)
  }

  remove(key: string): void {
    this.written.set(key, undefined)
  }

  /** One change per key, in the order in which keys were first written. */
  changes(): BridgeChange[] {
    const changes: BridgeChange[] = []
    for (const [key, after] of this.written) {
      const before = this.base.get(key)
      if (before !== after) changes.push({ key, before, after })
    }
    return changes
  }
}

function isKind<K extends BridgeRecord['kind']>(record: BridgeRecord, kind: K): record is RecordOf<K> {
  return record.kind === kind
}
