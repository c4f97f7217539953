// Some kills; scripts/crash-node.ts does hundreds.
import { afterAll, expect, it } from 'vitest'
import { crashAgainAndAgain } from './testing/crashes.ts'
import { temporaryFolder } from './testing/folders.ts'

const KILLS = 6
const { folder, remove } = temporaryFolder()
afterAll(remove)

it(
  'a process that is killed under load leaves a whole chain, with everything that it had called safe',
  { timeout: 600_000 },
  async () => {
    const report = await crashAgainAndAgain(folder, 'few', KILLS)
    expect(report.problems).toEqual([])
    expect(report.blocks).toBeGreaterThan(KILLS)
  },
)
