// The kinds of declarations in the order in which pages show them, with their headings. The one list of them.
import type { DocEntry, EntryKind } from '../../compiler/documentation/types.ts'

interface Group {
  readonly title: string
  /** What one of them is called. */
  readonly word: string
  /** What its parts are called; empty if it has none. */
  readonly parts: string
}

const GROUPS: Readonly<Record<EntryKind, Group>> = {
  constructor: { title: 'Constructor', word: 'constructor', parts: 'Parameters' },
  function: { title: 'Functions', word: 'function', parts: 'Parameters' },
  view: { title: 'Views', word: 'view', parts: 'Parameters' },
  remote: { title: 'Remote functions', word: 'remote function', parts: 'Parameters' },
  refund: { title: 'Refund handlers', word: 'refund handler', parts: 'Parameters' },
  use: { title: 'Components in use', word: 'component in use', parts: '' },
  storage: { title: 'Storage', word: 'storage field', parts: '' },
  event: { title: 'Events', word: 'event', parts: 'Fields' },
  error: { title: 'Errors', word: 'error', parts: 'Fields' },
  struct: { title: 'Structs', word: 'struct', parts: 'Fields' },
  resource: { title: 'Resources', word: 'resource', parts: 'Fields' },
  enum: { title: 'Enums', word: 'enum', parts: 'Variants' },
  constant: { title: 'Constants', word: 'constant', parts: '' },
  invariant: { title: 'Invariants', word: 'invariant', parts: '' },
}

export function groupOf(kind: EntryKind): Group {
  return GROUPS[kind]
}

/** Entries by kind, those kinds that there are. */
export function grouped(
  entries: readonly DocEntry[],
): readonly { readonly group: Group; readonly entries: readonly DocEntry[] }[] {
  const kinds = Object.keys(GROUPS)
  return kinds
    .map((kind) => entries.filter((entry) => entry.kind === kind))
    .flatMap((all) => (all[0] === undefined ? [] : [{ group: GROUPS[all[0].kind], entries: all }]))
}
