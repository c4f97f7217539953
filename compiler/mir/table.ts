// Tables of small numbers by register or block. Plain arrays: functions are short and many, and a typed array of more than a few
// words costs more to make than to fill.

/** A table of `size` numbers, all of them `value`. */
export function table(size: number, value = 0): number[] {
  const numbers: number[] = []
  for (let i = 0; i < size; i++) numbers.push(value)
  return numbers
}
