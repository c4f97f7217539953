// The tables of the values' walk: they serve many functions, grow, and take back what was learnt below a block.
import { describe, expect, it } from 'vitest'
import type { Uses } from './draft.ts'
import { Expressions } from './expressions.ts'
import { Numbering } from './numbering.ts'
import { Ranges, TOP } from './ranges.ts'
import { StorageEntries } from './storage-entries.ts'

/** Registers that are all written twice. */
function usesOf(registers: number): Uses {
  const twice = new Int32Array(registers).fill(2)
  return { registers, writes: twice, reads: twice, inLeaf: new Int32Array(registers) }
}

describe('the table of expressions', () => {
  it('gives what is computed alike one number, however many there are', () => {
    const expressions = new Expressions()
    for (let i = 0; i < 3000; i++) expect(expressions.numberOf(7, i, i % 3, 0, -i, 10 + i)).toBe(10 + i)
    for (let i = 0; i < 3000; i++) expect(expressions.numberOf(7, i, i % 3, 0, -i, 9999)).toBe(10 + i)
    expect(expressions.numberOf(8, 5, 2, 0, -5, 9999)).toBe(9999)
    expect(expressions.numberOf(7, 5, 2, 1, -5, 10_000)).toBe(10_000)
  })

  it('is empty for the next function', () => {
    const expressions = new Expressions()
    for (let i = 0; i < 200; i++) expressions.numberOf(7, i, 0, 0, 0, 10 + i)
    expressions.clear()
    for (let i = 0; i < 200; i++) expect(expressions.numberOf(7, i, 0, 0, 0, 500 + i)).toBe(500 + i)
  })
})

describe('numbering', () => {
  it('gives equal constants one number, small and large', () => {
    const numbering = new Numbering(new Ranges())
    numbering.begin(usesOf(4), 1, 0)
    numbering.enter(0)
    const values = [0n, 1n, 1n << 32n, (1n << 32n) + 1n, (1n << 53n) - 1n, 1n << 53n, (1n << 64n) - 1n]
    const numbers = values.map((value) => numbering.ofConstant(value))
    expect(new Set(numbers).size).toBe(values.length)
    expect(values.map((value) => numbering.ofConstant(value))).toEqual(numbers)
    expect(numbers.map((number) => numbering.constant(number))).toEqual(values)
  })

  it('takes back what was written below a block', () => {
    const numbering = new Numbering(new Ranges())
    numbering.begin(usesOf(2000), 2, 0)
    numbering.enter(0)
    const before = Array.from({ length: 2000 }, (_, reg) => numbering.of(reg))
    numbering.enter(1)
    for (let reg = 0; reg < 2000; reg++) numbering.write(reg, numbering.fresh())
    numbering.forget(7)
    numbering.leave(1)
    expect(before.map((_, reg) => numbering.of(reg))).toEqual(before)
  })
})

describe('ranges', () => {
  it('are taken back, of numbers beyond the first tables too', () => {
    const ranges = new Ranges()
    ranges.enter()
    ranges.narrow(5, 3, TOP)
    ranges.enter()
    ranges.narrow(5, 1, 9)
    ranges.narrow(100_000, 4, 4)
    ranges.order(8, 5)
    expect([ranges.low(5), ranges.high(5), ranges.low(100_000), ranges.high(99_999)]).toEqual([3, 9, 4, TOP])
    expect([ranges.notBelow(8, 5), ranges.notBelow(5, 8)]).toEqual([true, false])
    expect([ranges.below(5, 100_000), ranges.apart(5, 100_000)]).toEqual([undefined, false])
    ranges.leave()
    expect([ranges.low(5), ranges.high(5), ranges.high(100_000)]).toEqual([3, TOP, TOP])
    expect(ranges.notBelow(8, 5)).toBe(false)
    ranges.leave()
    expect(ranges.low(5)).toBe(0)
  })
})

describe('entries of storage', () => {
  /** Leaves at 0, 8, 16, ...: all words differ. */
  function begin(): { numbering: Numbering; entries: StorageEntries } {
    const numbering = new Numbering(new Ranges())
    numbering.begin(usesOf(8000), 2, 0)
    numbering.enter(0)
    const entries = new StorageEntries(numbering)
    entries.enter()
    return { numbering, entries }
  }

  const find = (entries: StorageEntries, key: number): number => {
    entries.setKey(key)
    return entries.find()
  }

  it('end with a store that may be of the same key, and come back above it', () => {
    const { entries } = begin()
    entries.setKey(0)
    entries.afterLoad(8)
    entries.enter()
    entries.setKey(16)
    entries.afterStore(24)
    expect([find(entries, 0), find(entries, 16)]).toEqual([-1, 24])
    entries.clear()
    expect(find(entries, 16)).toBe(-1)
    entries.leave()
    expect([find(entries, 0), find(entries, 16)]).toEqual([8, -1])
  })

  it('stay with stores of keys that certainly differ, and end when their leaf changes', () => {
    const { numbering, entries } = begin()
    for (let key = 0; key < 8000; key += 16) {
      numbering.write(key, numbering.ofConstant(BigInt(key)))
      entries.setKey(key)
      entries.afterStore(key + 8)
    }
    for (let key = 0; key < 8000; key += 16) expect(find(entries, key)).toBe(key + 8)
    numbering.write(11, numbering.fresh())
    expect([find(entries, 0), find(entries, 16)]).toEqual([-1, 24])
  })
})
