import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRam } from '../inspect.ts'
import { oneStep, poke, readyToStep, stepped } from './one-step.ts'

const HEAP = 1n << 18n
const END = 1n << 22n
const VALUE = 0x8877_6655_4433_2211n
const SIZES = { 8: 1n, 16: 2n, 32: 4n, 64: 8n } as const
const BITS = [8, 16, 32, 64] as const
const mask = (bits: number): bigint => (1n << BigInt(bits)) - 1n

describe('heap accesses', () => {
  it.each(BITS)('load and store %i bits little-endian, and nothing beside', (bits) => {
    const size = SIZES[bits]
    for (const address of [HEAP, HEAP + 64n - size, END - size, HEAP + 8n * size]) {
      const loading = readyToStep(`ld${bits} [10] [20] 3\nend {8}`, { 160: address - 3n, 80: 9n })
      const leaf = Number(address) & ~7
      poke(loading, { [leaf]: VALUE })
      const shift = (address % 8n) * 8n
      expect(stepped(loading).slot(10)).toBe((VALUE >> shift) & mask(bits))

      const storing = readyToStep(`st${bits} [10] [20] 3\nend {8}`, { 160: address - 3n, 80: VALUE })
      poke(storing, { [leaf]: 0n })
      const root = storing.ramTree.root()
      stepped(storing)
      const word = new DataView(readRam(storing, leaf, 8).buffer).getBigUint64(0, true)
      expect(word).toBe((VALUE & mask(bits)) << shift)
      expect(storing.ramTree.root()).not.toEqual(root)
    }
  })

  it.each(BITS)('trap beyond their bounds before they do for alignment: %i bits', (bits) => {
    const size = SIZES[bits]
    const cases: [base: bigint, offset: bigint, trap: string][] = [
      [0n, 0n, 'OutOfBounds'],
      [HEAP - 1n, 0n, 'OutOfBounds'],
      [HEAP - size, 0n, 'OutOfBounds'],
      [END, 0n, 'OutOfBounds'],
      [END - size + 1n, 0n, 'OutOfBounds'],
      [END - size, 0n, 'None'],
      [1n << 32n, HEAP, 'OutOfBounds'],
      [(1n << 64n) - HEAP, 2n * HEAP, 'OutOfBounds'],
      [0xffff_ffffn, 0xffff_ffffn, 'OutOfBounds'],
      [HEAP + 1n, 0n, size === 1n ? 'None' : 'Misaligned'],
      [HEAP, size / 2n, size === 1n ? 'None' : 'Misaligned'],
    ]
    for (const [base, offset, trap] of cases) {
      for (const name of [`ld${bits}`, `st${bits}`]) {
        const { view, slot } = oneStep(`${name} [10] [20] ${offset}`, { 10: 5n, 20: base })
        expect([name, base, offset, view.trap]).toEqual([name, base, offset, trap])
        expect(trap === 'None' || slot(10) === 5n).toBe(true)
      }
    }
  })

  it.each([128, 256])('moves groups of %i bits between frame and heap, and nothing beside', (bits) => {
    const size = bits / 8
    const count = bits / 64
    for (const address of [HEAP, HEAP + 64n - BigInt(size), END - BigInt(size)]) {
      const at = Number(address)
      const words = Array.from({ length: count }, (_, i) => VALUE + BigInt(i))
      const place = (first: number, by: number) =>
        Object.fromEntries(words.map((word, i) => [first + by * i, word]))
      const loading = readyToStep(`ld${bits} [20] [4] 64\nend {8}`, { 32: address - 64n, ...place(at, 8) })
      const loaded = stepped(loading)
      expect(Array.from({ length: 5 }, (_, i) => loaded.slot(20 + i))).toEqual(
        [...words, 0n, 0n, 0n, 0n].slice(0, 5),
      )
      const storing = readyToStep(`st${bits} [20] [4] 64\nend {8}`, { 32: address - 64n, ...place(160, 8) })
      const root = storing.ramTree.root()
      const stored = stepped(storing)
      expect(
        [...new BigUint64Array(readRam(stored.state, at & ~63).buffer)].filter((word) => word !== 0n),
      ).toEqual(words)
      expect([...new BigUint64Array(readRam(stored.state, at, size).buffer)]).toEqual(words)
      expect(storing.ramTree.root()).not.toEqual(root)
    }
    for (const name of [`ld${bits}`, `st${bits}`]) {
      expect(oneStep(`${name} [20] [4] 8`, { 4: HEAP }).view.trap).toBe('Misaligned')
      expect(oneStep(`${name} [20] [4] 8`, { 4: END }).view.trap).toBe('OutOfBounds')
      expect(oneStep(`${name} [20] [4] 0`, { 4: HEAP - BigInt(size) }).view.trap).toBe('OutOfBounds')
      expect(oneStep(`${name} [20] [4] 0`, { 4: END - BigInt(size) }).view.trap).toBe('None')
    }
  })

  it('moves whole leaves between frame and heap', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, mask(64)), { minLength: 8, maxLength: 8 }), (words) => {
        const at = (start: number) => Object.fromEntries(words.map((word, i) => [start + 8 * i, word]))
        const loaded = readyToStep('ldl {16} [4] 64\nend {8}', { 32: HEAP, ...at(Number(HEAP) + 64) })
        expect(stepped(loaded).leaf(16)).toEqual(words)
        const stored = readyToStep('stl {16} [4] 64\nend {8}', { 32: HEAP, ...at(128) })
        stepped(stored)
        const heap = new BigUint64Array(readRam(stored, Number(HEAP) + 64).buffer)
        expect([...heap]).toEqual(words)
      }),
    )
    for (const name of ['ldl', 'stl']) {
      expect(oneStep(`${name} {16} [4] 8`, { 4: HEAP }).view.trap).toBe('Misaligned')
      expect(oneStep(`${name} {16} [4] 0`, { 4: END - 63n }).view.trap).toBe('OutOfBounds')
      expect(oneStep(`${name} {16} [4] 0`, { 4: END - 64n }).view.trap).toBe('None')
      expect(oneStep(`${name} {16} [4] 0`, { 4: HEAP - 64n }).view.trap).toBe('OutOfBounds')
    }
  })
})
