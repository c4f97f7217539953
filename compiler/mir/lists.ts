// Short lists of numbers by a small number, all of them in three arrays: blocks and registers are many, and a list of its own for each
// would cost more than what is in it. The arrays are used again where lists are made anew.
import { Scratch } from './table.ts'

export class Lists {
  private readonly room = new Scratch()
  /** By key: where its list begins in the other two; -1 for none. */
  private heads = this.room.table(0)
  /** Where each list goes on; -1 at its end. */
  private readonly nexts: number[] = []
  private readonly values: number[] = []
  private count = 0

  /** Empty lists for the keys below `keys`. */
  clear(keys: number): void {
    this.heads = this.room.table(keys, -1)
    this.count = 0
  }

  /** Puts a number in front of a key's list. */
  add(key: number, value: number): void {
    const at = this.count++
    this.nexts[at] = this.heads[key] ?? -1
    this.values[at] = value
    this.heads[key] = at
  }

  /** Where a key's newest number is; -1 if there is none. */
  newest(key: number): number {
    return this.heads[key] ?? -1
  }

  /** Where the number that was added before this one is; -1 if there is none. */
  older(at: number): number {
    return this.nexts[at] ?? -1
  }

  valueAt(at: number): number {
    return this.values[at] ?? 0
  }
}
