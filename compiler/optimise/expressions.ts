// Which value number belongs to what is computed alike: a table by operation and value numbers of its sources. Open addressing in
// one array of whole numbers, which holds for all functions: a new stamp empties it, however large it has grown.
import type { ValueNumber } from './numbering.ts'

/** Numbers of an entry: stamp, value number, and the five that are its key. */
const ENTRY = 8

export class Expressions {
  private entries = new Int32Array(256 * ENTRY)
  private stamp = 1
  private used = 0

  clear(): void {
    this.stamp++
    this.used = 0
  }

  /** The number of an expression; if it has none yet, `fresh` becomes its number. `imm` is cut to 32 bits. */
  numberOf(
    code: number,
    x: ValueNumber,
    y: ValueNumber,
    z: ValueNumber,
    imm: number,
    fresh: ValueNumber,
  ): ValueNumber {
    if (2 * ENTRY * this.used >= this.entries.length) this.grow()
    const { entries, stamp } = this
    const cut = imm | 0
    const mask = entries.length - ENTRY
    let at = placeOf(code, x, y, z, cut) & mask
    for (; entries[at] === stamp; at = (at + ENTRY) & mask)
      if (
        entries[at + 2] === code &&
        entries[at + 3] === x &&
        entries[at + 4] === y &&
        entries[at + 5] === z &&
        entries[at + 6] === cut
      )
        return entries[at + 1] ?? fresh
    this.used++
    entries[at] = stamp
    entries[at + 1] = fresh
    entries[at + 2] = code
    entries[at + 3] = x
    entries[at + 4] = y
    entries[at + 5] = z
    entries[at + 6] = cut
    return fresh
  }

  private grow(): void {
    const old = this.entries
    this.entries = new Int32Array(2 * old.length)
    this.used = 0
    for (let at = 0; at < old.length; at += ENTRY) {
      if (old[at] !== this.stamp) continue
      const [, number = 0, code = 0, x = 0, y = 0, z = 0, imm = 0] = old.subarray(at, at + ENTRY)
      this.numberOf(code, x, y, z, imm, number)
    }
  }
}

/** Where the search for an entry begins: all bits of the key have a say in those that a table of any size takes. */
function placeOf(code: number, x: ValueNumber, y: ValueNumber, z: ValueNumber, imm: number): number {
  let hash = Math.imul(code ^ Math.imul(x, 0x9e37_79b1), 0x85eb_ca6b)
  hash = Math.imul(hash ^ (hash >>> 15) ^ y, 0xc2b2_ae35)
  hash = Math.imul(hash ^ (hash >>> 13) ^ imm ^ Math.imul(z, 0x27d4_eb2f), 0x85eb_ca6b)
  return (hash ^ (hash >>> 16)) * ENTRY
}
