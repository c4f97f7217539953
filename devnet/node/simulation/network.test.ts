import { describe, expect, it } from 'vitest'
import type { Endpoint } from './network.ts'
import { createSimulatedNetwork } from './network.ts'
import { createRandom } from './random.ts'
import { createVirtualClock } from './virtual-clock.ts'

function setUp(seed = 'net') {
  const clock = createVirtualClock()
  const network = createSimulatedNetwork<number>(clock, createRandom(seed), { min: 10, max: 50 })
  const log: string[] = []
  const endpoints: Record<string, Endpoint<number>> = {}
  for (const name of ['a', 'b', 'c']) {
    endpoints[name] = network.join(name, {
      onMessage: (from, message) => void log.push(`${clock.now()} ${from}>${name} ${message}`),
      onConnected: (peer) => void log.push(`${clock.now()} ${name} meets ${peer}`),
    })
  }
  return { clock, network, log, a: endpoints['a']!, b: endpoints['b']! }
}

describe('the simulated network', () => {
  it('introduces all peers to each other', async () => {
    const { clock, log } = setUp()
    await clock.advance(0n)
    expect(log).toHaveLength(6)
  })

  it('delivers within the latency, in order on each link, and the same for the same seed', async () => {
    const run = async (seed: string) => {
      const { clock, log, a } = setUp(seed)
      await clock.advance(0n)
      log.length = 0
      for (let i = 0; i < 30; i++) a.broadcast(i)
      await clock.advance(9n)
      expect(log).toEqual([])
      await clock.advance(41n)
      for (const to of ['b', 'c']) {
        const numbers = log
          .filter((line) => line.includes(`a>${to}`))
          .map((line) => Number(line.split(' ')[2]))
        expect(numbers).toEqual(Array.from({ length: 30 }, (_, i) => i))
      }
      return log
    }
    expect(await run('x')).toEqual(await run('x'))
    expect(await run('x')).not.toEqual(await run('y'))
  })

  it('loses what a partition cuts, and introduces peers again when healed', async () => {
    const { clock, network, log, a } = setUp()
    await clock.advance(0n)
    log.length = 0
    a.send('b', 1)
    network.partition([['a']])
    a.send('b', 2)
    expect(a.peers()).toEqual([])
    await clock.advance(100n)
    expect(log).toEqual([])
    network.heal()
    a.send('b', 3)
    await clock.advance(100n)
    expect(log.filter((line) => line.includes('meets')).map((line) => line.slice(4))).toEqual([
      'a meets b',
      'a meets c',
      'b meets a',
      'c meets a',
    ])
    expect(log.filter((line) => line.includes('>')).map((line) => line.split(' ')[2])).toEqual(['3'])
  })

  it('forgets a peer that left', async () => {
    const { clock, log, a, b } = setUp()
    await clock.advance(0n)
    log.length = 0
    b.close()
    a.broadcast(1)
    await clock.advance(100n)
    expect(log).toHaveLength(1)
    expect(a.peers()).toEqual(['c'])
  })
})
