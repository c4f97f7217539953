// Lets networks of two to five nodes fall apart and heal at random (npm run partitions -- [runs] [seed]) and compares where they end with
// fresh replays. Exits with 1 when they differ; a run is a function of its seed.
import { runPartitions } from '../test/simulation/partitions.ts'

const runs = Number(process.argv[2] ?? 1000)
const seed = process.argv[3] ?? 'partitions'
let failed = 0
let takenBack = 0
let deepest = 0
for (let run = 0; run < runs; run++) {
  const report = await runPartitions(`${seed} ${run}`)
  if (report.problems.length > 0) {
    failed++
    console.error(`"${seed} ${run}": ${report.problems.join('; ')}`)
  }
  takenBack += report.takenBack
  deepest = Math.max(deepest, report.deepest)
  if ((run + 1) % 100 === 0) console.log(`${run + 1} runs`)
}
console.log(
  `${runs} runs, ${takenBack} chain blocks taken back, the deepest reorg ${deepest}: ${failed} runs failed`,
)
process.exitCode = failed === 0 ? 0 : 1
