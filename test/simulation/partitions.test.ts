// Some runs; npm run partitions does thousands.
import { expect, it } from 'vitest'
import { runPartitions } from './partitions.ts'

it(
  'nodes whose network fell apart and healed end where a fresh replay ends',
  { timeout: 120_000 },
  async () => {
    let takenBack = 0
    let splits = 0
    for (let run = 0; run < 8; run++) {
      const report = await runPartitions(`some ${run}`)
      expect(report.problems, `run ${run}`).toEqual([])
      takenBack += report.takenBack
      splits += report.splits
    }
    expect(splits).toBeGreaterThan(8)
    expect(takenBack).toBeGreaterThan(20)
  },
)
