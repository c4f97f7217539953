// Kills a process that keeps a chain hundreds of times at random moments (npm run crash-node -- [kills] [seed]) and checks after each
// that what it left is whole. Exits with 1 when it isn't; the same seed tries the same blocks, though not the same instants.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crashAgainAndAgain } from '../devnet/node/storage/testing/crashes.ts'

const kills = Number(process.argv[2] ?? 300)
const seed = process.argv[3] ?? 'crashes'
const folder = mkdtempSync(join(tmpdir(), 'silo-crash-'))
const report = await crashAgainAndAgain(folder, seed, kills, (round, blocks) => {
  if ((round + 1) % 25 === 0) console.log(`${round + 1} kills, ${blocks} blocks`)
})
for (const problem of report.problems) console.error(problem)
const { whileWriting, blocks } = report
console.log(
  `${kills} kills, ${whileWriting} of them during a write, ${blocks} blocks: ${report.problems.length} problems`,
)
if (report.problems.length > 0) console.error(`the folder is left for a look: ${folder}`)
else rmSync(folder, { recursive: true })
process.exitCode = report.problems.length === 0 ? 0 : 1
