// Compiled code against the interpreter and against WebAssembly written by hand, in one run: `node bench/jit.ts [part of a name]`.
import { inTurns } from './harness/measure.ts'
import { geometricMean } from './harness/statistics.ts'
import { alignedTable } from './harness/text.ts'
import { JIT_CASES, jitSides } from './jit-rows.ts'

const wanted = process.argv[2] ?? ''
const lines: string[][] = []
const ratios: number[] = []
for (const one of JIT_CASES) {
  if (!one.name.includes(wanted)) continue
  const { interpreted, compiled, byHand } = jitSides(one)
  const [slow] = await inTurns([{ name: 'interpreter', execute: interpreted }], { warmUp: 0, rounds: 1 })
  const [ours, theirs] = await inTurns(
    [
      { name: 'compiled', execute: compiled },
      { name: 'by hand', execute: byHand },
    ],
    { warmUp: 5, rounds: 25 },
  )
  if (slow === undefined || ours === undefined || theirs === undefined)
    throw new Error('nothing was measured')
  const ratio = ours.median / theirs.median
  ratios.push(ratio)
  lines.push([
    one.name,
    ...[slow.median, ours.median, theirs.median].map((time) => time.toFixed(1)),
    `${(slow.median / ours.median).toFixed(0)}x`,
    `${ratio.toFixed(2)}x`,
  ])
}
const columns = ['milliseconds', 'interpreter', 'compiled', 'by hand', 'vs interpreter', 'vs by hand']
console.log(alignedTable(columns, lines))
console.log(`geometric mean of compiled / by hand: ${geometricMean(ratios).toFixed(2)}`)
