// The difficulty that a window of past blocks asks for, and the median of their times (31, 2.3).
import { bitsOfTarget, targetOfBits } from './work.ts'
import { compareNodes } from './node.ts'
import type { Node } from './node.ts'
import type { Window } from './windows.ts'

export interface DifficultyRule {
  /** Milliseconds between blocks that difficulty aims at. */
  readonly targetTimePerBlock: bigint
  readonly difficultySampleRate: bigint
  readonly minDifficultyWindowSize: number
  readonly maxDifficultyTarget: bigint
}

/** How many of the middle times are averaged, which takes the edge off a single false one. */
const MEDIAN_FRAME = 11

/** What was found for a window. Only one block in `difficultySampleRate` changes it: most blocks ask about the very array of the one before. */
const knownBits = new WeakMap<Window, { readonly rule: DifficultyRule; readonly bits: number }>()
const knownMedians = new WeakMap<Window, bigint>()

/** The compact target for a block over this window; `unfilled` while the window is too short to tell. */
export function difficultyBits(window: Window, unfilled: number, rule: DifficultyRule): number {
  const [first] = window
  // Of a single block there is no interval.
  if (first === undefined || window.length < Math.max(2, rule.minDifficultyWindowSize)) return unfilled
  const known = knownBits.get(window)
  if (known?.rule === rule) return known.bits
  const bits = bitsOver(window, first, rule)
  knownBits.set(window, { rule, bits })
  return bits
}

function bitsOver(window: Window, first: Node, rule: DifficultyRule): number {
  let earliest = first
  let latest = first
  let sum = 0n
  for (const node of window) {
    if (compareTimes(node, earliest) < 0) earliest = node
    if (compareTimes(node, latest) > 0) latest = node
    sum += targetOfBits(node.bits)
  }
  // The first block of the span closes no interval of it.
  const count = BigInt(window.length - 1)
  const average = (sum - targetOfBits(earliest.bits)) / count
  const measured = latest.timestamp - earliest.timestamp
  const expected = rule.targetTimePerBlock * rule.difficultySampleRate * count
  const target = (average * (measured > 1n ? measured : 1n)) / expected
  return bitsOfTarget(target < rule.maxDifficultyTarget ? target : rule.maxDifficultyTarget)
}

/** The past median time in milliseconds; `empty` where the window has no blocks. */
export function medianTime(window: Window, empty: bigint): bigint {
  if (window.length === 0) return empty
  const known = knownMedians.get(window)
  if (known !== undefined) return known
  const median = medianOver(window)
  knownMedians.set(window, median)
  return median
}

function medianOver(window: Window): bigint {
  const times = window.map((node) => node.timestamp).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const frame = Math.min(MEDIAN_FRAME, times.length)
  const end = Math.ceil((times.length + frame) / 2)
  const sum = times.slice(end - frame, end).reduce((total, time) => total + time, 0n)
  return (sum + BigInt(frame) / 2n) / BigInt(frame)
}

function compareTimes(a: Node, b: Node): number {
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? -1 : 1
  return compareNodes(a, b)
}
