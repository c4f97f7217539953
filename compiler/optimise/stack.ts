// A stack of whole numbers that keeps its room when it shrinks, for what a walk takes back on its way up.
export class Stack {
  size = 0
  private items = new Int32Array(256)

  push(item: number): void {
    if (this.size === this.items.length) this.items = grownInts(this.items, 2 * this.size)
    this.items[this.size++] = item
  }

  pop(): number {
    return this.items[--this.size] ?? 0
  }

  at(place: number): number {
    return this.items[place] ?? 0
  }
}

/** A longer array that begins with what an array holds. */
export function grownInts(old: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const items = new Int32Array(size)
  items.set(old)
  return items
}

/** A longer array that begins with what an array holds. */
export function grownFloats(old: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const items = new Float64Array(size)
  items.set(old)
  return items
}
