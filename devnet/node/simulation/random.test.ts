import { describe, expect, it } from 'vitest'
import { createRandom } from './random.ts'

describe('the seeded source', () => {
  it('repeats by seed and differs between seeds', () => {
    const draw = (seed: string) => Array.from({ length: 20 }, createRandom(seed).u32)
    expect(draw('a')).toEqual(draw('a'))
    expect(draw('a')).not.toEqual(draw('b'))
  })

  it('splits into sources that do not depend on what was drawn before', () => {
    const early = createRandom(7).split('miner')
    const used = createRandom(7)
    for (let i = 0; i < 100; i++) used.u32()
    expect(used.split('miner').u32()).toBe(early.u32())
    expect(createRandom(7).split('peer').u32()).not.toBe(createRandom(7).split('miner').u32())
  })

  it('fills a range evenly and never leaves it', () => {
    const random = createRandom('even')
    const counts = [0, 0, 0, 0, 0, 0, 0]
    for (let i = 0; i < 70_000; i++) counts[random.below(7)]!++
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
    for (let i = 0; i < 100; i++) expect([3, 4, 5]).toContain(random.between(3, 5))
    expect(() => random.below(0)).toThrow('no range')
  })

  it('draws waiting times with the mean, the spread and the memory of a Poisson process', () => {
    const random = createRandom('poisson')
    const mean = 1000
    const drawn = Array.from({ length: 40_000 }, () => random.exponential(mean))
    const average = drawn.reduce((a, b) => a + b, 0) / drawn.length
    const variance = drawn.reduce((a, b) => a + (b - average) ** 2, 0) / drawn.length
    expect(Math.abs(average - mean)).toBeLessThan(25)
    expect(Math.abs(Math.sqrt(variance) - mean)).toBeLessThan(40)
    const beyond = (t: number) => drawn.filter((x) => x > t).length / drawn.length
    expect(Math.abs(beyond(mean) - Math.exp(-1))).toBeLessThan(0.01)
    expect(Math.abs(beyond(2 * mean) - Math.exp(-2))).toBeLessThan(0.01)
  })
})
