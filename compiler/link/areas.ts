// Where the functions of a silo keep what doesn't fit in their frames. A function has one call of it under way at a time, and those
// that call each other in a circle have one for each depth; so each gets a fixed area of memory, behind those of all that may have
// called it. Functions of which neither calls the other share theirs.
import type { FunctionCode } from '../codegen/types.ts'
import type { FunctionKey } from '../mir/types.ts'

export interface Areas {
  readonly of: ReadonlyMap<FunctionKey, Area>
  /** All of them. */
  readonly bytes: number
}

export interface Area {
  readonly address: number
  /** How far the areas of calls in one another lie apart. */
  readonly stride: number
  /** How many there are of these. */
  readonly calls: number
}

/** A circle of functions that call each other, and how many calls of it may be under way at once. */
export interface Circle {
  readonly number: number
  readonly calls: number
}

export const NO_AREAS: Areas = { of: new Map(), bytes: 0 }

/** The area of a function that is known to have one. */
export function areaOf({ of }: Areas, key: FunctionKey): Area {
  const area = of.get(key)
  if (area === undefined) throw new Error(`${key} has no area of memory`)
  return area
}

/** Gives the functions that `entry` reaches their areas, from an address on. Circles that are not named are a bug. */
export function placeAreas(
  codes: ReadonlyMap<FunctionKey, FunctionCode>,
  circles: ReadonlyMap<FunctionKey, Circle>,
  entry: FunctionKey,
  start: number,
): Areas {
  const graph = new Graph(codes, circles, entry)
  const of = new Map<FunctionKey, Area>()
  let end = start
  for (const members of graph.members.values()) {
    let address = start + graph.before(graph.nodeOf(members[0] ?? entry))
    for (const key of members) {
      const stride = codes.get(key)?.memory?.bytes ?? 0
      const calls = circles.get(key)?.calls ?? 1
      if (stride === 0) continue
      of.set(key, { address, stride, calls })
      address += stride * calls
    }
    end = Math.max(end, address)
  }
  return { of, bytes: end - start }
}

/** Who calls whom, a circle being one. */
class Graph {
  readonly members = new Map<string, FunctionKey[]>()
  private readonly circles: ReadonlyMap<FunctionKey, Circle>
  private readonly callers = new Map<string, Set<string>>()
  private readonly sizes = new Map<string, number>()
  /** Bytes of what may be under way when it is called; null while that is worked out. */
  private readonly known = new Map<string, number | null>()

  constructor(
    codes: ReadonlyMap<FunctionKey, FunctionCode>,
    circles: ReadonlyMap<FunctionKey, Circle>,
    entry: FunctionKey,
  ) {
    this.circles = circles
    const reached = new Set([entry])
    for (const key of reached) {
      const code = codes.get(key)
      const node = this.nodeOf(key)
      this.members.set(node, [...(this.members.get(node) ?? []), key])
      const size = (code?.memory?.bytes ?? 0) * (circles.get(key)?.calls ?? 1)
      this.sizes.set(node, (this.sizes.get(node) ?? 0) + size)
      for (const patch of code?.patches ?? []) {
        if (patch.kind !== 'function') continue
        reached.add(patch.key)
        const callee = this.nodeOf(patch.key)
        // Within a circle all have areas of their own.
        if (callee === node && circles.has(key)) continue
        this.callers.set(callee, (this.callers.get(callee) ?? new Set()).add(node))
      }
    }
  }

  nodeOf(key: FunctionKey): string {
    const circle = this.circles.get(key)
    return circle === undefined ? key : `circle ${circle.number}`
  }

  before(node: string): number {
    const known = this.known.get(node)
    if (known === null) throw new Error(`${node} calls itself, which nobody said`)
    if (known !== undefined) return known
    this.known.set(node, null)
    let most = 0
    for (const caller of this.callers.get(node) ?? [])
      most = Math.max(most, this.before(caller) + (this.sizes.get(caller) ?? 0))
    this.known.set(node, most)
    return most
  }
}
