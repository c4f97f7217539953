// Compiled code against the interpreter and against WebAssembly written by hand, in one run: `node bench/jit.ts [part of a name]`. The least of many times
// in turns, which other work on the computer disturbs less than `npm run bench`'s medians.
import { geometricMean } from './harness/statistics.ts'
import { alignedTable } from './harness/text.ts'
import { JIT_CASES, jitSides } from './jit-rows.ts'

const ROUNDS = 10

const wanted = process.argv[2] ?? ''
const lines: string[][] = []
const ratios: number[] = []
for (const one of JIT_CASES) {
  if (!one.name.includes(wanted)) continue
  const { interpreted, compiled, byHand } = jitSides(one)
  const slow = interpreted().milliseconds
  let [ours, theirs] = [Infinity, Infinity]
  for (let round = 0; round < ROUNDS; round++) {
    ours = Math.min(ours, compiled().milliseconds)
    theirs = Math.min(theirs, byHand().milliseconds)
  }
  ratios.push(ours / theirs)
  lines.push([
    one.name,
    ...[slow, ours, theirs].map((time) => time.toFixed(1)),
    `${(slow / ours).toFixed(0)}x`,
    `${(ours / theirs).toFixed(2)}x`,
  ])
}
const columns = ['milliseconds', 'interpreter', 'compiled', 'by hand', 'vs interpreter', 'vs by hand']
console.log(alignedTable(columns, lines))
console.log(`geometric mean of compiled / by hand: ${geometricMean(ratios).toFixed(2)}`)
