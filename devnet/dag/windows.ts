// Sampled windows of past blocks, from which difficulty and past median time follow (31, 2.3; KIP-4).
//
// A window is the top `size` by the order key of all sampled blocks in the past. A block's window is that of its selected
// parent with the samples of its own mergeset put in, so that one step costs about a mergeset; recent windows are
// kept, an older one is gathered anew by walking down its selected chain until it is full.
import { compareNodes } from './node.ts'
import type { Node } from './node.ts'

/** Blocks in ascending order. */
export type Window = readonly Node[]

/** What sampling needs to know about a block, made already or still to be made. */
export interface Sampled {
  readonly selectedParent: Node | undefined
  readonly blues: readonly Node[]
  readonly reds: readonly Node[]
  readonly nonDaa: ReadonlySet<Node>
}

const KEPT_WINDOWS = 128
const NO_BLOCKS: Window = []

export interface WindowRule {
  readonly size: number
  /** One block of so many is sampled. */
  readonly sampleRate: bigint
}

/** The blocks of a mergeset that count for the DAA score and are sampled. */
export function samplesOf(block: Sampled, sampleRate: bigint): Node[] {
  const { selectedParent } = block
  // Genesis never enters a window.
  if (selectedParent === undefined || selectedParent.isGenesis) return []
  const descending = [...block.blues.slice(1), ...block.reds].sort(compareNodes).reverse()
  const samples: Node[] = []
  let index = selectedParent.daaScore
  for (const node of [selectedParent, ...descending]) {
    if (block.nonDaa.has(node)) continue
    index += 1n
    if (index % sampleRate === 0n) samples.push(node)
  }
  return samples
}

/** Computes windows of one rule and keeps the recent ones. */
export class WindowCache {
  private readonly rule: WindowRule
  private readonly kept = new Map<Node, Window>()

  constructor(rule: WindowRule) {
    this.rule = rule
  }

  /** The window that a block over these parents sees. */
  windowOf(block: Sampled): Window {
    if (block.selectedParent === undefined) return NO_BLOCKS
    const below = this.windowOfNode(block.selectedParent)
    return addSamples(below, samplesOf(block, this.rule.sampleRate), this.rule.size)
  }

  /** Forgets what is kept: windows name blocks that may be gone by now. */
  clear(): void {
    this.kept.clear()
  }

  private windowOfNode(node: Node): Window {
    const known = this.kept.get(node)
    if (known !== undefined) return known
    const window = this.gather(node)
    this.kept.set(node, window)
    if (this.kept.size > KEPT_WINDOWS) {
      for (const oldest of this.kept.keys()) {
        this.kept.delete(oldest)
        break
      }
    }
    return window
  }

  private gather(top: Node): Window {
    const { size, sampleRate } = this.rule
    let window: Window = NO_BLOCKS
    for (let node: Node | undefined = top; node !== undefined; node = node.selectedParent) {
      const known = this.kept.get(node)
      if (known !== undefined) return addSamples(known, window, size)
      const [smallest] = window
      // Whatever lies in the past of this block is smaller than it.
      if (window.length === size && smallest !== undefined && compareNodes(smallest, node) > 0) return window
      window = addSamples(window, samplesOf(node, sampleRate), size)
    }
    return window
  }
}

/** The top `size` of both. The same array when nothing is added, so that results computed from it can be shared. */
function addSamples(window: Window, samples: readonly Node[], size: number): Window {
  if (samples.length === 0) return window
  const merged: Node[] = []
  const fresh = samples.toSorted(compareNodes)
  let i = 0
  for (const node of window) {
    for (let next = fresh[i]; next !== undefined && compareNodes(next, node) < 0; next = fresh[++i])
      merged.push(next)
    merged.push(node)
  }
  merged.push(...fresh.slice(i))
  return merged.length > size ? merged.slice(merged.length - size) : merged
}
