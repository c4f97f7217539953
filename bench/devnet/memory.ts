// What a node holds in memory over a day, on a simulated clock.
import { createVirtualClock, startDevnet } from '../../devnet/index.ts'
import type { Bench } from '../harness/bench.ts'
import { atMost, single } from '../harness/rows.ts'
import { numberText } from '../harness/text.ts'

const HOUR = 3_600_000n

export const memoryBench: Bench = {
  name: 'memory',
  group: 'devnet',
  title: 'Memory over a simulated day',
  about:
    'A devnet with one miner and a block every ten seconds on a simulated clock, without transactions: the heap in use after each hour, when the garbage collector has run.',
  async run({ quick, say }) {
    const hours = quick ? 1 : 24
    const clock = createVirtualClock(1_700_000_000_000n)
    const devnet = await startDevnet({ clock, miners: 1, blocksPerSecond: 0.1, seed: 'memory' })
    const heap: number[] = []
    const blocks: bigint[] = []
    for (let hour = 1; hour <= hours; hour++) {
      await clock.advance(quick ? 60_000n : HOUR)
      heap.push(settledHeap())
      blocks.push((await clock.finish(devnet.api.getBlockDagInfo({}), 1000n)).blockCount)
      if (hour % 6 === 0) say(`  hour ${hour}: ${numberText(heap.at(-1) ?? 0)} MB`)
    }
    await devnet.stop()
    return {
      rows: [
        {
          name: 'node: heap after a day',
          unit: 'MB',
          sides: [single('silo', heap.at(-1) ?? 0)],
          goals: [],
          note: `${blocks.at(-1)?.toLocaleString('en-US')} blocks were kept at the end`,
        },
        {
          name: 'node: growth of the heap in the second half of the day',
          unit: 'times',
          sides: [single('silo', (heap.at(-1) ?? 0) / (heap[Math.floor(heap.length / 2)] ?? 1))],
          goals: [atMost(1.25)],
          note: 'the bound is ours: the issue asks that it be shown',
          shortfall: {
            why: 'the devnet keeps the blocks of this span whole',
            next: 'pruning on in the devnet as it is in a node that keeps its data',
          },
        },
      ],
      tables: [
        {
          title: 'Hour by hour',
          columns: ['hour', 'blocks', 'heap MB'],
          lines: heap.map((megabytes, i) => [String(i + 1), String(blocks[i] ?? 0), numberText(megabytes)]),
        },
      ],
    }
  },
}

/** Megabytes in use. The script of `npm run bench` lets the collector be called. */
function settledHeap(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}
