// Plays one seeded simulation and tells what happened: npm run simulate -- ADVERSARY SEED [rough]
import { ADVERSARIES, drawRoughScenario, drawScenario } from '../test/simulation/draw.ts'
import { simulate } from '../test/simulation/scenario.ts'

const [name, seed = '1', weather] = process.argv.slice(2)
const adversary = ADVERSARIES.find((known) => known === name)
if (adversary === undefined) {
  console.error(`usage: npm run simulate -- ${ADVERSARIES.join('|')} SEED [rough]`)
  process.exit(2)
}

const scenario = weather === 'rough' ? drawRoughScenario(adversary, seed) : drawScenario(adversary, seed)
console.log(scenario)
const report = await simulate(scenario)
for (const line of report.log) console.log(line)
for (const { disputeId, steps, outcome, moves } of report.disputes) {
  const played = moves.map((move) => `${move.kind}@${move.score}`).join(' ')
  console.log(
    `dispute ${disputeId.slice(0, 8)}, ${steps ?? '?'} steps: ${played}; ${outcome?.winner ?? 'nobody'} won`,
  )
}
for (const { height, nodeId, status, reason, committers, published } of report.nodes) {
  console.log(
    `node ${height} ${nodeId.slice(0, 8)}: ${status}, ${reason}; ${committers.length} committers; paid ${published.length}`,
  )
}
console.log(`${report.chainBlocks} chain blocks in ${report.tookMs} ms of simulated time`)
for (const problem of report.problems) console.error(`problem: ${problem}`)
process.exitCode = report.problems.length === 0 ? 0 : 1
