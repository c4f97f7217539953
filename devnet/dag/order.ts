// All blocks in GHOSTDAG's order, which has parents first, so that those which aren't in the past of some block are found without walking all
// others: a tree of spans of the order, of which each knows its tips, the blocks without a child in the same span. Where all tips of a span
// lie in somebody's past, the whole span does. A page of the order takes as many looks as it has blocks, and some for each doubling of the DAG.
import { compareNodes } from './node.ts'
import type { OrderKey } from './node.ts'

export interface OrderedBlock extends OrderKey {
  readonly parents: readonly OrderedBlock[]
  readonly children: readonly OrderedBlock[]
}

/** A run of the order: blocks, or spans of them. */
type Span<T> = { tips: readonly T[] } & (
  { readonly kind: 'blocks'; items: T[] } | { readonly kind: 'spans'; items: Span<T>[] }
)

const MOST_ITEMS = 32

export class BlockOrder<T extends OrderedBlock> {
  private root: Span<T> = { kind: 'blocks', items: [], tips: [] }

  /** Takes blocks in, in any order that has parents first. */
  constructor(blocks: Iterable<T> = []) {
    for (const block of blocks) this.insert(block)
  }

  /** A block whose parents were taken in before, and none of its children. */
  insert(block: T): void {
    const beside = insertInto(this.root, block)
    if (beside !== undefined) this.root = spanOf([this.root, beside])
  }

  /**
   * The blocks that aren't settled, in order; with `after` those beyond that place. Whatever is in the past of a settled block must be settled too.
   */
  unsettled(isSettled: (block: T) => boolean, after?: OrderKey): IterableIterator<T> {
    return walk(this.root, isSettled, after)
  }
}

function* walk<T extends OrderedBlock>(
  span: Span<T>,
  isSettled: (block: T) => boolean,
  after: OrderKey | undefined,
): IterableIterator<T> {
  if (span.tips.every(isSettled)) return
  if (span.kind === 'blocks') {
    for (const block of span.items) if (isBeyond(block, after) && !isSettled(block)) yield block
  } else {
    for (const part of span.items) if (isBeyond(lastOf(part), after)) yield* walk(part, isSettled, after)
  }
}

function isBeyond(block: OrderKey | undefined, after: OrderKey | undefined): boolean {
  return after === undefined || (block !== undefined && compareNodes(block, after) > 0)
}

/** Gives the upper half of a span that had to be split. */
function insertInto<T extends OrderedBlock>(span: Span<T>, block: T): Span<T> | undefined {
  span.tips = [...span.tips.filter((tip) => !block.parents.includes(tip)), block]
  if (span.kind === 'blocks') {
    span.items.splice(placeIn(span.items, block), 0, block)
  } else {
    // The last span that begins at or before the block; what comes before all of them goes into the first.
    const at = Math.max(0, placeIn(span.items.map(firstOf), block) - 1)
    const part = span.items[at]
    const beside = part === undefined ? undefined : insertInto(part, block)
    if (beside !== undefined) span.items.splice(at + 1, 0, beside)
  }
  return span.items.length > MOST_ITEMS ? splitOff(span) : undefined
}

/** How many of the sorted come before a block. */
function placeIn(sorted: readonly (OrderKey | undefined)[], block: OrderKey): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = sorted[middle]
    if (other !== undefined && compareNodes(other, block) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function splitOff<T extends OrderedBlock>(span: Span<T>): Span<T> {
  const half = span.items.length >>> 1
  if (span.kind === 'blocks') {
    const upper: Span<T> = { kind: 'blocks', items: span.items.splice(half), tips: [] }
    upper.tips = tipsAmong(upper.items)
    span.tips = tipsAmong(span.items)
    return upper
  }
  const upper = spanOf(span.items.splice(half))
  span.tips = spanOf(span.items).tips
  return upper
}

function spanOf<T extends OrderedBlock>(items: Span<T>[]): Span<T> {
  return {
    kind: 'spans',
    items,
    tips: tipsAmong(
      items.flatMap(({ tips }) => tips),
      lastOf(items.at(-1)),
    ),
  }
}

/** Those of whose children none comes at or before the last of a span. */
function tipsAmong<T extends OrderedBlock>(
  blocks: readonly T[],
  last: OrderKey | undefined = blocks.at(-1),
): T[] {
  return blocks.filter((block) => block.children.every((child) => isBeyond(child, last)))
}

function firstOf<T extends OrderedBlock>(span: Span<T>): T | undefined {
  let at = span
  while (at.kind === 'spans') {
    const [first] = at.items
    if (first === undefined) return undefined
    at = first
  }
  return at.items[0]
}

function lastOf<T extends OrderedBlock>(span: Span<T> | undefined): T | undefined {
  let at = span
  while (at?.kind === 'spans') at = at.items.at(-1)
  return at?.items.at(-1)
}
