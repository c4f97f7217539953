// Tables of small numbers by register or block. Plain arrays: functions are short and many, and a typed array of more than a few
// words costs more to make than to fill.

/** A table of `size` numbers, all of them `value`. */
export function table(size: number, value = 0): number[] {
  // Room for all at once, and a loop: several times as quick as `fill` or `Array.from` where tables are short.
  // oxlint-disable-next-line unicorn/no-new-array
  const numbers = new Array<number>(size)
  for (let i = 0; i < size; i++) numbers[i] = value
  return numbers
}
