// Tables of small numbers by register or block. Functions are short and many, so that making tables would take longer than what is
// done with them: what one walk needs lies in room that the next one uses again.

/** A table of `size` numbers, all of them `value`. */
export function table(size: number, value = 0): number[] {
  // Room for all at once, and a loop: several times as quick as `fill` or `Array.from` where tables are short.
  // oxlint-disable-next-line unicorn/no-new-array
  const numbers = new Array<number>(size)
  for (let i = 0; i < size; i++) numbers[i] = value
  return numbers
}

/** Up to so many numbers a loop is quicker than `fill`. */
const SHORT = 64

/** Room for a table that is filled anew again and again, by one user at a time. */
export class Scratch {
  private room = new Int32Array(256)

  /** A table of at least `size` numbers, of which so many are `value`. It holds until the next one is asked for. */
  table(size: number, value = 0): Int32Array {
    if (this.room.length < size) this.room = new Int32Array(2 * size)
    const { room } = this
    if (size > SHORT) return room.fill(value, 0, size)
    for (let i = 0; i < size; i++) room[i] = value
    return room
  }
}

/** Shortens a list to so many items. Setting a length takes longer than leaving out the few that go. */
export function truncate(list: unknown[], length: number): void {
  while (list.length > length) list.pop()
}
