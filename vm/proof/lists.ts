// Witnesses for entries of the append-only lists: payments of the outbox, records of the events.
import { EVENT_DEPTH, LEAF_BYTES, OUTBOX_DEPTH } from '../spec/constants.ts'
import { collectSiblings, multiproofSiblings } from '../merkle/multiproof.ts'
import { zeroRoot } from '../merkle/tree.ts'
import type { LeafTree } from '../merkle/tree.ts'
import { equalBytes } from '../words.ts'
import { byteReader } from './bytes.ts'
import { encodeElided, readElided } from './elision.ts'
import { emptySiblings, foldLeaves } from './multiproof.ts'

/** An entry of a list and its place in it. */
export interface ListEntry {
  readonly index: number
  /** 64 bytes. */
  readonly leaf: Uint8Array
}

/** More entries than this are never verified at once: it bounds the work on foreign bytes. */
export const MAX_ENTRIES_AT_ONCE = 4096

/** Witness for entries of an outbox or of events (indices strictly ascending). */
export function proveEntries(tree: LeafTree, indices: readonly number[]): Uint8Array {
  return encodeElided(collectSiblings(tree, indices), emptySiblings(tree.depth, indices))
}

/**
 * Whether these entries stand at these places of the outbox with this root. Total: false on indices that don't ascend strictly, leaves that
 * aren't 64 bytes, and any path but the one of `proveEntries`.
 */
export function verifyOutboxEntries(
  root: Uint8Array,
  entries: readonly ListEntry[],
  path: Uint8Array,
): boolean {
  return verifyEntries(root, OUTBOX_DEPTH, entries, path)
}

/** Whether a path that `verifyOutboxEntries` accepts for entries at these places shows that the outbox has none after the last of them. */
export function showsOutboxEnd(indices: readonly number[], path: Uint8Array): boolean {
  const last = indices.at(-1)
  if (last === undefined) return false
  const siblings = readElided(byteReader(path), emptySiblings(OUTBOX_DEPTH, indices), () => undefined)
  return multiproofSiblings(OUTBOX_DEPTH, indices).every(({ level, index }, at) => {
    const isAfter = index > Math.floor(last / 2 ** level)
    return !isAfter || equalBytes(siblings[at] ?? new Uint8Array(0), zeroRoot(level))
  })
}

/** `verifyOutboxEntries` for one entry. */
export function verifyOutboxEntry(
  root: Uint8Array,
  index: number,
  leaf: Uint8Array,
  path: Uint8Array,
): boolean {
  return verifyOutboxEntries(root, [{ index, leaf }], path)
}

/** The same for records of the events. */
export function verifyEvents(root: Uint8Array, records: readonly ListEntry[], path: Uint8Array): boolean {
  return verifyEntries(root, EVENT_DEPTH, records, path)
}

function verifyEntries(
  root: Uint8Array,
  depth: number,
  entries: readonly ListEntry[],
  path: Uint8Array,
): boolean {
  if (entries.length === 0 || entries.length > MAX_ENTRIES_AT_ONCE) return false
  const indices = entries.map(({ index }) => index)
  if (
    !indices.every(
      (index, at) => Number.isInteger(index) && index < 2 ** depth && index > (indices[at - 1] ?? -1),
    )
  )
    return false
  const leaves = entries.map(({ leaf }) => leaf)
  if (leaves.some((leaf) => leaf.length !== LEAF_BYTES)) return false
  const reader = byteReader(path)
  let fine = true
  const siblings = readElided(reader, emptySiblings(depth, indices), () => (fine = false))
  if (!fine || reader.overrun || reader.position !== path.length) return false
  const shown = foldLeaves(depth, indices, leaves, siblings)
  return shown !== undefined && equalBytes(shown, root)
}
