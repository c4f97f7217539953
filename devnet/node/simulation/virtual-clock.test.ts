import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wait } from '../../../client/clock.ts'
import { createVirtualClock } from './virtual-clock.ts'

describe('the virtual clock', () => {
  it('runs events by time, then by the order in which they were scheduled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 })), async (delays) => {
        const clock = createVirtualClock(5n)
        const seen: [number, number][] = []
        delays.forEach((delay, i) => {
          clock.schedule(BigInt(delay), () => {
            expect(clock.now()).toBe(5n + BigInt(delay))
            seen.push([delay, i])
          })
        })
        await clock.advance(20n)
        expect(seen).toEqual(delays.map((d, i) => [d, i]).toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]!))
        expect(clock.now()).toBe(25n)
      }),
    )
  })

  it('carries promises through before the next event', async () => {
    const clock = createVirtualClock()
    const seen: string[] = []
    clock.schedule(1n, async () => {
      for (let i = 0; i < 50; i++) await Promise.resolve()
      seen.push('first')
    })
    clock.schedule(1n, () => void seen.push('second'))
    await clock.advance(1n)
    expect(seen).toEqual(['first', 'second'])
  })

  it('lets tasks wait for the clock itself, and finishes a promise in simulated time', async () => {
    const clock = createVirtualClock()
    const work = (async () => {
      await wait(clock, 10n)
      await wait(clock, 90n)
      return clock.now()
    })()
    expect(await clock.finish(work, 1000n)).toBe(100n)
    await expect(clock.finish(new Promise(() => {}), 50n)).rejects.toThrow('not finished')
  })

  it('skips what was cancelled and stops when told', async () => {
    const clock = createVirtualClock()
    let runs = 0
    const cancel = clock.schedule(1n, () => void (runs += 100))
    for (const delay of [2n, 3n, 4n]) clock.schedule(delay, () => void runs++)
    cancel()
    expect(await clock.runUntil(() => runs === 2, 10n)).toBe(true)
    expect(clock.now()).toBe(3n)
    expect(await clock.runUntil(() => runs === 99, 10n)).toBe(false)
  })

  it('hands a failure to whoever advances it', async () => {
    const clock = createVirtualClock()
    clock.schedule(1n, () => Promise.reject(new Error('late')))
    clock.schedule(2n, () => {
      throw new Error('at once')
    })
    await expect(clock.advance(5n)).rejects.toThrow('late')
    await expect(clock.advance(5n)).rejects.toThrow('at once')
  })
})
